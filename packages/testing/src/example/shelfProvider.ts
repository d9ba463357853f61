/**
 * A provider of three rows for the cloud of shelves. A provider for another cloud may begin as a copy.
 * @since 0.1.0
 */
import { missing, world as worldCause } from '@poolwright/core/Change'
import { struct } from '@poolwright/core/codec'
import type * as Fact from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import { out, type Plan, type Step, step } from '@poolwright/core/Plan'
import { type PoolProvider, reading } from '@poolwright/core/Provider'
import * as Requeue from '@poolwright/core/Requeue'
import { change, differing, leaf, write } from '@poolwright/core/Row'
import { Secret } from '@poolwright/core/Secret'
import * as t from 'io-ts'
import { type Body, LabelMap, type Labels, Lamp, ops, Shelf, type ShelfAct } from './shelfCloud.js'

export const Wanted = struct(
  'Wanted',
  { name: t.string, size: t.number, colour: t.string, labels: LabelMap },
  { note: struct('Digest', { secret: Secret }), gone: t.boolean, sizeOwner: t.string },
)
export type Wanted = t.TypeOf<typeof Wanted>
export type ShelfNouns = { readonly wanted: Wanted; readonly shelf: Shelf; readonly lamp: Lamp }

const l = leaf<Wanted, Shelf, Body & { readonly Labels: Labels }>()
export const rows = {
  Size: l({ paths: ['size'], verdict: 'inPlace', want: (w) => w.size, read: (s) => s.Size, write: (Size) => ({ Size }) }),
  Colour: l({ paths: ['colour'], verdict: 'inPlace', want: (w) => w.colour, read: (s) => s.Colour, write: (Colour) => ({ Colour }) }),
}
/** Labels of others stay; ours are those that the documents name, and the one that says whose the shelf is. */
const labels = (w: Wanted): Labels => sorted({ ...w.labels, owner: 'us' })
const labelRow = {
  Labels: leaf<Wanted, Shelf, { readonly Labels: Labels }>()({
    paths: ['labels'],
    verdict: 'inPlace',
    want: (w) => labels(w),
    read: (s) => sorted(s.Labels),
    write: (Labels) => ({ Labels }),
    eq: (want, is) => Object.entries(want).every(([k, v]) => is[k] === v),
  }),
}

export const sorted = (x: Labels): Labels => Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1)))
const scope = Key.awsScope('1', 'cellar')
const make = step<ShelfAct>()
const read = reading<ShelfAct>()

