import { task } from 'verdigris'

export async function run(kind = 'b') {
  const results = []
  switch (kind) {
    case 'a':
    case 'b':
      const word = () => kind
      results.push(await task('case', () => word()))
    // falls through
    default: {
      const word = () => 'default'
      results.push(await task('default', word))
    }
  }
  for (const f = () => kind; results.length < 3;) results.push(await task('for', f))
  label: {
    function declared() {
      return kind
    }
    results.push(await task('label', () => declared()))
    break label
  }
  return results
}
