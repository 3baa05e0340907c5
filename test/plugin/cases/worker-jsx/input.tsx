import { pool } from 'verdigris'
import { Row } from './row'

export async function run() {
  const title = 'a'
  const render = await pool('render', { size: 2 }, () => (cells: string[]) => <Row title={title} cells={cells} />)
  return render.call(['x', 'y'])
}
