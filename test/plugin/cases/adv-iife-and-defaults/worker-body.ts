export default ({ a, c, rest }) => async function work(this: unknown, x = a, [y = c, ...z] = [undefined, 1] as (number | undefined)[]) {
    return [x, y, z, rest, arguments.length]
  }
