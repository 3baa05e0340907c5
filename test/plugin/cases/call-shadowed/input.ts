import { task } from 'verdigris'

function local(task: (label: string, closure: () => number) => number) {
  return task('shadowed', () => 1)
}
export const run = async () => [
  local((_, closure) => closure()),
  await task('real', () => 2),
]
