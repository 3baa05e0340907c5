import './setup'
import { a } from './setup'
import {} from './setup'
import { task } from 'verdigris'

export const run = () => task('bare', () => a)
