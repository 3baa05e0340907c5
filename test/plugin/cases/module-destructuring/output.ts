import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const { a, nested: [b, ...rest], ...others } = { a: 1, nested: [2, 3, 4], c: 5, d: 6 }, alone = 7
const [x = a] = []

export const run = () => task(__verdigris_site('destructured', 'input.ts:6:26', __verdigris_bundle), () => ({}))
