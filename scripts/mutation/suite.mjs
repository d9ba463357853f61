/**
 * What test files import as `vitest` while mutants run: vitest's own `expect`, and a `describe` and `it` that only write down what there
 * is. The runner beside this takes that and runs it.
 */
export { expect, expectTypeOf } from 'vitest'

const titles = []
let found = []

/** The tests since the last call, in the order in which they were written. */
export const taken = () => {
  const tests = found
  found = []
  return tests
}

/** One call for each row, as vitest does; the number of the row is enough to tell them apart. */
const each = (register) => (rows) => (title, body, options) =>
  rows.forEach((row, i) => register(`${title} #${i + 1}`, () => body(...(Array.isArray(row) ? row : [row])), options))

const register = (title, body) => found.push({ title: [...titles, title].join(' > '), body })
export const it = Object.assign(register, { each: each(register) })

const group = (title, body) => {
  titles.push(title)
  body()
  titles.pop()
}
export const describe = Object.assign(group, { each: each(group) })
