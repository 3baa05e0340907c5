// Says that it is there.

import { writeSync } from 'node:fs'

writeSync(3, 'x')
