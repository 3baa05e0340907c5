// The demo's failures, with a `task` that runs its closure where it is called.
declare module '*/failures.ts?here' {
  export { failures } from '../../failures.ts'
}
