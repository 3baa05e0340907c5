import { task } from 'verdigris'

const seen: string[] = []
function note(name: string) {
  return (value: unknown) => {
    seen.push(name)
    return value as never
  }
}
@note('before') export class Before {
  name = 'before'
}
export @note('after') class After {
  name = 'after'
}

export const run = () => task('decorated', () => [new Before().name, new After().name])
