export const used = (n) => n + 1
export const unused = 'unused'
