export default ({ b, a, c }) => () => {
    const { a: renamed = b, [`${a}`]: computed = c.d } = { a: undefined } as Record<string, unknown>
    return { a, b: renamed, computed }
  }
