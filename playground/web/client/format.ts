// Numbers as people read them.

export function ms(value: number): string {
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`
}

export function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : `${(bytes / 1024 ** 2).toFixed(0)} MiB`
}

export function percent(share: number): string {
  if (share === 0) return '0 %'
  return share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`
}
