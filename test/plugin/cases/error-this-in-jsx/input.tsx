import { task } from 'verdigris'

export class View {
  Item = () => null
  render() {
    return task('render', () => <this.Item />)
  }
}
