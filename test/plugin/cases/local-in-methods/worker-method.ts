export default ({ value }) => {
  function show() {
      return `value ${value}`
    }
  return () => show()
}
