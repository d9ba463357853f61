/** What is read of Google, and in how few requests: one list for all pools of a scope, whatever their number. */
import type { AttemptNouns } from '@poolwright/core/Attempt'
import * as O from 'fp-ts/lib/Option.js'
import { type NounTable, reading } from '@poolwright/core/Provider'
import * as t from 'io-ts'
import { type GoogleAct, Group, Template } from './operations.js'
import { poolLabel, type Wanted } from './Wanted.js'

/**
 * `group` by its name; `templates`, all of a pool by the pool's name; `running`, the kinds of operation under way on a group, absent when
 * there are none.
 */
export type CloudNouns = {
  readonly group: Group
  readonly templates: ReadonlyArray<Template>
  readonly running: ReadonlyArray<string>
}
export type GoogleNouns = AttemptNouns & CloudNouns & { readonly wanted: Wanted }

/** The last part of a link: the thing's name. Google writes links in full, in part, or as they were given. */
export const nameIn = (link: string): string => link.slice(link.lastIndexOf('/') + 1)

const read = reading<GoogleAct>()
const anyOf = (field: string, values: ReadonlyArray<string>) => values.map((v) => `(${field} = "${v}")`).join(' OR ')
const next = (filter: string) => (answer: { readonly nextPageToken?: string }) =>
  answer.nextPageToken === undefined ? O.none : O.some({ filter, pageToken: answer.nextPageToken })

const grouped = <A, B>(items: ReadonlyArray<A>, key: (a: A) => string, value: (a: A) => B): ReadonlyMap<string, ReadonlyArray<B>> =>
  items.reduce((all, a) => all.set(key(a), [...(all.get(key(a)) ?? []), value(a)]), new Map<string, ReadonlyArray<B>>())
const both = <A>(earlier: ReadonlyArray<A>, later: ReadonlyArray<A>): ReadonlyArray<A> => [...earlier, ...later]
const byAge = (x: Template, y: Template): number =>
  x.creationTimestamp === y.creationTimestamp ? (x.name < y.name ? -1 : 1) : x.creationTimestamp < y.creationTimestamp ? -1 : 1

export const nouns: NounTable<CloudNouns> = {
  group: {
    codec: Group,
    lifetime: 60_000,
    requests: (_, ids) => {
      const filter = anyOf('name', ids)
      return [
        read({
          ids,
          op: 'compute:instanceGroupManagers.list',
          input: { filter },
          facts: ({ items = [] }) => new Map(items.map((g) => [g.name, g])),
          more: next(filter),
        }),
      ]
    },
  },
  templates: {
    codec: t.readonlyArray(Template),
    lifetime: 300_000,
    names: (templates) => templates.map((x) => x.name),
    requests: (_, ids) => {
      const filter = anyOf(`properties.labels.${poolLabel}`, ids)
      return [
        read({
          ids,
          op: 'compute:instanceTemplates.list',
          input: { filter },
          // In an order of our own: Google's is its own business.
          facts: ({ items = [] }) =>
            grouped(
              [...items].sort(byAge),
              (x) => x.properties.labels?.[poolLabel] ?? '',
              (x) => x,
            ),
          join: both,
          more: next(filter),
        }),
      ]
    },
  },
  running: {
    codec: t.readonlyArray(t.string),
    lifetime: 10_000,
    requests: (_, ids) => {
      const filter = 'status != "DONE"'
      return [
        read({
          ids,
          op: 'compute:zoneOperations.list',
          input: { filter },
          facts: ({ items = [] }) =>
            grouped(
              items,
              (x) => nameIn(x.targetLink),
              (x) => x.operationType,
            ),
          join: both,
          more: next(filter),
        }),
      ]
    },
  },
}
