import { task } from 'verdigris'
import { used, unused } from './lib'

/** @param {number} n */
export const run = (n = 2) => task('plain', () => <b>{used(n)}</b>)
export const element = <p>{unused}</p>
