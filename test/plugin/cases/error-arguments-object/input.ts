import { task } from 'verdigris'

export function run(this: unknown, ...args: unknown[]) {
  const inner = () => task('arguments', () => [arguments.length, () => arguments[0]])
  return [inner, task('target', () => new.target), args]
}
