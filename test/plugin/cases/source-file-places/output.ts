import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

const here = import.meta.url
export const work = () =>
  task(__verdigris_site('places', 'input.ts:5:3', __verdigris_bundle), () => ({}))
