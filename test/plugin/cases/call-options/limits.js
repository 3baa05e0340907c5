export const limits = { timeout: 1 }
