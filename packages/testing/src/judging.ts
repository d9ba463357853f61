/**
 * What several laws ask of a history.
 * @since 0.1.0
 */
import { canonical } from '@poolwright/core/Json'
import type { Desired } from './Desired.js'
import { askedIn, type History, lastSaid, passesOf, wasOld, writesIn } from './History.js'
import { type Event, type Schedule, settle } from './Schedule.js'
import type { Agreement } from './Trial.js'

/** Nothing threw, nothing that may never be was ever so, and every rest was reached. */
export const sane = <W>(agreement: Agreement<W>, h: History<W>): ReadonlyArray<string> => [
  ...passesOf(h).flatMap((p) => (p.threw === undefined ? [] : [`a pass threw: ${p.threw.split('\n')[0] ?? ''}`])),
  ...unique(passesOf(h).flatMap((p) => agreement.never(p.after))),
  ...(h.rested ? [] : ['it never came to rest']),
]

/** At the end the world is as wanted; what cannot be had is held with a reason. */
export const agreeing = <W>(agreement: Agreement<W>, h: History<W>): ReadonlyArray<string> => {
  if (!agreement.possible(h.desired, h.world)) return held(h) ? [] : ['what is wanted cannot be had, and nothing says so']
  return [...agreement.disagreements(h.world, h.desired), ...unexplained(agreement, h)]
}

/** What this world will never hold although it is asked for, where no reason is about that. */
export const unexplained = <W>(agreement: Agreement<W>, h: History<W>): ReadonlyArray<string> => {
  const said = lastSaid(h)
  const places = said?.heldAt ?? said?.held?.map(() => '') ?? []
  return (agreement.beyond?.(h.world, h.desired) ?? []).flatMap(({ path, says }) =>
    places.some((at) => isWithin(path, at) || isWithin(at, path)) ? [] : [`${says}, and nothing says why not`],
  )
}
const isWithin = (path: string, of: string): boolean => of === '' || path === of || path.startsWith(`${of}.`)

/** Whether this world can come to hold all that the documents ask. What cannot be had is held wherever the world happens to be. */
export const attainable = <W>(agreement: Agreement<W>, desired: Desired, world: W): boolean =>
  agreement.possible(desired, world) && (agreement.beyond?.(world, desired) ?? []).length === 0

/** Whether the last pass gave a reason for doing less. */
export const held = <W>(h: History<W>): boolean => (lastSaid(h)?.held ?? []).length > 0

/** Whether the last pass gave a reason, be it that it held or that it warned of what it cannot tell. */
export const explainedItself = <W>(h: History<W>): boolean => held(h) || (lastSaid(h)?.warned ?? []).length > 0

export const unique = (xs: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(xs)]

/** What a writer's own requests made, or took away, by kind. Upkeep does not count. */
const changesBy = <W>(agreement: Agreement<W>, h: History<W>, what: 'made' | 'ended'): Counts => {
  const counts: Record<string, number> = {}
  for (const a of writesIn(h)) {
    if (a.before === a.after || agreement.upkeep.includes(a.op)) continue
    const [from, to] = what === 'made' ? [a.before, a.after] : [a.after, a.before]
    const there = new Set(agreement.things(from))
    for (const thing of agreement.things(to)) {
      const kind = thing.split(' ')[0] ?? thing
      if (!there.has(thing)) counts[kind] = (counts[kind] ?? 0) + 1
    }
  }
  return counts
}

const sum = (x: Counts, y: Counts): Counts =>
  Object.fromEntries([...Object.keys(x), ...Object.keys(y)].map((kind) => [kind, (x[kind] ?? 0) + (y[kind] ?? 0)]))
const minus = (x: Counts, y: Counts): Counts => Object.fromEntries(Object.entries(x).map(([kind, n]) => [kind, n - (y[kind] ?? 0)]))
type Counts = { readonly [kind: string]: number }
const more = (what: string, counts: Counts, most: Counts): ReadonlyArray<string> =>
  Object.entries(counts).flatMap(([kind, n]) =>
    n > (most[kind] ?? 0) ? [`a ${kind} was ${what} ${n} times, without faults ${most[kind] ?? 0}`] : [],
  )

/**
 * Where a history made or ended more of something than there is reason for. Without faults a wish may come and go before anything is
 * done for it, and with faults it may be met: so whoever meets every wish is a measure as well.
 */
