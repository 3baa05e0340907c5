const seen: string[] = []
function note(name: string) {
  return (value: unknown) => {
    seen.push(name)
    return value as never
  }
}
@note('before') class Before {
  name = 'before'
}
@note('after') class After {
  name = 'after'
}
export default () => () => [new Before().name, new After().name]
