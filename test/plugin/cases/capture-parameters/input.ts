import { task } from 'verdigris'

async function area({ width, height: h }: { width: number; height: number }, [factor = 2]: number[] = []) {
  try {
    throw new Error('boom')
  } catch ({ message }) {
    for (const unit of ['px']) {
      return task('area', () => `${width * h * factor}${unit} ${message}`)
    }
  }
}

export const run = () => area({ width: 2, height: 3 })
