import { worker } from 'verdigris'
import { parse } from './lib'

const parseAll = (texts: string[]) => texts.map(parse)
const parser = await worker('parser', { env: { MODE: 'strict' } }, () => ({ parse, parseAll }))
export const run = () => parser.call.parseAll(['1', '2'])
export { parser, parser as default }
