export const used = 1, other = 2
