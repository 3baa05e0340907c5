function fill(target: Record<string, number>) {
  target.quality = 5
}
export default ({ mine }) => () => {
    const own: Record<string, number> = {}
    fill(own)
    return [own, mine]
  }
