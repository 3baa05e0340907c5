const limit = 'module'
const read = () => limit
export default ({ limit, prefix }) => {
  const outer = () => `${read()} ${limit}`
  const inner = () => prefix + outer()
  return () => [inner(), limit, prefix]
}
