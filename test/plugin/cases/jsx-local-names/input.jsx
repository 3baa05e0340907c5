import { task } from 'verdigris'

let h = 0
export const measure = () => h++
export const work = () => task('render', () => <p>hi</p>)