const planFor = (pool: Key.Key, wanted: Wanted, look: Fact.Look<ShelfNouns>): Plan<ShelfAct> => {
  const key = Key.of('shelf', scope, wanted.name)
  const lampKey = Key.of('lamp', scope, wanted.name)
  const [shelf, lamp] = [look(key), look(lampKey)]
  const plan = (steps: ReadonlyArray<Step<ShelfAct>>, holds: ReadonlyArray<Hold.Hold> = []): Plan<ShelfAct> => {
    const next = steps.length > 0 ? Requeue.after(5_000) : Requeue.after(600_000)
    return { pool, steps, holds, findings: [], status: null, next }
  }
  if (shelf._tag === 'Unknown' || lamp._tag === 'Unknown') return plan([], [Hold.awaits('UNREAD', key, 'not read yet')])
  if (shelf._tag === 'Present' && shelf.value.Labels['owner'] !== 'us') return plan([], [Hold.notOurs('NOT-OURS', key, 'no label of ours')])
  if (wanted.gone === true) {
    const lampGone = make('lamp', scope, 'lamp:Delete', { Name: wanted.name }, [worldCause(lampKey, 'gone')])
    const after = lamp._tag === 'Present' ? ['lamp'] : []
    const shelfGone = (s: Shelf) => make('shelf', scope, 'shelf:Delete', { ShelfId: s.ShelfId }, [worldCause(key, 'gone')], { after })
    return plan([...(lamp._tag === 'Present' ? [lampGone] : []), ...(shelf._tag === 'Present' ? [shelfGone(shelf.value)] : [])])
  }
  if (wanted.size > 9) return plan([], [Hold.refused('TOO-BIG', ['size'], 'no shelf is longer than 9')])
  const note = wanted.note?.secret
  if (note === undefined) return plan([], [Hold.refused('NO-NOTE', ['note'], 'there is no note')])
  if (shelf._tag === 'Absent') {
    // The token of a creation must differ once the last shelf is gone: what the lamp remembers is what was last seen.
    const basis = lamp._tag === 'Present' ? lamp.value.ShelfId : null
    const body = { Name: wanted.name, Size: wanted.size, Colour: wanted.colour, Labels: labels(wanted), Note: note }
    const first = make('shelf', scope, 'shelf:Create', body, [missing(key)], { basis })
    const lampThere = lamp._tag === 'Present'
    const drop = make('lamp-off', scope, 'lamp:Delete', { Name: wanted.name }, [worldCause(lampKey, 'on a shelf that is gone')], {
      after: ['shelf'],
    })
    const input = { Name: wanted.name, ShelfId: out(first, 'ShelfId') }
    const then = make('lamp', scope, 'lamp:Create', input, [missing(lampKey)], { after: lampThere ? ['lamp-off'] : [] })
    return plan([first, ...(lampThere ? [drop] : []), then])
  }
  const mine = wanted.sizeOwner === undefined ? rows : { Colour: rows.Colour }
  const off = differing(mine, wanted, shelf.value)
  const causes = off.map(change(mine, wanted, shelf.value, key))
  const [firstCause, ...more] = causes
  const { ShelfId } = shelf.value
  const update =
    firstCause === undefined ? [] : [make('shelf', scope, 'shelf:Update', { ShelfId, ...write(mine, wanted, off) }, [firstCause, ...more])]
  const label = labelRow.Labels.differs(wanted, shelf.value)
    ? [make('labels', scope, 'shelf:Label', { ShelfId, Labels: labels(wanted) }, [change(labelRow, wanted, shelf.value, key)('Labels')])]
    : []
  if (lamp._tag === 'Absent')
    return plan([...update, ...label, make('lamp', scope, 'lamp:Create', { Name: wanted.name, ShelfId }, [missing(lampKey)])])
  if (lamp.value.ShelfId === ShelfId) return plan([...update, ...label])
  const drop = make('lamp-off', scope, 'lamp:Delete', { Name: wanted.name }, [worldCause(lampKey, 'on a shelf that is gone')])
  const again = make('lamp', scope, 'lamp:Create', { Name: wanted.name, ShelfId }, [worldCause(lampKey, 'on a shelf that is gone')], {
    after: ['lamp-off'],
  })
  return plan([...update, ...label, drop, again])
}

export const provider: PoolProvider<ShelfAct, ShelfNouns> = {
  kind: 'Shelf',
  ops,
  nouns: {
    shelf: {
      codec: Shelf,
      lifetime: 60_000,
      names: (s: Shelf) => [s.ShelfId],
      requests: (_, ids) => [
        read({ ids, op: 'shelf:Describe', input: { Names: ids }, facts: (a) => new Map(a.Shelves.map((s) => [s.Name, s])) }),
      ],
    },
    lamp: {
      codec: Lamp,
      lifetime: 60_000,
      requests: (_, ids) => [
        read({ ids, op: 'lamp:Describe', input: { Names: ids }, facts: (a) => new Map(a.Lamps.map((x) => [x.Name, x])) }),
      ],
    },
  },
  rows: { shelf: rows, labels: labelRow },
  plan: (pool, look) => {
    const wanted = look(Key.of('wanted', Key.kubeScope('default'), Key.parse(pool).id))
    return wanted._tag === 'Present'
      ? planFor(pool, wanted.value, look)
      : { pool, steps: [], holds: [], findings: [], status: null, next: Requeue.awaitChange }
  },
}
