import { task } from 'verdigris'

let count = 0
var total = 0
let late: number
let later
function replaceable() {}
export let shared = 1
late = 5
const getTotal = () => total
export function add() {
  count++
  ;[total] = [1]
  replaceable = () => {}
  for (later of [1]) shared = later
}
export const run = () => [
  task('read', () => count),
  task('through', () => getTotal()),
  task('late', () => late),
  task('function', () => [replaceable, later, shared]),
]
