const name = 'module'
const show = () => name
export default (__verdigris_captured) => {
  const outer = () => show()
  const helper = () => 'outer'
  const useHelper = () => `${helper()} ${outer()}`
  {
  let { name } = __verdigris_captured
  const show = () => 'inner'
  const helper = () => `${name} ${show()}`
  return () => [outer(), useHelper(), helper(), show(), name]
  }
}
