/**
 * A cloud that fits on a page: shelves with a size, a colour and labels, a lamp on each, and a note that nobody may read. Its words, and the model that
 * answers them.
 * @since 0.1.0
 */
import { type Acts, type Ref, RefText } from '@poolwright/core/Action'
import { refused, stale } from '@poolwright/core/CloudError'
import { struct } from '@poolwright/core/codec'
import { digest } from '@poolwright/core/digest'
import * as Key from '@poolwright/core/Key'
import type { Model } from '@poolwright/core/Model'
import type { OpTable } from '@poolwright/core/Operation'
import { Secret } from '@poolwright/core/Secret'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

export type Labels = { readonly [label: string]: string }
export const LabelMap: t.Type<Labels, unknown> = t.readonly(t.record(t.string, t.string))
export const Shelf = struct('Shelf', {
  ShelfId: t.string,
  Name: t.string,
  Size: t.number,
  Colour: t.string,
  Labels: LabelMap,
  Note: t.string,
})
export type Shelf = t.TypeOf<typeof Shelf>
export const Lamp = struct('Lamp', { Name: t.string, ShelfId: t.string })
export type Lamp = t.TypeOf<typeof Lamp>
export type Body = { readonly Size: number; readonly Colour: string }

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

export type World = {
  readonly now: number
  readonly made: number
  readonly shelves: { readonly [id: string]: Shelf }
  readonly lamps: { readonly [name: string]: Lamp }
  /** Remembered for a minute. */
  readonly tokens: { readonly [token: string]: { readonly id: string; readonly at: number } }
}
export const without = <A>(all: { readonly [k: string]: A }, k: string): { readonly [k: string]: A } => {
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
