// What the processes of the chaos test run: functions whose answers can be checked, and ways to die.
//
// Each says in a file that it has begun, by the id of its call, before it does anything else.
import { appendFileSync, closeSync, readFileSync, writeSync } from 'node:fs'

export const WAYS_TO_DIE = [
  'sigkill',
  'exit',
  'abort',
  'segfault',
  'uncaught',
  'half-frame',
  'half-frame-and-live',
  'garbage',
  'close-line',
  'stop',
] as const
export type WayToDie = (typeof WAYS_TO_DIE)[number]

/** Files through which a process hears from the test, and the test from it. */
export interface Files {
  /** Each line is a call that has begun, by its id and that of its process; or a process and how it is to die. */
  begun: string
  /** How likely a setup is to go wrong, as text. */
  faults: string
}

export type Api = ReturnType<typeof makeApi>
export type Method = keyof Api

const LINE = 3

/** Goes wrong as often as the file says. */
export async function setUp(files: Files): Promise<void> {
  if (Math.random() >= Number(readFileSync(files.faults, 'utf8'))) return
  const way = Math.floor(Math.random() * (WAYS_TO_DIE.length + 1))
  await die(files, WAYS_TO_DIE[way] ?? 'throw')
}

export function makeApi(files: Files) {
  const begin = (id: number): void => appendFileSync(files.begun, `${id} ${process.pid}\n`)
  return {
    sum(id: number, a: number, b: number) {
      begin(id)
      return { id, sum: a + b }
    },
    item(item: { id: number; a: number; fails: boolean }) {
      begin(item.id)
      if (item.fails) throw new RangeError(`failed ${item.id}`)
      return { id: item.id, sum: item.a + 1 }
    },
    invert(id: number, bytes: Uint8Array) {
      begin(id)
      return { id, bytes: bytes.map((byte) => byte ^ 0xff) }
    },
    async sleep(id: number, ms: number) {
      begin(id)
      await sleep(ms)
      return { id }
    },
    fail(id: number) {
      begin(id)
      throw new RangeError(`failed ${id}`)
    },
    unsendable(id: number) {
      begin(id)
      return { id, callback: () => {} } as unknown
    },
    spin(id: number): never {
      begin(id)
      for (;;);
    },
    async stall(id: number): Promise<never> {
      begin(id)
      return new Promise<never>(() => {})
    },
    *count(id: number, end: number, bytes: number) {
      begin(id)
      for (let i = 0; i < end; i++) yield { id, i, bytes: new Uint8Array(bytes).fill(i) }
      return id
    },
    async *countSlowly(id: number, end: number, ms: number) {
      begin(id)
      for (let i = 0; i < end; i++) {
        await sleep(ms)
        yield { id, i, bytes: new Uint8Array(0) }
      }
      return id
    },
    async *countAndDie(id: number, end: number, way: WayToDie) {
      begin(id)
      for (let i = 0; i < end; i++) yield { id, i, bytes: new Uint8Array(0) }
      await die(files, way)
      return id
    },
    async die(id: number, way: WayToDie) {
      begin(id)
      await die(files, way)
      return { id }
    },
    /** Dies later, when it is idle or runs the call of another. */
    dieLater(id: number, way: WayToDie, ms: number) {
      begin(id)
      setTimeout(() => void die(files, way), ms)
      return { id }
    },
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

// Of a call that is not open: the worst that bytes from elsewhere can do is to look like an answer.
const HALF_RESULT = [0, 0, 0, 0x45, 0xff, 0xff, 0xff, 0xf0, 0, 0, 0, 0, 0, 0, 1, 0, 0x5b]

/** Some of them are survived, for a while. */
async function die({ begun }: Files, way: WayToDie | 'throw'): Promise<void> {
  appendFileSync(begun, `${way} ${process.pid}\n`)
  switch (way) {
    case 'sigkill':
      process.kill(process.pid, 'SIGKILL')
      for (;;);
    case 'exit':
      return process.exit(7)
    case 'abort':
      return process.abort()
    case 'segfault': {
      const { default: koffi } = await import('koffi')
      koffi.load('libc.so.6').func('size_t strlen(void *s)')(null)
      return
    }
    case 'uncaught':
      setImmediate(() => {
        throw new TypeError('not caught')
      })
      return
    case 'half-frame':
      writeToLine(Buffer.from(HALF_RESULT))
      process.kill(process.pid, 'SIGKILL')
      for (;;);
    case 'half-frame-and-live':
      writeToLine(Buffer.from(HALF_RESULT))
      return
    case 'garbage':
      writeToLine(Buffer.from('this is not a frame, and was never meant to be one'))
      return
    case 'close-line':
      closeSync(LINE)
      return
    case 'stop':
      process.kill(process.pid, 'SIGSTOP')
      return
    case 'throw':
      throw new RangeError('the setup failed')
  }
}

/** However full it is with an answer that the parent has not read yet. */
function writeToLine(bytes: Uint8Array): void {
  for (;;) {
    try {
      return void writeSync(LINE, bytes)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}
