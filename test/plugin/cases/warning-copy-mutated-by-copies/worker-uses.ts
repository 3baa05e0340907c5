const state = { next: 1 }
const takeId = () => state.next++
class Ticket {
  static last = 0
  static take() {
    return ++Ticket.last
  }
}
const lazy: { path?: string } = {}
function pathOf() {
  if (lazy.path === undefined) lazy.path = '/data'
  return lazy.path
}
const lengths: Record<string, number> = {}
function lengthOf(text: string) {
  return (lengths[text] = text.length)
}
const own = { steps: 0 }
const step = () => (own.steps += 1)
export default () => () => [takeId(), Ticket.take(), pathOf(), lengthOf('b'), step()]
