import { pool } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.tsx&verdigris'

export async function run() {
  const title = 'a'
  const render = await pool(__verdigris_site('render', 'input.tsx:6:24', __verdigris_bundle), { size: 2 }, () => ({ title }))
  return render.call(['x', 'y'])
}
