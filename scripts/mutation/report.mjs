/** What a mutation run found, as text. Pure. */

/**
 * @typedef {{ readonly line: number, readonly column: number }} Position
 * @typedef {{ readonly status: string, readonly mutatorName: string, readonly replacement?: string,
 *   readonly location: { readonly start: Position, readonly end: Position } }} Mutant
 * @typedef {{ readonly source: string, readonly mutants: ReadonlyArray<Mutant> }} File
 * @typedef {Readonly<Record<string, File>>} Files - as in Stryker's JSON report
 * @typedef {{ readonly file: string, readonly mutator?: string, readonly line?: string, readonly from?: string, readonly to?: string,
 *   readonly reason: string }} Reason - why nothing notices mutants, and need not: all that have the file, the name of the mutator, the line
 *   on which they begin, and the text before and after. A member that is not there fits any; `*` stands for any text in one that is. No
 *   numbers of lines: code moves.
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

const escaped = (/** @type {string} */ text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
const patterns = new Map()
const fits = (/** @type {string | undefined} */ pattern, /** @type {string} */ text) => {
  if (pattern === undefined || pattern === text) return true
  if (!patterns.has(pattern)) patterns.set(pattern, new RegExp(`^${escaped(pattern).replaceAll('*', '.*')}$`))
  return patterns.get(pattern).test(text)
}

/**
 * Every mutant that no test noticed, by file, and why that is right where somebody has said so. Before them how many lack a reason, after
 * them the reasons that belong to no mutant any more.
 *
 * @param {Files} files
 * @param {ReadonlyArray<Reason>} reasons
 */
export const survivorsOf = (files, reasons) => {
  const used = new Set()
  const survivors = Object.keys(files)
    .sort()
    .flatMap((name) => {
      const { source, mutants } = files[name]
      const sourceLines = source.split('\n')
      return mutants
        .filter((m) => ['Survived', 'NoCoverage'].includes(m.status))
        .map((m) => {
          const at = m.location.start.line
          const [line, from, to] = [sourceLines[at - 1], textAt(source, m.location), m.replacement ?? ''].map(short)
          const known = reasons.find(
            (r) => fits(r.file, name) && fits(r.mutator, m.mutatorName) && fits(r.line, line) && fits(r.from, from) && fits(r.to, to),
          )
          used.add(known)
          const never = m.status === 'NoCoverage' ? ', never run' : ''
          return {
            name,
            known,
            text: `  ${at}: ${m.mutatorName}${never}\n    - ${from}\n    + ${to}\n    ${known?.reason ?? 'no reason given yet'}`,
          }
        })
    })
  const unexplained = survivors.filter((s) => s.known === undefined).length
  const stale = reasons.filter((r) => !used.has(r) && Object.keys(files).some((name) => fits(r.file, name)))
  const told = Object.keys(files)
    .sort()
    .map((name) => ({ name, own: survivors.filter((s) => s.name === name) }))
    .filter(({ own }) => own.length > 0)
    .map(({ name, own }) => [name, ...own.map((s) => s.text)].join('\n'))
  return {
    unexplained,
    head: `${survivors.length} survivors, ${unexplained} of them without a reason; ${stale.length} reasons are stale`,
    text: [
      ...told,
      ...(stale.length === 0
        ? []
        : [`stale: reasons of mutants that did not survive\n${stale.map((r) => `  ${JSON.stringify(r)}`).join('\n')}`]),
    ].join('\n\n'),
  }
}
