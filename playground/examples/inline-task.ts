// Closures that run in other processes, each in one of its own, where they stand.

import koffi from 'koffi'
import { task } from 'verdigris'

const LIBC = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6'

console.log(`This is process ${process.pid}.`)

// The closure takes no parameters: it uses the variables around it.
async function addUp(numbers: number[], unit: { name: string }): Promise<string> {
  return task('add-up', () => {
    const sum = numbers.reduce((a, b) => a + b, 0)
    return `${sum} ${unit.name}, says process ${process.pid}`
  })
}
console.log(`1. A result:  ${await addUp([10, 32], { name: 'grams' })}`)

// Nothing to return.
await task('greet', () => console.log(`2. No result: hello from process ${process.pid}`))

// What it throws is thrown here, and is what it was.
const word = '{ "open": '
const thrown: unknown = await task('parse', () => JSON.parse(word) as object).catch((e) => e)
console.log(`3. An error:  ${String(thrown)} (a SyntaxError: ${thrown instanceof SyntaxError})`)

// Several values, one by one, as they are made.
const start = 3
const numbers: number[] = []
for await (const number of task('count-down', function* () {
  for (let n = start; n > 0; n--) yield n
})) {
  numbers.push(number)
}
console.log(`4. A stream:  ${numbers.join(', ')}`)

// A null pointer, given to native code: the process is gone, the program is not.
const crash: unknown = await task('crash', () => {
  koffi.load(LIBC).func('size_t strlen(const char *s)')(null)
}).catch((e) => e)
console.log(`5. A crash:   ${String(crash)}`)

console.log(`This is still process ${process.pid}.`)
