import { task } from 'verdigris'

export function local(task: (label: string, closure: () => number) => number) {
  return task('shadowed', () => 1)
}
