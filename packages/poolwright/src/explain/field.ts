/**
 * What happens when a field of the manifests changes, read off the rows that planners compare and write by.
 * @since 0.1.0
 */
import type { Verdict } from '@poolwright/core/Change'
import type { Ownership } from '@poolwright/core/Ownership'
import type { RowFace, RowFaces } from '@poolwright/core/Row'

export type FieldRow = {
  readonly table: string
  readonly name: string
  readonly path: string
  readonly row: RowFace
  /** What happens when it changes, in words. */
  readonly says: string
}

/** `volumes[0].size` and `volumes[].size` are one field; paths begin at the spec, so that `spec.` in front says nothing. */
const tidy = (path: string): string =>
  path
    .replace(/\[\d*\]/g, '')
    .replace(/^(AWS(Managed)?MachinePool\.)?spec\./i, '')
    .toLowerCase()

/** The rows of a field by its whole path or by how that ends, also of what is under it: `rootVolume` finds `…rootVolume.size`. */
export const matching = (all: ReadonlyArray<FieldRow>, field: string): ReadonlyArray<FieldRow> => {
  const wanted = tidy(field)
  const exact = all.filter((f) => tidy(f.path) === wanted)
  if (exact.length > 0) return exact
  const endsSo = all.filter((f) => `.${tidy(f.path)}`.endsWith(`.${wanted}`) || f.name.toLowerCase() === wanted)
  return endsSo.length > 0 ? endsSo : all.filter((f) => `.${tidy(f.path)}.`.includes(`.${wanted}.`))
}

const verdicts: { readonly [V in Verdict]: string } = {
  inPlace: 'A change is written to what is there; machines that run stay as they are.',
  newOnly: 'A change reaches new machines only; those that run keep what they have until something else replaces them.',
  roll: 'A change replaces the machines that run, some at a time, by an instance refresh.',
  replace: 'A change needs a new resource in the place of the old one.',
  refused: 'It cannot be changed once the pool is there: a change is held, and the plan says so.',
  ignored: 'A change does nothing here.',
  report: 'Nothing is written: a difference is only told about.',
}
const ownerships: { readonly [O in Ownership]: string } = {
  owned: '',
  createOnly: ' It is written when the resource is made and belongs to somebody else from then on.',
  external: ' It belongs to somebody else and is never written.',
  report: ' It is never written.',
}

/** The verdict and whose the field is, in words. Node groups roll by themselves. */
export const inWords = (row: RowFace, table = ''): string => {
  const verdict = kindOfTable(table) === 'AWSManagedMachinePool' && row.verdict === 'roll' ? rollsInEks : verdicts[row.verdict]
  return `${verdict}${ownerships[row.ownership]}`
}
const rollsInEks = 'A change replaces the machines that run, some at a time, by an update of the node group.'

/** The kind of pool that a table is about: what stands in front of its first dot. */
export const kindOfTable = (table: string): string => table.slice(0, Math.max(0, table.indexOf('.')))

/** Every path of every row, in the order of the tables, then the paths that a kind of pool ignores for a stated reason. */
export const fieldRows = (
  tables: { readonly [table: string]: RowFaces },
  reasons: { readonly [kind: string]: { readonly [path: string]: string } } = {},
): ReadonlyArray<FieldRow> => [
  ...Object.entries(tables).flatMap(([table, rows]) =>
    Object.entries(rows).flatMap(([name, row]) => row.paths.map((path) => ({ table, name, path, row, says: inWords(row, table) }))),
  ),
  ...Object.entries(reasons).flatMap(([kind, paths]) =>
    Object.entries(paths).map(([path, reason]) => {
      const row: RowFace = { paths: [path], verdict: 'ignored', ownership: 'report' }
      return { table: `${kind}.ignored`, name: path, path, row, says: `${verdicts.ignored} ${reason}` }
    }),
  ),
]
