export default () => () => [{ codec: 1 }].map(({ codec }) => codec)
