export const grow = (n: number, by: number) => n + by
