export default ({ kind }) => {
  function declared() {
      return kind
    }
  return () => declared()
}
