import { task } from 'verdigris'
export const run = () => task('x', () => 
