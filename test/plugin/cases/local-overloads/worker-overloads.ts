export default ({ Level }) => {
  function sizeOf(value: Shape | Size): Size {
    return typeof value === 'number' ? value : value.size
  }
  const levelOf = (shape: Shape) => Level[sizeOf(shape)]
  return () => [sizeOf(1), sizeOf({ size: 2 }), levelOf({ size: 1 })]
}
