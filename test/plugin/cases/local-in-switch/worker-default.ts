export default () => {
  const word = () => 'default'
  return word
}
