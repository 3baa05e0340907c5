import { task } from 'verdigris'; const __verdigris_site = 1
const __verdigris_site_2 = 2
export const run = () => {
  const __verdigris_bundle = 3
  return task('names', () => [__verdigris_site, __verdigris_site_2, __verdigris_bundle])
}
