const prefix = 'decorated'
const name = (value: unknown) => value as never
@name class Only {
  name = prefix
}
export default () => () => new Only().name
