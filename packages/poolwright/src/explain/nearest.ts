/**
 * Names that somebody may have meant.
 * @since 0.1.0
 */

/** How many letters must be put in, taken out or changed to turn one text into the other. */
const distance = (x: string, y: string): number => {
  let row = Array.from({ length: y.length + 1 }, (_, i) => i)
  for (let i = 1; i <= x.length; i++) {
    const next = [i]
    for (let j = 1; j <= y.length; j++) {
      const swap = (row[j - 1] ?? 0) + (x[i - 1] === y[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[y.length] ?? 0
}

/** At most `limit` of `names`, the nearest first; case does not count. Always some, unless `names` is empty. */
export const nearest = (name: string, names: ReadonlyArray<string>, limit = 3): ReadonlyArray<string> => {
  const wanted = name.toLowerCase()
  // Any part of a path may be what people remember of it.
  const far = (n: string) => Math.min(...[n, ...n.split('.')].map((part) => distance(wanted, part.toLowerCase())))
  return [...new Set(names)]
    .map((n) => [n, far(n)] as const)
    .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([n]) => n)
}
