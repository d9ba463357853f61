/**
 * A cloud that fits on a page: shelves with a size, a colour and labels, a lamp on each, and a note that nobody may read. A provider
 * of three rows for it, what its world must hold, and what may be asked: everything that the laws take. The kit's own tests run on
 * it, and a provider for another cloud may begin as a copy.
 * @since 0.1.0
 */
import { type Acts, type Ref, RefText } from '@poolwright/core/Action'
import { refused, stale } from '@poolwright/core/CloudError'
import { struct } from '@poolwright/core/codec'
import { missing, world as worldCause } from '@poolwright/core/Change'
import { digest } from '@poolwright/core/digest'
import * as Fact from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import { canonical, equals } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Model } from '@poolwright/core/Model'
import type { OpTable } from '@poolwright/core/Operation'
import { out, type Plan, type Step, step } from '@poolwright/core/Plan'
import { type PoolProvider, reading } from '@poolwright/core/Provider'
import * as Requeue from '@poolwright/core/Requeue'
import { change, differing, leaf, write } from '@poolwright/core/Row'
import { Secret, secretOf, vaultOf } from '@poolwright/core/Secret'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import * as t from 'io-ts'
import type { Desired } from '../Desired.js'
import { plainly } from '../plainly.js'
import type { Agreement, Inputs, Planning, Trial } from '../Trial.js'

// ---- the cloud's words ---------------------------------------------------------------------------------------------------

type Labels = { readonly [label: string]: string }
const LabelMap: t.Type<Labels, unknown> = t.readonly(t.record(t.string, t.string))
const Shelf = struct('Shelf', { ShelfId: t.string, Name: t.string, Size: t.number, Colour: t.string, Labels: LabelMap, Note: t.string })
export type Shelf = t.TypeOf<typeof Shelf>
const Lamp = struct('Lamp', { Name: t.string, ShelfId: t.string })
export type Lamp = t.TypeOf<typeof Lamp>
type Body = { readonly Size: number; readonly Colour: string }

export type ShelfAct = Acts<{
  'shelf:Describe': [{ readonly Names: ReadonlyArray<string> }, { readonly Shelves: ReadonlyArray<Shelf> }]
  'shelf:Create': [{ readonly Name: string; readonly Note: Secret; readonly Labels: Labels } & Body, { readonly ShelfId: string }]
  'shelf:Update': [{ readonly ShelfId: string } & Partial<Body>, {}]
  'shelf:Label': [{ readonly ShelfId: string; readonly Labels: Labels }, {}]
  'shelf:Delete': [{ readonly ShelfId: string }, {}]
  'lamp:Describe': [{ readonly Names: ReadonlyArray<string> }, { readonly Lamps: ReadonlyArray<Lamp> }]
  'lamp:Create': [{ readonly Name: string; readonly ShelfId: Ref<string> }, {}]
  'lamp:Delete': [{ readonly Name: string }, {}]
}>
const none = struct('Empty', {})
const names = struct('Names', { Names: t.readonlyArray(t.string) })
const id = struct('Id', { ShelfId: t.string })
const row = { permission: '', bucket: 'shelves', touches: () => [] }
const shelfOf = (at: Key.Scope, i: { readonly ShelfId: string }) => [Key.of('shelf', at, i.ShelfId)]
const shelfNamed = (at: Key.Scope, i: { readonly Name: string }) => [Key.of('shelf', at, i.Name)]
const lampNamed = (at: Key.Scope, i: { readonly Name: string }) => [Key.of('lamp', at, i.Name)]
export const ops: OpTable<ShelfAct> = {
  'shelf:Describe': {
    ...row,
    effect: 'read',
    repeat: 'natural',
    input: names,
    answer: struct('Shelves', { Shelves: t.readonlyArray(Shelf) }),
  },
  'shelf:Create': {
    ...row,
    touches: shelfNamed,
    effect: 'create',
    repeat: 'token',
    input: struct('Create', { Name: t.string, Size: t.number, Colour: t.string, Labels: LabelMap, Note: Secret }),
    answer: id,
  },
  'shelf:Update': {
    ...row,
    touches: shelfOf,
    effect: 'change',
    repeat: 'natural',
    input: struct('Update', { ShelfId: t.string }, { Size: t.number, Colour: t.string }),
    answer: none,
  },
  'shelf:Label': {
    ...row,
    touches: shelfOf,
    effect: 'change',
    repeat: 'natural',
    input: struct('Label', { ShelfId: t.string, Labels: LabelMap }),
    answer: none,
  },
  'shelf:Delete': { ...row, touches: shelfOf, effect: 'destroy', repeat: 'natural', input: id, answer: none },
  'lamp:Describe': { ...row, effect: 'read', repeat: 'natural', input: names, answer: struct('Lamps', { Lamps: t.readonlyArray(Lamp) }) },
  'lamp:Create': {
    ...row,
    touches: lampNamed,
    effect: 'create',
    repeat: 'name',
    input: struct('CreateLamp', { Name: t.string, ShelfId: RefText }),
    answer: none,
  },
  'lamp:Delete': {
    ...row,
    touches: lampNamed,
    effect: 'destroy',
    repeat: 'natural',
    input: struct('DeleteLamp', { Name: t.string }),
    answer: none,
  },
}

