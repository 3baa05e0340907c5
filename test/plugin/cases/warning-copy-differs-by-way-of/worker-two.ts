import { readFileSync } from 'node:fs'
import { randomUUID as makeId } from 'crypto'
const makeName = (prefix: string) => prefix + makeId()
function name() {
  return makeName('a')
}
const text = readFileSync('/etc/hostname', 'utf8')
const later = () => name()
const makers = { name }
function* names() {
  yield name()
}
const iterator = names()
export default () => () => [text, later(), makers.name(), iterator]
