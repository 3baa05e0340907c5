export default (__verdigris_captured) => {
  const helper = () => 'outer'
  const use = () => helper()
  {
  const helper = () => 'inner'
  return () => [use(), helper()]
  }
}
