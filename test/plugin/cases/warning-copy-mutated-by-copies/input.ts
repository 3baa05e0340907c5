import { task } from 'verdigris'

// Counters, on an object and on a class: this process has used them before.
const state = { next: 1 }
const takeId = () => state.next++
export const mine = takeId()
class Ticket {
  static last = 0
  static take() {
    return ++Ticket.last
  }
}
export const ticket = Ticket.take()

// What is computed when it is missed is the same in each process, and so is what lies in a cache.
const lazy: { path?: string } = {}
function pathOf() {
  if (lazy.path === undefined) lazy.path = '/data'
  return lazy.path
}
const lengths: Record<string, number> = {}
function lengthOf(text: string) {
  return (lengths[text] = text.length)
}
export const known = [pathOf(), lengthOf('a')]

// Only the closure uses it.
const own = { steps: 0 }
const step = () => (own.steps += 1)

export const work = () =>
  task('uses', () => [takeId(), Ticket.take(), pathOf(), lengthOf('b'), step()])
