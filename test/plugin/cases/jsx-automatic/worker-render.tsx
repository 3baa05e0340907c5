import { Title, ui } from './components'
export default ({ name }) => () => <Title<string> name={name} {...{ a: 1 }}><ui.Text>hi {name}</ui.Text><></></Title>
