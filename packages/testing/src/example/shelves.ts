/**
 * The provider of shelves put to the laws: what its world must hold, and what may be asked. The kit's own tests run on it.
 * @since 0.1.0
 */
import * as Fact from '@poolwright/core/Fact'
import { canonical, equals } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { secretOf, vaultOf } from '@poolwright/core/Secret'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import type { Desired } from '../Desired.js'
import { plainly } from '../plainly.js'
import type { Agreement, Inputs, Planning, Trial } from '../Trial.js'
import { type Labels, model, ops, type Shelf, type ShelfAct, without, type World } from './shelfCloud.js'
import { provider, type ShelfNouns, sorted, Wanted } from './shelfProvider.js'

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
  shape: (w, d) => ({
    shelves: Object.values(w.shelves).map(({ ShelfId: _, Labels, Note: _note, Size, ...s }) => ({
      ...s,
      // What another owns is as it happens to be.
      ...(part(d)['sizeOwner'] === undefined ? { Size } : {}),
      Labels: sorted(Labels),
    })),
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
