export default () => 'default'
export const work = () => 'named'
export const make = (name: string) => () => name
export const setup = () => (n: number) => n + 1
