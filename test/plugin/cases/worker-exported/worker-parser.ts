import { parse } from './lib'
const parseAll = (texts: string[]) => texts.map(parse)
export default () => () => ({ parse, parseAll })
