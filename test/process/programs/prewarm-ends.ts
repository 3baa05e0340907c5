// A program that ends while a process waits for a call.
import { tracingChannel } from 'node:diagnostics_channel'
import { task } from 'verdigris'
import { engine } from './prewarmed.ts'

tracingChannel('verdigris:process').start.subscribe((context) => {
  console.log((context as { pid: number }).pid)
})
// Nothing else keeps the program alive until the process is ready.
await task.prewarm('prewarmed')
console.log('ready')
if (process.argv[2] === 'call') await engine()
