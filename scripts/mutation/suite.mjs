/**
 * What test files import as `vitest` while mutants run: vitest's own `expect`, and a `describe` and `it` that only write down what there
 * is. The runner beside this takes that and runs it.
 */
export { expect, expectTypeOf } from 'vitest'

const titles = []
let found = []
let endings = []

/** The tests since the last call, in the order in which they were written. */
export const taken = () => {
  const [tests, after] = [found, endings]
  found = []
  endings = []
  const ended = (body) => async () => {
    await body()
    for (const ending of after) await ending()
  }
  return after.length === 0 ? tests : tests.map(({ title, body }) => ({ title, body: ended(body) }))
}

/** What holds after all tests of a file holds after each of them: here a part of them runs, and each tells which mutants it reaches. */
export const afterAll = (body) => endings.push(body)

/** Vitest takes options before the function or after it; here none matter. */
const bodyOf = (more) => more.find((x) => typeof x === 'function')

/** One call for each row, as vitest does; the number of the row is enough to tell them apart. */
const each =
  (register) =>
  (rows) =>
  (title, ...more) =>
    rows.forEach((row, i) => register(`${title} #${i + 1}`, () => bodyOf(more)(...(Array.isArray(row) ? row : [row]))))

const register = (title, ...more) => found.push({ title: [...titles, title].join(' > '), body: bodyOf(more) })
export const it = Object.assign(register, { each: each(register) })

const group = (title, ...more) => {
  titles.push(title)
  bodyOf(more)()
  titles.pop()
}
export const describe = Object.assign(group, { each: each(group) })
