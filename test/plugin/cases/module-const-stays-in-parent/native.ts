export const load = (name: string) => name
