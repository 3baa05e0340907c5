export default ({ name }) => {
  const greet = () => `hello ${name}`
  return () => greet()
}
