// A worker of workerpool.

import workerpool from 'workerpool'

import { add, die, echo } from './functions.ts'

workerpool.worker({ add, echo, die })
