import { task } from 'verdigris'

export async function run() {
  const image = new Uint8Array([1, 2, 3])
  let scale = 2
  scale += 1
  return task('scale', () => [...image].map((byte) => byte * scale))
}
