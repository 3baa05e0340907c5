import { create } from './lib'
export default ({ local }) => (): Result<T['n'] | number> => {
    const typed: Config<typeof onlyTypeof> | OnlyType | typeof other | undefined = undefined
    const isConfig = (x: unknown): x is typeof guard => x === typed
    class Inner implements Local {
      declare shape: OnlyType
      n = 1
    }
    return { value: local.n + create<typeof onlyTypeof>(new Inner().n as OnlyType['n']) + Number(isConfig(1)) }
  }
