import { pool, task, worker } from 'verdigris'

task('same', () => 1)
worker('same', () => () => 1)
pool('same', { size: 2 }, () => () => 1)
pool('other', () => () => task('other', () => 1))
