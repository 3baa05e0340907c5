import { task } from 'verdigris'

export function run(flag: boolean, f?: () => number) {
  let reassigned = () => 1
  reassigned = () => 2
  function f() {
    return 1
  }
  if (flag) {
    var branch = () => 1
  }
  function counted() {
    return counted.calls
  }
  counted.calls = 0
  class Replaced {}
  Replaced = class {}
  const user = () => reassigned()
  for (let i = 0, first = () => i; i < 2; i++) task('g', () => first())
  return [
    task('a', () => reassigned()),
    task('b', () => f()),
    task('c', () => branch()),
    task('d', () => counted()),
    task('e', () => new Replaced()),
    task('f', () => user()),
  ]
}
