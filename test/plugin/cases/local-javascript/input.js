import { task } from 'verdigris'

export function run(list = [1, 2, 3]) {
  var isOdd = function (n) {
    return n % 2 === 1
  }
  const pick = (all) => all.filter(isOdd)
  return task('pick', () => pick(list))
}
