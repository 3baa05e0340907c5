// The other end of `child_process.fork`: what a program writes that uses no library.

import { add } from './functions.ts'

process.on('message', (pair: [number, number]) => process.send?.(add(...pair)))
