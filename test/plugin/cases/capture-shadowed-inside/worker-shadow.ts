const name = 'module'
export default () => () => {
    const inner = ((value: string, name: string) => value + name)('a', 'b')
    {
      const value = 'block'
      return [inner, value, name]
    }
  }
