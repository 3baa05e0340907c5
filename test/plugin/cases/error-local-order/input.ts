import { task } from 'verdigris'

export function run() {
  function early() {
    return late
  }
  const wait = task('value', () => early())
  const code = task('code', () => arrow() + new Later().n)
  const late = 1
  const arrow = () => 1
  class Later {
    n = 1
  }
  var old = function () {}
  return [wait, code, late, arrow, Later, old, task('hoisted', () => hoisted())]
  function hoisted() {}
}
