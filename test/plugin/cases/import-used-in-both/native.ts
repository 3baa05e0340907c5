export const crash = (n: number) => n + 1
export const safe = crash
export const shared = 1
