import { task } from 'verdigris'

export function run() {
  function declared() {}
  const arrow = () => 1
  const expression = function () {} as () => void
  class Declared {}
  const Expressed = class {}
  let reassigned = () => 1
  reassigned = () => 2
  return [
    task('a', () => declared()),
    task('b', () => [arrow(), expression()]),
    task('c', () => [new Declared(), Expressed]),
    task('d', () => reassigned()),
    function self() {
      return task('e', () => self())
    },
    task('f', () => task('g', () => arrow())),
  ]
}
{
  const inBlock = () => 1
  task('h', () => inBlock())
}
