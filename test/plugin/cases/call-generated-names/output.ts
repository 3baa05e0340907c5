import { task } from 'verdigris';
import { site as __verdigris_site_3 } from 'verdigris/internal'
import __verdigris_bundle_2 from 'virtual:verdigris/bundle?file=input.ts&verdigris'; const __verdigris_site = 1
const __verdigris_site_2 = 2
export const run = () => {
  const __verdigris_bundle = 3
  return task(__verdigris_site_3('names', 'input.ts:5:10', __verdigris_bundle_2), () => ({ __verdigris_bundle }))
}
