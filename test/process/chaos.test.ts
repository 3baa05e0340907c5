// Constant load while processes die in every way that there is. Each run has another seed: it is printed, and
// CHAOS_SEED gives it again. `npm run soak` does the same for as long as one wants.
import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { buildProgram } from './build-program.ts'
import { expectNoneLeft, markedEnvironment } from './processes.ts'

const SECONDS = 20

it(
  'settles every call once and rightly, and leaves nothing behind, whatever happens to the processes',
  { timeout: 90_000 },
  async () => {
    const seed = process.env['CHAOS_SEED'] ?? String(Date.now() % 2 ** 32)
    const { env, find } = markedEnvironment()
    const args = [await buildProgram('chaos'), String(SECONDS), seed]
    const program = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    program.stdout.on('data', (chunk) => (output += chunk))
    program.stderr.on('data', (chunk) => (output += chunk))
    const code = await new Promise((resolve) => program.once('close', resolve))
    console.log(output)
    expect(code, output).toBe(0)
    await expectNoneLeft(find)
  },
)
