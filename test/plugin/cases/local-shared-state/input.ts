import { task } from 'verdigris'

export async function run() {
  let count = 1
  let log: string[] = []
  count = 40
  log = ['before']
  const next = () => {
    log.push(`next ${count + 1}`)
    return ++count
  }
  const peek = () => count
  function reset() {
    count = 0
    log = []
  }
  const shown = () => log.join()
  return task('state', () => {
    const first = [next(), next(), peek(), shown()]
    reset()
    return [first, next(), peek(), shown()]
  })
}
