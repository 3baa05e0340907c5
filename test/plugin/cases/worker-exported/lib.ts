export const parse = (text: string) => Number(text)
