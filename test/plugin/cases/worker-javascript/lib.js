export const base = 40
export default (n) => -n
