import { task } from 'verdigris'
import { read, write } from './io'

const encode = (text: string) => write(text)
const decode = (text: string) => read(text)

export const run = async (text = 'x') => [
  await task('encode', () => encode(text)),
  await task('decode', () => decode(text)),
  await task('both', () => decode(encode(text))),
]
