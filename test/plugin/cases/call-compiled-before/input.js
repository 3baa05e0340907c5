import { task } from 'verdigris'
import { site } from 'verdigris/internal'
import bundle from './bundle.js'

export const work = (image) => task(site('ocr', 'src/lib.ts:1:1', bundle), () => ({ image }))
