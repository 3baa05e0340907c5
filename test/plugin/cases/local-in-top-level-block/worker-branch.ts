export default () => {
  function declared() {
    return [declared.name]
  }
  return () => declared()
}
