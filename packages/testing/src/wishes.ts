/**
 * What becomes of wishes: which of them an API server would take, and what is wanted then.
 * @since 0.1.0
 */
import { equals } from '@poolwright/core/Json'
import { type Desired, put } from './Desired.js'
import type { Setting } from './Schedule.js'
import type { Inputs } from './Trial.js'

const putAll = (d: Desired, s: Setting): Desired => put(s.at, s.to)(d)

/** What is wanted once a leaf was set: the same object where nothing changes, or the change would not be taken. */
export const afterSetting = <W>({ admits }: Inputs<W>, d: Desired, s: Setting): Desired => {
  const next = putAll(d, s)
  return equals(next, d) || !admits(next) ? d : next
}

const known = new WeakMap<object, WeakMap<object, Desired>>()
/** What is wanted at first. */
export const wishedAtFirst = <W>(inputs: Inputs<W>, first: ReadonlyArray<Setting>): Desired => {
  const byFirst = known.get(inputs) ?? new WeakMap<object, Desired>()
  known.set(inputs, byFirst)
  const desired = byFirst.get(first) ?? worked(inputs, first)
  byFirst.set(first, desired)
  return desired
}
const worked = <W>({ base, admits }: Inputs<W>, first: ReadonlyArray<Setting>): Desired => {
  const together = first.reduce(putAll, base)
  // One by one where they cannot be had together: whatever leads to what is not admitted is passed over.
  return admits(together) ? together : first.reduce((d, s) => (admits(putAll(d, s)) ? putAll(d, s) : d), base)
}
