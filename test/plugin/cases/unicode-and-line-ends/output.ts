import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

/* 🤨 */ export async function run() {
  const größe = '🌿'; const 名 = 1
  return task(__verdigris_site('größe 🌿', 'input.ts:5:10', __verdigris_bundle), () => ({ größe, 名 }))
}
