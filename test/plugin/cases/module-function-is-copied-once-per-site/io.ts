export const write = (text: string) => `<${text}>`
export const read = (text: string) => text.slice(1, -1)
