import { task } from 'verdigris'
import { site as __verdigris_site } from 'verdigris/internal'
import __verdigris_bundle from 'virtual:verdigris/bundle?file=input.ts&verdigris'

async function area({ width, height: h }: { width: number; height: number }, [factor = 2]: number[] = []) {
  try {
    throw new Error('boom')
  } catch ({ message }) {
    for (const unit of ['px']) {
      return task(__verdigris_site('area', 'input.ts:8:14', __verdigris_bundle), () => ({ width, h, factor, unit, message }))
    }
  }
}

export const run = () => area({ width: 2, height: 3 })
