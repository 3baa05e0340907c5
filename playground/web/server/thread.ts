// A thread of the program that lets one failure loose in itself.

import { parentPort, workerData } from 'node:worker_threads'

import { failures } from '../../failures.ts?here'

const { label, folder } = workerData as { label: string; folder: string }
const failure = failures.find((each) => each.label === label)

parentPort?.postMessage({ type: 'running' })
// What it throws is the thread's 'error' event.
const value = await failure?.run(folder)
parentPort?.postMessage({ type: 'ended', value })
