import { task } from 'verdigris'
import { Title, ui } from './components'

export function run() {
  const name = 'x'
  return task('render', () => <Title<string> name={name} {...{ a: 1 }}><ui.Text>hi {name}</ui.Text><></></Title>)
}
