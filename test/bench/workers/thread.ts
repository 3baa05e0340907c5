// The other end of `worker_threads`: what a program writes that uses no library.

import { parentPort } from 'node:worker_threads'

import { add } from './functions.ts'

parentPort?.on('message', (pair: [number, number]) => parentPort?.postMessage(add(...pair)))
