// Says that it is there, and stays.

import { writeSync } from 'node:fs'

writeSync(3, 'x')
setInterval(() => {}, 2 ** 30)
