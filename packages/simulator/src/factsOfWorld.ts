/**
 * What a complete read of a world says: the same readings and decoders that an engine uses, without counting a request.
 * @since 0.1.0
 */
import { type AwsNouns, nouns } from '@poolwright/aws/nouns'
import { objectId } from '@poolwright/aws/objects'
import { operations } from '@poolwright/aws/operations'
import type { AnyAct } from '@poolwright/core/Action'
import { codeOf } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import type { Millis } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { rowOf } from '@poolwright/core/Operation'
import type { AnyNoun, Reading } from '@poolwright/core/Provider'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { uncounted } from './aws.js'
import { rolesOf, type World } from './World.js'

const table: { readonly [noun: string]: AnyNoun } = nouns
const nounNamed = (noun: string): AnyNoun | undefined => (Object.hasOwn(table, noun) ? table[noun] : undefined)

/** The keys of everything that a world holds and a noun can list: what nobody asked for by a query. */
export const keysOf = (w: World): ReadonlyArray<Key.Key> =>
  [...w.scopes].flatMap(([scope, region]) => [
    ...[...region.groups.keys()].flatMap((name) =>
      (['group', 'refresh', 'hooks', 'activities'] as const).map((noun) => Key.of(noun, scope, name)),
    ),
    ...[...region.templates.values()].flatMap((x) => [
      Key.of('template', scope, x.name),
      Key.of('versionNumbers', scope, x.id),
      ...[...x.versions.keys()].map((n) => Key.of('version', scope, `${x.id}/${n}`)),
    ]),
    ...[...region.images.keys()].map((id) => Key.of('image', scope, id)),
    ...[...region.instanceTypes.keys()].map((name) => Key.of('instanceType', scope, name)),
    ...[...region.parameters.keys()].map((name) => Key.of('parameter', scope, name)),
    ...[...region.clusters.keys()].map((name) => Key.of('ekscluster', scope, name)),
    ...[...region.nodegroups].flatMap(([id, n]) => [
      Key.of('nodegroup', scope, id),
      Key.of('nodegroupUpdates', scope, id),
      ...n.updates.map((u) => Key.of('nodegroupUpdate', scope, `${id}/${u.id}`)),
    ]),
    ...[...rolesOf(w, scope).values()].flatMap(({ name }) =>
      (['role', 'rolePolicies', 'roleInlinePolicies'] as const).map((noun) => Key.of(noun, scope, name)),
    ),
    ...[...region.buckets].flatMap(([bucket, objects]) => [...objects.keys()].map((key) => Key.of('object', scope, objectId(bucket, key)))),
  ])

type Found = ReadonlyMap<string, Fact.Fact<unknown>>
const unreadable = (ids: ReadonlyArray<string>, fact: Fact.Fact<never>): Found => new Map(ids.map((id) => [id, fact]))

/** One reading with all its pages. An id that the answer leaves out is absent. */
const read = (w: World, scope: Key.Scope, reading: Reading<unknown>, asOf: Millis): Found => {
  const pages: Array<object> = []
  let action: AnyAct | undefined = reading.action
  while (action !== undefined) {
    const answered = uncounted(w, { scope, op: action.op, input: action.input, token: '' })
    if (E.isLeft(answered)) {
      const error = answered.left
      if (!reading.absentOn.includes(codeOf(error))) return unreadable(reading.ids, Fact.unknown('unreadable', O.some(error)))
      if (reading.ids.length === 1) return unreadable(reading.ids, Fact.absent(asOf))
      return unreadable(reading.ids, Fact.unread)
    }
    const decoded: E.Either<unknown, object> | undefined = rowOf(operations, action.op)?.answer.decode(answered.right[1])
    if (decoded === undefined || E.isLeft(decoded)) return unreadable(reading.ids, Fact.unknown('invalid'))
    pages.push(decoded.right)
    action = O.toUndefined(reading.more(decoded.right))
  }
  const values = reading.facts(pages)
  return new Map(reading.ids.map((id) => [id, values.has(id) ? Fact.present(values.get(id), asOf) : Fact.absent(asOf)]))
}

/** A request for several ids that is refused because one of them is not there is asked again for each alone. */
const readAll = (w: World, noun: AnyNoun, scope: Key.Scope, ids: ReadonlyArray<string>, asOf: Millis): Found =>
  new Map(
    noun.requests(scope, ids).flatMap((reading) => {
      const found = [...read(w, scope, reading, asOf)]
      const again = reading.ids.length > 1 && found.every(([, f]) => f === Fact.unread)
      return again ? reading.ids.flatMap((id) => [...readAll(w, noun, scope, [id], asOf)]) : found
    }),
  )

/**
 * Facts of these keys, by default of everything there is, all as old as `asOf`. Keys of nouns that are not AWS's are left out; of AWS's,
 * what does not exist is absent.
 */
export const factsOfWorld = (w: World, asOf: Millis = w.now, keys: ReadonlyArray<string> = keysOf(w)): Fact.Facts => {
  const byPlace = new Map<string, { readonly noun: string; readonly scope: Key.Scope; readonly ids: ReadonlyArray<string> }>()
  for (const key of keys) {
    const { noun, scope, id } = Key.parse(key)
    if (nounNamed(noun) === undefined || !scope.startsWith('aws:')) continue
    const place = `${noun}:${scope}`
    byPlace.set(place, { noun, scope, ids: [...(byPlace.get(place)?.ids ?? []), id] })
  }
  return Object.fromEntries(
    [...byPlace.values()].flatMap(({ noun, scope, ids }) => {
      const row = nounNamed(noun)
      const found = row === undefined ? [] : [...readAll(w, row, scope, [...new Set(ids)], asOf)]
      return found.map(([id, fact]) => [Key.of(noun, scope, id), fact] as const)
    }),
  )
}

/** A look that reads the world as it is asked; for planning against a world in one go. Keys that are not AWS's are unread. */
export const lookAt =
  (w: World, asOf: Millis = w.now): Fact.Look<AwsNouns> =>
  (key) =>
    Fact.lookIn<AwsNouns>(factsOfWorld(w, asOf, [key]))(key)
