import { task } from 'verdigris'

export const run = async () => {
  const outer = async function self(n: number): Promise<string> {
    return n === 0 ? 'done' : task('self', () => self(n - 1))
  }
  const Made = class Own {
    constructor(public n = 1) {}
    again() {
      return task('again', () => new Own(5).n)
    }
  }
  return [await outer(2), await new Made().again()]
}
