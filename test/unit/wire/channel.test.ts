// A scripted peer, hostile or broken, at the other end of the parent's channel.
import { describe, expect, it } from 'vitest'
import { Channel, type Notice, type Reply } from '../../../src/wire/channel.ts'
import { encodeFrame } from '../../../src/wire/frame.ts'
import { type ChildMessage, sealChildMessage } from '../../../src/wire/message.ts'
import type { Problem } from '../../../src/wire/problem.ts'
import type { Transport } from '../../../src/wire/transport.ts'

const payload = { text: '[[],[[1,2],1,["Set"]]]', attachments: [] }
const hello: ChildMessage = { type: 'hello', protocol: 1, build: 'b' }

function connect() {
  const log = {
    problems: [] as Problem[],
    notices: [] as Notice[],
    replies: [] as Reply['type'][],
    ends: [] as boolean[],
  }
  let deliver: (bytes: Uint8Array) => void = () => {}
  let end: () => void = () => {}
  const transport: Transport = {
    ending: 'torn',
    send: () => {},
    flush: () => {},
    receive: (onBytes, onEnd) => {
      deliver = onBytes
      end = onEnd
    },
  }
  const channel = new Channel(
    transport,
    'b',
    { maxMessageBytes: 4096 },
    {
      onNotice: (notice) => log.notices.push(notice),
      onProblem: ({ problem }) => log.problems.push(problem),
      onEnd: (isCut) => log.ends.push(isCut),
    },
  )
  const callId = channel.call(payload, { receive: ({ type }) => log.replies.push(type) })
  const raw = (bytes: Uint8Array): void => deliver(bytes)
  const say = (...messages: ChildMessage[]): void => {
    for (const message of messages) {
      const { type, callId: id, payload: body } = sealChildMessage(message)
      raw(Buffer.concat(encodeFrame(type, id, body)))
    }
  }
  return { log, channel, callId, raw, say, end: () => end() }
}

describe('a channel', () => {
  it('delivers the replies of a call in order', () => {
    const { log, callId, say } = connect()
    say(hello, { type: 'started', callId }, { type: 'result', callId, payload })
    expect(log).toMatchObject({ replies: ['started', 'result'], problems: [] })
  })

  it('delivers that calls which arrived together begin together', () => {
    const { log, channel, callId, say } = connect()
    const others = [1, 2].map(() =>
      channel.invoke('', payload, { receive: ({ type }) => log.replies.push(type) }),
    )
    say(hello, { type: 'started', callId, others })
    expect(log).toMatchObject({ replies: ['started', 'started', 'started'], problems: [] })
    for (const id of [callId, ...others]) say({ type: 'result', callId: id, payload })
    expect(log).toMatchObject({ replies: { length: 6 }, problems: [] })
  })

  it('delivers a stream up to its end', () => {
    const { log, callId, say } = connect()
    say(hello, { type: 'started', callId }, { type: 'stream', callId })
    say({ type: 'item', callId, payload }, { type: 'item', callId, payload })
    say({ type: 'end', callId, payload })
    expect(log.replies).toEqual(['started', 'stream', 'item', 'item', 'end'])
    expect(log.problems).toEqual([])
  })

  it.each<[string, (callId: number) => ChildMessage[]]>([
    ['a reply before the hello', (callId) => [{ type: 'started', callId }]],
    ['a second hello', () => [hello, hello]],
    ['another version', () => [{ type: 'hello', protocol: 2, build: 'b' }]],
    ['a reply to no call', () => [hello, { type: 'started', callId: 99 }]],
    ['a start of no call', (callId) => [hello, { type: 'started', callId, others: [99] }]],
    [
      'a start of the same call',
      (callId) => [hello, { type: 'started', callId, others: [callId] }],
    ],
    ['a start that is no number', (callId) => [hello, { type: 'started', callId, others: [-1] }]],
    ['a result before the start', (callId) => [hello, { type: 'result', callId, payload }]],
    [
      'a second result',
      (callId) => [
        hello,
        { type: 'started', callId },
        { type: 'result', callId, payload },
        { type: 'result', callId, payload },
      ],
    ],
    [
      'an item without a stream',
      (callId) => [hello, { type: 'started', callId }, { type: 'item', callId, payload }],
    ],
  ])('refuses %s', (_, script) => {
    const { log, callId, say } = connect()
    say(...script(callId))
    expect(log.problems).toHaveLength(1)
    expect(log.problems[0]?.type).toBe('malformed')
  })

  it('takes a peer of another build for one that refuses', () => {
    const { log, say } = connect()
    say({ type: 'hello', protocol: 1, build: 'c' })
    expect(log).toMatchObject({ notices: [{ type: 'refused', refusal: 'build' }] })
  })

  it('refuses an unknown type by its number', () => {
    const { log, raw, say } = connect()
    say(hello)
    raw(Buffer.concat(encodeFrame(0x77, 0, { text: '', attachments: [] })))
    expect(log.problems[0]).toMatchObject({ detail: expect.stringContaining('0x77') })
  })

  it.each([
    ['no JSON', '{'],
    ['no object', '3'],
    ['fields of other types', '{"protocol":"1","build":2}'],
  ])('refuses a hello with %s', (_, text) => {
    const { log, raw } = connect()
    raw(Buffer.concat(encodeFrame(0x41, 0, { text, attachments: [] })))
    expect(log.problems[0]?.type).toBe('malformed')
  })

  it('refuses what is larger than the limit', () => {
    const { log, callId, say } = connect()
    const large = { text: 'x'.repeat(5000), attachments: [] }
    say(hello, { type: 'started', callId }, { type: 'result', callId, payload: large })
    expect(log.problems).toEqual([{ type: 'too-large', bytes: 5000, limit: 4096 }])
  })

  it('delivers nothing after a problem', () => {
    const { log, callId, raw, say } = connect()
    raw(Buffer.from('this is not a frame at all'))
    say(hello, { type: 'started', callId })
    expect(log.replies).toEqual([])
    expect(log.problems).toHaveLength(1)
  })

  it('says whether its line has ended in the middle of a message', () => {
    const whole = connect()
    whole.say(hello)
    whole.end()
    expect(whole.log.ends).toEqual([false])
    const cut = connect()
    cut.raw(Buffer.from([0, 0, 0]))
    cut.end()
    expect(cut.log.ends).toEqual([true])
  })
})
