// Compiles a file of so many lines with so many calls, as the first that this process compiles. Prints what a line has
// taken, in microseconds.

import { compile, linesOf, timeRuns, timesOf } from '../compiling.ts'
import { writeFile } from '../sources.ts'

const [lines = 0, calls = 0] = process.argv.slice(2).map(Number)
const code = writeFile(lines, calls)
console.log(timeRuns(timesOf(code), linesOf(code), () => compile(code)))
