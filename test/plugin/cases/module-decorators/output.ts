import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

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

export const run = () => task(__verdigris_site('decorated', 'input.ts:17:26', __verdigris_bundle), () => ({}))
