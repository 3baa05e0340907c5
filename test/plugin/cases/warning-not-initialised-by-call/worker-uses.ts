const defaults: Record<string, number> = {}
const codecs: string[] = []
const limits = { size: 1 }
const shown = { a: 1 }
const kept = { a: 1 }
export default () => () => [defaults, codecs, limits, shown, kept]