// ---- the model -----------------------------------------------------------------------------------------------------------

export type World = {
  readonly now: number
  readonly made: number
  readonly shelves: { readonly [id: string]: Shelf }
  readonly lamps: { readonly [name: string]: Lamp }
  /** Remembered for a minute. */
  readonly tokens: { readonly [token: string]: { readonly id: string; readonly at: number } }
}
const without = <A>(all: { readonly [k: string]: A }, k: string): { readonly [k: string]: A } => {
  const { [k]: _gone, ...rest } = all
  return rest
}
const Named = t.type({ Name: t.string })
const Asked = t.type({ Names: t.array(t.string) })
const Made = t.type({ Name: t.string, Size: t.number, Colour: t.string, Labels: LabelMap })

export const model: Model<World> = {
  empty: (now) => ({ now, made: 0, shelves: {}, lamps: {}, tokens: {} }),
  now: (w) => w.now,
  tick: (w, by) => ({ ...w, now: w.now + by }),
  step: (w, r) => {
    const yes = (next: World, answer: object = {}): readonly [World, E.Either<never, object>] => [next, E.right(answer)]
    const input = r.input as { readonly [k: string]: unknown }
    const shelf = w.shelves[String(input['ShelfId'])]
    const gone = [w, E.left(stale('NoSuchShelf'))] as const
    switch (r.op) {
      case 'shelf:Describe':
        return yes(w, { Shelves: Object.values(w.shelves).filter((s) => Asked.is(input) && input.Names.includes(s.Name)) })
      case 'lamp:Describe':
        return yes(w, { Lamps: Object.values(w.lamps).filter((l) => Asked.is(input) && input.Names.includes(l.Name)) })
      case 'shelf:Create': {
        const known = w.tokens[r.token]
        if (known !== undefined && w.now - known.at < 60_000) return yes(w, { ShelfId: known.id })
        if (!Made.is(input) || input.Size > 9) return [w, E.left(refused('BadShelf'))]
        if (Object.values(w.shelves).some((s) => s.Name === input.Name)) return [w, E.left(stale('ShelfExists'))]
        const ShelfId = `s-${w.made}`
        const bytes = input as { readonly Note?: unknown }
        const made = { ...input, ShelfId, Note: bytes.Note instanceof Uint8Array ? digest(bytes.Note) : '' }
        return yes(
          {
            ...w,
            made: w.made + 1,
            shelves: { ...w.shelves, [ShelfId]: made },
            tokens: { ...w.tokens, [r.token]: { id: ShelfId, at: w.now } },
          },
          { ShelfId },
        )
      }
      case 'shelf:Update': {
        if (shelf === undefined) return gone
        const { Size = shelf.Size, Colour = shelf.Colour } = input as Partial<Body>
        return Size > 9
          ? [w, E.left(refused('BadShelf'))]
          : yes({ ...w, shelves: { ...w.shelves, [shelf.ShelfId]: { ...shelf, Size, Colour } } })
      }
      case 'shelf:Label':
        if (shelf === undefined) return gone
        return yes({
          ...w,
          shelves: { ...w.shelves, [shelf.ShelfId]: { ...shelf, Labels: { ...shelf.Labels, ...(input['Labels'] as Labels) } } },
        })
      case 'shelf:Delete':
        if (shelf === undefined) return gone
        if (Object.values(w.lamps).some((l) => l.ShelfId === shelf.ShelfId)) return [w, E.left(refused('LampOnIt'))]
        return yes({ ...w, shelves: without(w.shelves, shelf.ShelfId) })
      case 'lamp:Create':
        if (!Named.is(input) || shelf === undefined) return gone
        if (w.lamps[input.Name] !== undefined) return [w, E.left(stale('LampExists'))]
        return yes({ ...w, lamps: { ...w.lamps, [input.Name]: { Name: input.Name, ShelfId: shelf.ShelfId } } })
      case 'lamp:Delete':
        return Named.is(input) ? yes({ ...w, lamps: without(w.lamps, input.Name) }) : gone
      default:
        return [w, E.left(refused('UnknownOperation'))]
    }
  },
}

