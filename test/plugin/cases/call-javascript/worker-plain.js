import { used } from './lib'
export default ({ n }) => () => <b>{used(n)}</b>
