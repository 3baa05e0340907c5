import { task } from 'verdigris'

const name = 'module'
export async function run() {
  const value = 'outer'
  return task('shadow', () => {
    const inner = ((value: string, name: string) => value + name)('a', 'b')
    {
      const value = 'block'
      return [inner, value, name]
    }
  })
}