// ---- the provider --------------------------------------------------------------------------------------------------------

const Wanted = struct(
  'Wanted',
  { name: t.string, size: t.number, colour: t.string, labels: LabelMap },
  { note: struct('Digest', { secret: Secret }), gone: t.boolean, sizeOwner: t.string },
)
type Wanted = t.TypeOf<typeof Wanted>
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

// ---- what is asked, and what must hold ------------------------------------------------------------------------------------

const pool = Key.of('wanted', Key.kubeScope('default'), 'a')
const noteOf = (d: Desired): Uint8Array => Uint8Array.from(JSON.stringify(part(d)['note']), (c) => c.charCodeAt(0))
const part = (d: Desired): { readonly [k: string]: unknown } => d['shelf'] as { readonly [k: string]: unknown }

export const planning: Planning<ShelfAct, ShelfNouns> = {
  provider,
  nouns: ['wanted'],
  facts: (d, now) => {
    const { note: _, ...rest } = part(d)
    const decoded = Wanted.decode({ ...rest, name: 'a', note: { secret: secretOf(noteOf(d)) } })
    return E.isRight(decoded) ? { [pool]: Fact.present(decoded.right, now) } : {}
  },
  pools: () => [pool],
  uid: () => 'uid-1',
  vault: (d) => vaultOf(new Map([[secretOf(noteOf(d)).$secret, noteOf(d)]])),
}

const theShelf = (w: World): Shelf | undefined => Object.values(w.shelves).find((s) => s.Name === 'a')
const sorted = (x: Labels): Labels => Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1)))

export const agreement: Agreement<World> = {
  disagreements: (w, d) => {
    const want = part(d)
    const shelf = theShelf(w)
    if (want['gone'] === true)
      return [
        ...(shelf === undefined ? [] : ['the shelf is still there']),
        ...(w.lamps['a'] === undefined ? [] : ['the lamp is still there']),
      ]
    if (shelf === undefined) return ['there is no shelf']
    const wrong: Array<string> = []
    if (want['sizeOwner'] === undefined && shelf.Size !== want['size']) wrong.push(`size is ${shelf.Size}`)
    if (shelf.Colour !== want['colour']) wrong.push(`colour is ${shelf.Colour}`)
    for (const [k, v] of Object.entries(want['labels'] as Labels))
      if (shelf.Labels[k] !== v) wrong.push(`label ${k} is ${shelf.Labels[k] ?? 'missing'}`)
    if (shelf.Labels['owner'] !== 'us') wrong.push('it is not marked as ours')
    if (w.lamps['a']?.ShelfId !== shelf.ShelfId) wrong.push('its lamp is not on it')
    return wrong
  },
  never: (w) => (Object.values(w.shelves).filter((s) => s.Name === 'a').length > 1 ? ['there are two shelves of one name'] : []),
  possible: (d) => part(d)['gone'] === true || Number(part(d)['size']) <= 9,
  trespasses: (x, y, d) => {
    const [a, b] = [theShelf(x), theShelf(y)]
    const wrong: Array<string> = []
    for (const s of Object.values(x.shelves))
      if (s.Labels['owner'] !== 'us' && !equals(s, y.shelves[s.ShelfId])) wrong.push('a shelf of others was written')
    if (a === undefined || b === undefined || a.ShelfId !== b.ShelfId) return wrong
    if (a.Labels['theirs'] !== b.Labels['theirs']) wrong.push('a label of others was written')
    if (part(d)['sizeOwner'] !== undefined && a.Size !== b.Size) wrong.push('the size that another owns was written')
    return wrong
  },
  shape: (w) => ({
    shelves: Object.values(w.shelves).map(({ ShelfId: _, Labels, Note: _note, ...s }) => ({ ...s, Labels: sorted(Labels) })),
    lamps: Object.values(w.lamps).map((x) => [x.Name, w.shelves[x.ShelfId]?.Name ?? 'nowhere']),
  }),
  things: (w) => [...Object.keys(w.shelves).map((x) => `shelf ${x}`), ...Object.keys(w.lamps).map((x) => `lamp ${x}`)],
  moving: () => false,
  text: (w) => canonical(w),
  fewest: (from, to) => {
    if (part(to)['gone'] === true) return from === null ? 0 : 2
    if (from === null || part(from)['gone'] === true) return 2
    const [a, b] = [part(from), part(to)]
    const owned = b['sizeOwner'] === undefined
    const differs = (k: string) => canonical(a[k] ?? null) !== canonical(b[k] ?? null)
    return ((owned && (differs('size') || differs('sizeOwner'))) || differs('colour') ? 1 : 0) + (differs('labels') ? 1 : 0)
  },
  upkeep: [],
  labels: (all) => [...(all.includes('shelf:Delete') ? ['deletion'] : []), ...(all.includes('shelf:Update') ? ['update'] : [])],
}

