import { task } from 'verdigris'
import { Config, create, guard } from './lib'

interface Local { n: number }
type Result<T> = { value: T }
class OnlyType {
  n = 1
}
const onlyTypeof = { n: 1 }

export async function read<T extends Local>(local: T, other: T) {
  return task('types', (): Result<T['n'] | number> => {
    const typed: Config<typeof onlyTypeof> | OnlyType | typeof other | undefined = undefined
    const isConfig = (x: unknown): x is typeof guard => x === typed
    class Inner implements Local {
      declare shape: OnlyType
      n = 1
    }
    return { value: local.n + create<typeof onlyTypeof>(new Inner().n as OnlyType['n']) + Number(isConfig(1)) }
  })
}

export const run = () => read({ n: 1 }, { n: 2 })
