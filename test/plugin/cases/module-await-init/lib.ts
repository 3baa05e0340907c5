export const init = async (name: string) => ({ name, sizes: [1, 2, 3], extra: true })
