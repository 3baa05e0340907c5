// Who may ask the playground's server for what.

import { request } from 'node:http'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { expectNoneLeft, markDescendants } from '../process/processes.ts'
import { withoutTools } from './machine.ts'
import { servePlayground, type Playground } from './serve.ts'

let find: () => number[]
let playground: Playground

beforeAll(async () => {
  find = withoutTools(markDescendants())
  playground = await servePlayground()
})

afterAll(async () => {
  await playground.server.close()
  await expectNoneLeft(find)
})

describe('the server', () => {
  it('listens on this machine only', () => {
    expect(playground.address).toBe('127.0.0.1')
  })

  it('answers its own page', async () => {
    expect(await post({})).toMatchObject({ status: 200 })
    expect(
      await post({ origin: playground.url.replace('127.0.0.1', 'localhost').slice(0, -1) }),
    ).toMatchObject({ status: 403 })
  })

  it.each([
    ['another page', { origin: 'https://elsewhere.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['no page', { origin: undefined }],
    ['a form', { 'content-type': 'text/plain' }],
    [
      'another name for this machine',
      { host: 'elsewhere.example', origin: 'http://elsewhere.example' },
    ],
  ])('refuses %s', async (_name, headers) => {
    expect(await post(headers)).toMatchObject({ status: 403 })
  })

  it('shows events to nobody who comes by another name', async () => {
    expect(await ask('api/events', 'GET', { host: 'elsewhere.example' })).toMatchObject({
      status: 403,
    })
  })

  it('gives code to its own processes only', async () => {
    const headers = { authorization: 'guessed', 'content-type': 'application/json' }
    expect(await ask('api/modules', 'POST', headers)).toMatchObject({ status: 403 })
  })

  it('sends no signal to what is not in its table, and none to itself', async () => {
    for (const pid of [1, -1, process.pid, 'all']) {
      expect(await post({}, 'kill', { pid, signal: 'SIGKILL' })).toMatchObject({ status: 404 })
    }
  })

  it('says so when a request makes no sense', async () => {
    expect(await post({}, 'run', { label: 'unknown', place: 'task' })).toMatchObject({
      status: 404,
    })
    expect(await post({}, 'constructor')).toMatchObject({ status: 404 })
    expect(await post({}, 'compile', '{')).toMatchObject({ status: 500 })
    expect(await post({}, 'compile', 'x'.repeat(300_000))).toMatchObject({ status: 500 })
  })
})

function post(
  headers: Record<string, string | undefined>,
  name = 'compile',
  body: object | string = { code: '' },
): Promise<{ status: number; text: string }> {
  const own = {
    origin: playground.url.slice(0, -1),
    'content-type': 'application/json',
    ...headers,
  }
  const given = Object.entries(own).filter(([, value]) => value !== undefined)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return ask(`api/${name}`, 'POST', Object.fromEntries(given) as Record<string, string>, text)
}

function ask(
  path: string,
  method: string,
  headers: Record<string, string>,
  body = '',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${playground.url}${path}`,
      { method, headers, agent: false },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}
