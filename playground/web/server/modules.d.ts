// The demo's failures, with a `task` that runs its closure where it is called.
declare module '*?here' {
  export const failures: typeof import('../../failures.ts').failures
}
