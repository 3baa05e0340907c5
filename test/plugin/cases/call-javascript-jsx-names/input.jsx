import { task } from 'verdigris'

export function run(text = 'text') {
  const Item = ({ children }) => <li>{children}</li>
  const lib = { Item: 'b' }
  return task('items', () => <ul><Item>{text}</Item><lib.Item /></ul>)
}
