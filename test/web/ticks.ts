// The program's clock, read without the page; and a control: how long this process itself was held up.

import { get } from 'node:http'

export interface Ticks {
  /** The program that beats. */
  pid: () => number
  /** The longest time without a beat since `from`, and how long the machine stalled this process meanwhile. */
  worstSince: (from: number) => { gapMs: number; controlMs: number }
  stop: () => void
}

const CONTROL_MS = 10

/** Resolves when the first beat has come. */
export function followTicks(url: string): Promise<Ticks> {
  const beats: number[] = []
  const looks: number[] = []
  let pid = 0
  const timer = setInterval(() => looks.push(Date.now()), CONTROL_MS)
  return new Promise((resolve) => {
    const request = get(`${url}api/events`, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        const events = (text + chunk).split('\n\n')
        text = events.pop() ?? ''
        for (const event of events) {
          const [, data] = /^event: tick\ndata: (.*)$/.exec(event) ?? []
          if (data === undefined) continue
          const tick = JSON.parse(data) as { at: number; pid: number }
          beats.push(tick.at)
          pid = tick.pid
        }
        if (beats.length > 0) resolve({ pid: () => pid, worstSince, stop })
      })
    })
    function stop(): void {
      clearInterval(timer)
      request.destroy()
    }
  })

  function worstSince(from: number): { gapMs: number; controlMs: number } {
    return { gapMs: longest(beats, from), controlMs: longest(looks, from) }
  }
}

/** The longest distance between two times of which the later one is after `from`, and to now. */
function longest(times: readonly number[], from: number): number {
  const all = [...times, Date.now()]
  const gaps = all.map((at, index) => (at < from ? 0 : at - (all[index - 1] ?? at)))
  return Math.max(...gaps)
}