const canary = 'canary-7f3a-note-of-the-shelf'
const edited = (w: World, s: Shelf | undefined, to: Partial<Shelf>): World =>
  s === undefined ? w : { ...w, shelves: { ...w.shelves, [s.ShelfId]: { ...s, ...to } } }
const base: Desired = { shelf: { size: 2, colour: 'red', labels: { x: '1', y: '' }, note: canary } }
const place = (name: string) => ({ path: name, place: ['shelf', name] })

export const inputs: Inputs<World> = {
  base,
  world: model.empty(1_000_000),
  leaves: [
    { ...place('size'), values: fc.constantFrom(0, 1, 2, 3, 12) },
    { ...place('colour'), values: fc.constantFrom('red', 'blue', '') },
    { ...place('labels'), values: fc.constantFrom({ x: '1', y: '' }, { x: '2', y: '' }, { y: '3', x: '2' }) },
    { ...place('sizeOwner'), values: fc.constantFrom(undefined, 'a scaler') },
  ],
  admits: (d) => typeof part(d)['size'] === 'number',
  deletion: { place: ['shelf', 'gone'], to: true },
  edits: {
    'resize it': { whose: 'ours', does: (w, n, d) => (part(d)['sizeOwner'] === undefined ? edited(w, theShelf(w), { Size: n }) : w) },
    'paint it': { whose: 'ours', does: (w) => edited(w, theShelf(w), { Colour: 'green' }) },
    'drop the lamp': { whose: 'ours', how: 'deletes', does: (w) => ({ ...w, lamps: without(w.lamps, 'a') }) },
    'burn it': { whose: 'ours', how: 'deletes', does: (w) => ({ ...w, shelves: without(w.shelves, theShelf(w)?.ShelfId ?? '') }) },
    'label it': {
      whose: 'foreign',
      how: 'tags',
      does: (w, n) => edited(w, theShelf(w), { Labels: { ...theShelf(w)?.Labels, theirs: String(n) } }),
    },
    'scale it': {
      whose: 'foreign',
      how: 'scales',
      does: (w, n, d) => (part(d)['sizeOwner'] === undefined ? w : edited(w, theShelf(w), { Size: n })),
    },
    'take the name': {
      whose: 'foreign',
      does: (w) =>
        theShelf(w) === undefined
          ? { ...w, shelves: { ...w.shelves, 's-x': { ShelfId: 's-x', Name: 'a', Size: 7, Colour: 'black', Labels: {}, Note: '' } } }
          : w,
    },
  },
  shuffle: (d) => ({ ...d, shelf: Object.fromEntries(Object.entries(part(d)).reverse()) as Desired }),
  echo: (_, answer) =>
    'Shelves' in answer
      ? {
          Shelves: (answer.Shelves as ReadonlyArray<Shelf>).map((s) => ({
            ...s,
            Labels: Object.fromEntries(Object.entries(s.Labels).reverse()),
          })),
        }
      : answer,
  canaries: [canary],
}

export const trial: Trial<ShelfAct, World, ShelfNouns> = { subject: plainly(planning), planning, ops, model, agreement, inputs }
