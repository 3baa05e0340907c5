export const settings = { quality: 1 }
export const library = { configure(_: object) {}, codecs: { register(_: string) {} } }
export const logger = { info(_: string) {} }
