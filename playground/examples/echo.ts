// A worker that echoes. Messages go in by value, answers come back with their types.

import { worker } from 'verdigris'

type Message = { type: 'echo'; text: string } | { type: 'repeat'; text: string; times: number }

await using echo = await worker('echo', () => (message: Message) => {
  console.log(`  [process ${process.pid}] works on ${JSON.stringify(message)}`)
  return message.type === 'echo'
    ? `echo: ${message.text}`
    : Array.from({ length: message.times }, () => message.text).join(' ')
})

console.log(`This is process ${process.pid}, the worker is process ${echo.pid}.`)

const messages: Message[] = [
  { type: 'echo', text: 'Hello' },
  { type: 'echo', text: 'copper' },
  { type: 'repeat', text: 'Hi', times: 3 },
]
for (const message of messages) {
  console.log(`> ${await echo.call(message)}`)
}

console.log('Done: `await using` ends the worker.')
