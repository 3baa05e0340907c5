import { task } from 'verdigris'

const { a, nested: [b, ...rest], ...others } = { a: 1, nested: [2, 3, 4], c: 5, d: 6 }, alone = 7
const [x = a] = []

export const run = () => task('destructured', () => [b, rest, others, x])
