import { pool, task } from 'verdigris'

class Base {
  size = 1
  #secret = 2
  name() {
    return 'base'
  }
}
export class Service extends Base {
  #key = 1
  override name() {
    const readThis = () => this.size
    const readSuper = () => super.name()
    const readPrivate = (other: Service) => other.#key
    const middle = () => [readThis(), readSuper()]
    return [task('this', () => middle()), task('private', () => readPrivate)].join()
  }
}
export async function run(this: unknown) {
  const readArguments = () => arguments[0]
  const readTarget = () => new.target
  const evaluate = (code: string) => eval(code)
  const handle = await pool('handle', () => () => 1)
  const useHandle = () => handle.call()
  using db = { [Symbol.dispose]() {}, n: 1 }
  function useDb() {
    return db.n
  }
  const deep = () => useDb()
  const deeper = () => deep()
  return [
    task('arguments', () => readArguments()),
    task('target', () => readTarget()),
    task('eval', () => evaluate('1')),
    task('handle-use', () => useHandle()),
    task('db', () => deeper()),
  ]
}
