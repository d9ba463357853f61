/**
 * Spans of time as people type them: `90s`, `10m`, `1h30m`.
 * @since 0.1.0
 */
const units: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const whole = /^(?:\d+(?:\.\d+)?[smhd])+$/

/** Milliseconds, or `undefined` for a text that is no duration greater than zero. */
export const parseDuration = (text: string): number | undefined => {
  if (!whole.test(text)) return undefined
  const total = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)].reduce((sum, [, n = '', u = '']) => sum + Number(n) * (units[u] ?? 0), 0)
  return Number.isFinite(total) && total > 0 ? Math.round(total) : undefined
}

/** Whole seconds and up: `1h 30m`, `45s`. */
export const showDuration = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1_000)
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const
  const said = parts.filter(([n]) => n > 0).slice(0, 2)
  return said.length === 0 ? '0s' : said.map(([n, u]) => `${n}${u}`).join(' ')
}
