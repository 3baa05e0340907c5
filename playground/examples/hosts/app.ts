// The same program for each host: a call that hangs, and one that does not.

import { task } from 'verdigris'

for (const text of ['aaaa', `${'a'.repeat(40)}!`]) {
  const found = task('matches', { timeout: 500 }, () => /^(a+)+$/.test(text))
  console.log(await found.catch((error: Error) => error.name))
}
