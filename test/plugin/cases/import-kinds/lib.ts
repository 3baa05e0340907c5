export default 'whole'
export const one = 1
export const two = 2
export const unused = 3
export interface Shape { sides: number }
