// The JSON of numbers and of short lists of them, which most small calls are given and give: calls into V8 for it
// would take longer than all else that is done with them.

const MAX_ITEMS = 8

/** As `JSON.stringify` has it; `undefined` for any other value, and where it would not keep all of it. */
export function writeNumbers(value: unknown): string | undefined {
  if (typeof value === 'number') return isKept(value) ? String(value) : undefined
  if (!Array.isArray(value) || value.length > MAX_ITEMS || Object.hasOwn(value, 'groups'))
    return undefined
  if (Object.getPrototypeOf(value) !== Array.prototype) return undefined
  let text = ''
  for (let i = 0; i < value.length; i++) {
    const item: unknown = value[i]
    if (typeof item !== 'number' || !isKept(item)) return undefined
    text += i === 0 ? item : `,${item}`
  }
  return `[${text}]`
}

/** The number that `writeNumbers` has written; `undefined` for any other text. */
export function readNumber(text: string): number | undefined {
  const first = text.charCodeAt(0)
  if (first !== MINUS && !(first >= ZERO && first <= NINE)) return undefined
  const value = Number(text)
  return isKept(value) && String(value) === text ? value : undefined
}

/** No JSON has NaN and the infinities, nor writes -0. */
function isKept(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39
