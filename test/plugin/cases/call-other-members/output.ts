import * as v from 'verdigris'
import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

export async function run() {
  try {
    return await task(__verdigris_site('other', 'input.ts:6:18', __verdigris_bundle), () => ({}))
  } catch (error) {
    return error instanceof v.CrashError
  }
}
