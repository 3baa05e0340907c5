export type Handle = number
export const open = (): Handle => 1
