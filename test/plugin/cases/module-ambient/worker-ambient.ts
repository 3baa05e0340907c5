export default () => () => [typeof __VERSION__, typeof reportMissing, typeof extra]
