// Twelve images are shrunk by a pool, with a progress bar. One file is broken and one takes its process down: the
// others do not notice.

import koffi from 'koffi'
import { pool } from 'verdigris'

const LIBC = process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6'
const SIZE = 256
const BAR = 24

/** Grey, one byte for each pixel. */
interface Image {
  name: string
  pixels: Uint8Array
}

const images: Image[] = Array.from({ length: 12 }, (_, n) => ({
  name: `image-${n + 1}`,
  pixels: Uint8Array.from({ length: SIZE * SIZE }, (_each, at) => (at * (n + 1)) % 251),
}))
images[3]!.pixels = images[3]!.pixels.subarray(0, 1000)
images[8]!.name = 'evil'

await using shrinkers = await pool('shrinkers', { size: 3 }, () => {
  const strlen: (text: string | null) => number = koffi
    .load(LIBC)
    .func('size_t strlen(const char *s)')
  return ({ name, pixels }: Image) => {
    if (name === 'evil') strlen(null)
    if (pixels.length !== SIZE * SIZE) throw new RangeError(`${name} has ${pixels.length} pixels`)
    return { name, pixels: shrink(pixels) }
  }
})

let done = 0
let bytes = 0
const failures: string[] = []
// As they come, whichever is ready first.
for await (const result of shrinkers.map(images, { settle: true, ordered: false })) {
  done += 1
  if (result.status === 'fulfilled') bytes += result.value.pixels.length
  else failures.push(String(result.reason))
  showProgress()
}

console.log(`${done - failures.length} of ${done} images, ${bytes} bytes.`)
for (const failure of failures.toSorted()) console.log(failure)

/** Half as wide, half as high: the mean of four pixels each. */
function shrink(pixels: Uint8Array): Uint8Array {
  const half = SIZE / 2
  return Uint8Array.from({ length: half * half }, (_, at) => {
    const corner = 2 * (at % half) + 2 * SIZE * Math.floor(at / half)
    const sum = pixels[corner]! + pixels[corner + 1]! + pixels[corner + SIZE]!
    return (sum + pixels[corner + SIZE + 1]!) / 4
  })
}

function showProgress(): void {
  if (!process.stdout.isTTY) return
  const filled = Math.round((done / images.length) * BAR)
  const bar = '█'.repeat(filled).padEnd(BAR, '░')
  process.stdout.write(`\r${bar} ${done}/${images.length}${done === images.length ? '\n' : ''}`)
}
