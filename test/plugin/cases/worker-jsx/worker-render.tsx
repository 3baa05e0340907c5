import { Row } from './row'
export default ({ title }) => () => (cells: string[]) => <Row title={title} cells={cells} />
