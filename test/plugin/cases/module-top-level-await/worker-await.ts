const ready = await Promise.resolve(3)
export default () => () => ready
