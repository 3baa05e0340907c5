export interface Config<T> { value: T }
export function create<T>(n: number): number { return n }
export const guard = 1
