// A worker of workerpool.

import workerpool from 'workerpool'

import { add, die } from './functions.ts'

workerpool.worker({ add, die })
