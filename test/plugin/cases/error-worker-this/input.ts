import { pool, worker } from 'verdigris'

export class Service {
  size = 2
  start(..._rest: number[]) {
    const open = () => 1
    return [
      worker('this', () => () => this.size),
      pool('arguments', () => () => arguments.length),
      worker('local', () => ({ open: () => open() })),
      worker('method', () => ({ size: 1, own() { return this.size } })),
    ]
  }
}
