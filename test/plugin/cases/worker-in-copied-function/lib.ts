export const scale = (n: number) => n * 100
