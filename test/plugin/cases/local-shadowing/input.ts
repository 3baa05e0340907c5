import { task } from 'verdigris'

const name = 'module'
const show = () => name

export function run() {
  const outer = () => show()
  const helper = () => 'outer'
  const useHelper = () => `${helper()} ${outer()}`
  {
    const show = () => 'inner'
    const name = 'block'
    const helper = () => `${name} ${show()}`
    return task('shadow', () => [outer(), useHelper(), helper(), show(), name])
  }
}
