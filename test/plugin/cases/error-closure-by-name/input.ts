import { pool, task, worker } from 'verdigris'
import * as lib from './lib'
import type { Work } from './lib'

class Made {}
namespace Space {
  export const work = () => 1
}
declare const ambient: () => number
const object = { work: () => 1 }
const text = 'text'
const key = 'work'
function* generator() {}

export function run(parameter: () => number, { member }: { member: Work }) {
  const chosen = Math.random() > 0.5 ? parameter : member
  let reassigned = () => 1
  reassigned = () => 2
  return [
    task('a', parameter),
    task('b', member as () => number),
    task('c', object.work),
    task('d', Made),
    task('e', Space.work),
    task('f', ambient),
    task('g', lib),
    task('h', lib[key]),
    task('i', text),
    task('j', chosen),
    task('k', reassigned),
    task('l', unknownGlobal),
    task('m', make()),
    task('n', lib.deep.work),
    worker('o', generator),
    pool('p', { size: 1 }, parameter),
  ]
}
function make() {
  return () => 1
}
