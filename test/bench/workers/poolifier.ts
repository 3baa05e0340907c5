// A worker of poolifier.

import { ClusterWorker } from 'poolifier'

import { addPair, die } from './functions.ts'

export const worker = new ClusterWorker({
  addPair: (pair?: [number, number]) => (pair === undefined ? 0 : addPair(pair)),
  die: () => {
    die()
    return 0
  },
})
