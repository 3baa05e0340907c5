import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'
import { Config, guard } from './lib'

interface Local { n: number }
type Result<T> = { value: T }
class OnlyType {
  n = 1
}
const onlyTypeof = { n: 1 }

export async function read<T extends Local>(local: T, other: T) {
  return task(__verdigris_site('types', 'input.ts:12:10', __verdigris_bundle), () => ({ local }))
}

export const run = () => read({ n: 1 }, { n: 2 })
