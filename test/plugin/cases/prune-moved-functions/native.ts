export const native = (name: string) => `native ${name}`
export const other = (name: string) => `other ${name}`
