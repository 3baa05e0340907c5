// A thread that sends back what it is sent.

import { parentPort } from 'node:worker_threads'

parentPort?.on('message', (value) => parentPort?.postMessage(value))
