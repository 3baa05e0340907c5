import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.js&verdigris'
import { unused } from './lib'

/** @param {number} n */
export const run = (n = 2) => task(__verdigris_site('plain', 'input.js:5:31', __verdigris_bundle), () => ({ n }))
export const element = <p>{unused}</p>
