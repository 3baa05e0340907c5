import defaultWork from './lib'
export default () => defaultWork
