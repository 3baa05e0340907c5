import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const prefix = 'decorated'
const name = (value: unknown) => value as never
@name export class Only {
  name = prefix
}

export const run = () => task(__verdigris_site('decorator', 'input.ts:9:26', __verdigris_bundle), () => ({}))
