import './polyfill'
import './nothing.ts'
import './style.css'
import type {} from './types'
// verdigris-ignore-next-line import-not-preloaded
import './silenced'
import { task } from 'verdigris'

export const run = () => task('a', () => 1)
