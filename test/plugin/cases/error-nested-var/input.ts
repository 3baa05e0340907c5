import { task } from 'verdigris'

if (Math.random() > 2) {
  var hidden = 1
}
const read = () => hidden
var again = 1
{ var again = 2 }
const readAgain = () => again
export const run = () => [task('through', () => read()), task('twice', () => readAgain())]
