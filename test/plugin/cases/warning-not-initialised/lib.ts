export const settings = { quality: 1 }
export const library = { configure(_: object) {} }
export const logger = { info(_: string) {} }
