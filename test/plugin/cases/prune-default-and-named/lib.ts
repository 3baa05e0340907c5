export default 'main'
export const a = 1, b = 2, d = 3
