// A SQL engine that is opened once and kept, in a process of its own. A query that does not end is ended, and the
// engine with it; the next query finds a fresh one.

import sqlite from 'node-sqlite3-wasm'
import { TimeoutError, worker } from 'verdigris'

await using sql = await worker('sql', { timeout: 500 }, () => {
  const db = new sqlite.Database()
  db.exec('CREATE TABLE metals (name TEXT, melts REAL)')
  db.exec("INSERT INTO metals VALUES ('copper', 1084.6), ('tin', 231.9), ('zinc', 419.5)")
  return {
    all: (query: string) => db.all(query) as Record<string, string | number>[],
    [Symbol.dispose]: () => db.close(),
  }
})

const QUERIES = [
  'SELECT name FROM metals WHERE melts < 500 ORDER BY name',
  'SELECT count(*) AS count FROM metals',
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n',
  'SELECT weight FROM metals',
  'SELECT max(melts) AS max FROM metals',
]
for (const query of QUERIES) {
  console.log(`> ${query}`)
  try {
    console.log(JSON.stringify(await sql.call.all(query)))
  } catch (error) {
    console.log(
      error instanceof TimeoutError ? `no answer within ${error.timeoutMs} ms` : String(error),
    )
  }
}
console.log(`The engine was restarted ${sql.restarts === 1 ? 'once' : `${sql.restarts} times`}.`)
