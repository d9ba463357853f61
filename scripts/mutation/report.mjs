/** What a mutation run found, as text. Pure. */

/**
 * @typedef {{ readonly line: number, readonly column: number }} Position
 * @typedef {{ readonly status: string, readonly mutatorName: string, readonly replacement?: string,
 *   readonly location: { readonly start: Position, readonly end: Position } }} Mutant
 * @typedef {{ readonly source: string, readonly mutants: ReadonlyArray<Mutant> }} File
 * @typedef {Readonly<Record<string, File>>} Files - as in Stryker's JSON report
 * @typedef {{ readonly file: string, readonly mutator: string, readonly from: string, readonly to: string, readonly reason: string }} Reason
 */

const longest = 100
/** On one line and not too long, so that a mutant is the same one wherever it stands and however it is wrapped. */
const short = (/** @type {string} */ text) => {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  return flat.length > longest ? `${flat.slice(0, longest)}…` : flat
}

const textAt = (/** @type {string} */ source, /** @type {Mutant['location']} */ { start, end }) => {
  const lines = source.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  return lines.map((l, i) => l.slice(i === 0 ? start.column - 1 : 0, i === last ? end.column - 1 : undefined)).join('\n')
}

const count = (/** @type {ReadonlyArray<Mutant>} */ mutants, /** @type {ReadonlyArray<string>} */ ...statuses) =>
  mutants.filter((m) => statuses.includes(m.status)).length

/** Noticed, in parts of a hundred of all that a test could have noticed. */
const row = (/** @type {string} */ name, /** @type {ReadonlyArray<Mutant>} */ mutants) => {
  const noticed = count(mutants, 'Killed', 'Timeout')
  const missed = count(mutants, 'Survived', 'NoCoverage')
  const share = noticed + missed === 0 ? '' : ((100 * noticed) / (noticed + missed)).toFixed(1)
  return [
    name,
    share,
    noticed,
    count(mutants, 'Survived'),
    count(mutants, 'NoCoverage'),
    count(mutants, 'Ignored'),
    count(mutants, 'RuntimeError', 'CompileError'),
  ].map(String)
}

const all = (/** @type {Files} */ files) => Object.values(files).flatMap((file) => file.mutants)

/** One line a file and one for all. */
export const lines = (/** @type {Files} */ files) => {
  const head = ['file', '%', 'noticed', 'survived', 'not run', 'static', 'broken']
  const rows = Object.keys(files)
    .sort()
    .map((name) => row(name, files[name].mutants))
  const whole = [head, ...rows, row('all', all(files))]
  const widths = head.map((_, i) => Math.max(...whole.map((r) => r[i].length)))
  return whole.map((r) => r.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '))
}

export const tableOf = (/** @type {Files} */ files) => lines(files).join('\n')

/**
 * Every mutant that no test noticed, by file, and why that is right where somebody has said so; then the reasons that belong to none.
 *
 * @param {Files} files
 * @param {ReadonlyArray<Reason>} reasons
 */
export const survivorsOf = (files, reasons) => {
  const used = new Set()
  const told = Object.keys(files)
    .sort()
    .flatMap((name) => {
      const missed = files[name].mutants.filter((m) => ['Survived', 'NoCoverage'].includes(m.status))
      const entries = missed.map((m) => {
        const [from, to] = [short(textAt(files[name].source, m.location)), short(m.replacement ?? '')]
        const known = reasons.find((r) => r.file === name && r.mutator === m.mutatorName && r.from === from && r.to === to)
        used.add(known)
        const never = m.status === 'NoCoverage' ? ', never run' : ''
        return `  ${m.location.start.line}: ${m.mutatorName}${never}\n    - ${from}\n    + ${to}\n    ${known?.reason ?? 'no reason given yet'}`
      })
      return entries.length === 0 ? [] : [`${name}\n${entries.join('\n')}`]
    })
  const idle = reasons.filter((r) => !used.has(r) && r.file in files).map((r) => `  ${r.file}: ${r.mutator}: ${r.from}`)
  return [...told, ...(idle.length === 0 ? [] : [`reasons of mutants that did not survive\n${idle.join('\n')}`])].join('\n\n')
}
