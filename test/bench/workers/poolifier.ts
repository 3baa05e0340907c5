// A worker of poolifier.

import { ClusterWorker } from 'poolifier'

import { addPair, die, echo } from './functions.ts'

export const worker = new ClusterWorker<unknown, unknown>({
  addPair: (pair) => addPair(pair as [number, number]),
  echo,
  die,
})