export const moreThan = async <W>(
  what: 'made' | 'ended',
  agreement: Agreement<W>,
  h: History<W>,
  reference: History<W>,
  play: (s: Schedule) => Promise<History<W>>,
): Promise<ReadonlyArray<string>> => {
  const [counts, least] = [changesBy(agreement, h, what), changesBy(agreement, reference, what)]
  if (more(what, counts, least).length === 0) return []
  // What is fixed once it is made was fixed at other wishes: from there on they are two different pools.
  const beyond = (w: W) => canonical((agreement.beyond?.(w, h.desired) ?? []).map(({ says }) => says))
  if (beyond(h.world) !== beyond(reference.world)) return []
  // Whoever reads an older world may begin what this one cannot have any more.
  if (what === 'made' && !attainable(agreement, h.desired, h.world)) return []
  const measures = [least, changesBy(agreement, await play(patiently(reference.schedule)), what)]
  // What is there already stays beside what an older world would have had made.
  for (const s of begunAnew(agreement, reference)) measures.push(sum(least, changesBy(agreement, await play(s), what)))
  const most = (kind: string) => Math.max(...measures.map((m) => m[kind] ?? 0))
  const due: Counts = Object.fromEntries(measures.flatMap((m) => Object.keys(m)).map((kind) => [kind, most(kind)]))
  // Whoever reads a world in which one wish was not met yet may meet the next one from there.
  const shorter = askedIn(h).some(wasOld) ? leapingOver(reference) : []
  const leaps = await Promise.all(
    shorter.map(async ({ until, leap }) =>
      minus(changesBy(agreement, await play(leap), what), changesBy(agreement, await play(until), what)),
    ),
  )
  return more(what, counts, leaps.reduce(sum, due))
}

/** Every way to pass over wishes of a history: `until` meets them one by one up to one of them, `leap` then a later one at once. */
const leapingOver = <W>({ schedule, moments }: History<W>): ReadonlyArray<{ readonly until: Schedule; readonly leap: Schedule }> => {
  const sets = moments.flatMap(({ event }, i) => (event.do === 'set' ? [{ event, follows: moments[i - 1]?.event.do === 'set' }] : []))
  const wishes = sets.reduce<ReadonlyArray<ReadonlyArray<Event>>>(
    (all, { event, follows }) => (follows ? [...all.slice(0, -1), [...(all.at(-1) ?? []), event]] : [...all, [event]]),
    [],
  )
  return wishes.flatMap((_, met) => {
    const events = [settle, ...wishes.slice(0, met).flatMap((wish) => [...wish, settle])]
    return wishes.slice(met + 1).map((_, i) => ({
      until: { ...schedule, events },
      leap: { ...schedule, events: [...events, ...wishes.slice(met, met + 2 + i).flat()] },
    }))
  })
}

/** Where a wish came that this world could not have any more: as if it had been wanted from the beginning, as an older world has it. */
const begunAnew = <W>(agreement: Agreement<W>, { schedule, moments }: History<W>): ReadonlyArray<Schedule> =>
  moments.flatMap(({ event, world, desired }, i) => {
    if (event.do !== 'set' || (agreement.beyond?.(world, desired) ?? []).length === 0) return []
    const wishes = moments.slice(0, i + 1).flatMap((m) => (m.event.do === 'set' ? [m.event] : []))
    const first = [...schedule.first, ...wishes.map(({ at, to }) => (to === undefined ? { at } : { at, to }))]
    return [{ format: schedule.format, first, events: [settle, ...schedule.events.slice(i + 1)] }]
  })

/** Rest before each change, changes that come together staying together. */
const patiently = (s: Schedule): Schedule => ({
  ...s,
  events: s.events.flatMap((e, i) => (e.do === 'set' && s.events[i - 1]?.do !== 'set' ? [settle, e] : [e])),
})

/** Two worlds as far as they can be compared, and where they part. Where something cannot be had they may be anywhere. */
export const sameShape = <W>(agreement: Agreement<W>, desired: Desired, x: W, y: W, says: string): ReadonlyArray<string> => {
  if (!attainable(agreement, desired, x) || !attainable(agreement, desired, y)) return []
  const [a, b] = [canonical(agreement.shape(x, desired)), canonical(agreement.shape(y, desired))]
  return a === b ? [] : [`${says}: ${parting(a, b)}`]
}
const parting = (a: string, b: string): string => {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const from = Math.max(0, at - 60)
  return `…${a.slice(from, at + 80)}… is not …${b.slice(from, at + 80)}…`
}
