/**
 * A controller for the shelves of `shelves.ts` as somebody would write it by hand: no provider, no plan, no engine, one function that
 * looks and acts. It keeps every law about histories; each of its slips is a mistake that a real controller made, and breaks one.
 * @since 0.1.0
 */
import type { Calls } from '@poolwright/core/Calls'
import { show } from '@poolwright/core/CloudError'
import * as Key from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import type { Desired } from '../Desired.js'
import type { Said, Subject } from '../Subject.js'
import type { SubjectTrial } from '../Trial.js'
import { model, ops, type Shelf, type ShelfAct, type World } from './shelfCloud.js'
import { agreement, inputs } from './shelves.js'

/** What the keeper may do wrong. */
export type Slip =
  | 'keeps the id in memory alone'
  | 'takes a failed read for nothing there'
  | 'writes the size that another owns'
  | 'compares labels as text'
  | 'takes an empty colour for no colour'
  | 'hangs the lamp only in the pass that made the shelf'
  | 'gives up after a failure'
  | 'takes the shelf away before its lamp'
  | 'says the note in an error'
  | 'takes whatever has its name'
  | 'reads its wishes once'
  | 'never makes a shelf shorter'
  | 'says nothing of what it cannot do'
  | 'paints in every pass'

const scope = Key.awsScope('1', 'cellar')
const name = 'a'
type Wish = {
  readonly size: number
  readonly colour: string
  readonly labels: { readonly [k: string]: string }
  readonly note: string
  readonly gone?: boolean
  readonly sizeOwner?: string
}
const bytesOf = (note: string): Uint8Array => Uint8Array.from(JSON.stringify(note), (c) => c.charCodeAt(0))
const wishIn = (d: Desired): Wish => d['shelf'] as Wish

const foreignIn = (shelf: Shelf, ours: Shelf['Labels']): Shelf['Labels'] =>
  Object.fromEntries(Object.entries(shelf.Labels).filter(([k]) => !Object.hasOwn(ours, k)))

/** What is there, or nothing when it cannot be told. */
const look = async (calls: Calls<ShelfAct>, does: (s: Slip) => boolean) => {
  const [shelves, lamps] = await Promise.all([
    calls['shelf:Describe'](scope, { Names: [name] }, '')(),
    calls['lamp:Describe'](scope, { Names: [name] }, '')(),
  ])
  if (does('takes a failed read for nothing there'))
    return { shelf: E.isRight(shelves) ? shelves.right.Shelves[0] : undefined, lamp: E.isRight(lamps) ? lamps.right.Lamps[0] : undefined }
  return E.isLeft(shelves) || E.isLeft(lamps) ? undefined : { shelf: shelves.right.Shelves[0], lamp: lamps.right.Lamps[0] }
}

export const keeper = (...slips: ReadonlyArray<Slip>): Subject<ShelfAct> => {
  const does = (s: Slip): boolean => slips.includes(s)
  return {
    start: (around) => {
      const first = around.desired()
      const memory: { id?: string; failed?: boolean; longest: number } = { longest: 0 }
      const held = (code: string): Said => ({ held: does('says nothing of what it cannot do') ? [] : [code] })

      const pass = async (calls: Calls<ShelfAct>): Promise<Said> => {
        const wish = wishIn(does('reads its wishes once') ? first : around.desired())
        if (does('gives up after a failure') && memory.failed === true) return {}
        const failures: Array<string> = []
        const tried = async <R>(answer: Promise<E.Either<Parameters<typeof show>[0], R>>): Promise<R | undefined> => {
          const got = await answer
          if (E.isRight(got)) return got.right
          memory.failed = true
          failures.push(does('says the note in an error') ? `${show(got.left)} for ${wish.note}` : show(got.left))
          return undefined
        }
        const seen = await look(calls, does)
        if (seen === undefined) return held('UNREAD')
        const { shelf, lamp } = seen
        if (shelf !== undefined && shelf.Labels['owner'] !== 'us' && !does('takes whatever has its name')) return held('NOT-OURS')
        if (wish.gone === true) {
          if (does('takes the shelf away before its lamp') && shelf !== undefined)
            await tried(calls['shelf:Delete'](scope, { ShelfId: shelf.ShelfId }, '')())
          const unlit = lamp === undefined || (await tried(calls['lamp:Delete'](scope, { Name: name }, '')())) !== undefined
          if (shelf !== undefined && unlit) await tried(calls['shelf:Delete'](scope, { ShelfId: shelf.ShelfId }, '')())
          return { held: failures }
        }
        if (wish.size > 9) return held('TOO-BIG')
        memory.longest = Math.max(memory.longest, wish.size)
        const body = {
          Size: does('never makes a shelf shorter') ? memory.longest : wish.size,
          Colour: wish.colour,
          Labels: { ...wish.labels, owner: 'us' },
        }
        const make = () =>
          tried(
            // The lamp remembers the last shelf: a new one is another request.
            calls['shelf:Create'](scope, { Name: name, ...body, Note: bytesOf(wish.note) }, `shelf after ${lamp?.ShelfId ?? 'none'}`)(),
          )
        const known = does('keeps the id in memory alone') ? memory.id : undefined
        const id = known ?? shelf?.ShelfId ?? (await make())?.ShelfId
        if (id === undefined) return { held: failures }
        memory.id = id
        if (shelf !== undefined) await keepUp(calls, tried, wish, shelf, { ...body, id })
        if (lamp?.ShelfId !== id && !(does('hangs the lamp only in the pass that made the shelf') && shelf !== undefined)) {
          if (lamp !== undefined) await tried(calls['lamp:Delete'](scope, { Name: name }, '')())
          await tried(calls['lamp:Create'](scope, { Name: name, ShelfId: id }, '')())
        }
        return { held: failures }
      }

      type Tried = <R>(answer: Promise<E.Either<Parameters<typeof show>[0], R>>) => Promise<R | undefined>
      /** Brings a shelf that is there in line. */
      const keepUp = async (
        calls: Calls<ShelfAct>,
        tried: Tried,
        wish: Wish,
        shelf: Shelf,
        body: { readonly id: string; readonly Size: number; readonly Colour: string; readonly Labels: Shelf['Labels'] },
      ): Promise<void> => {
        const isOwned = wish.sizeOwner === undefined || does('writes the size that another owns')
        const size = isOwned && shelf.Size !== body.Size ? { Size: body.Size } : {}
        const isUnpainted = does('takes an empty colour for no colour') && body.Colour === ''
        const wrong = (shelf.Colour !== body.Colour && !isUnpainted) || does('paints in every pass')
        const change = { ...size, ...(wrong ? { Colour: body.Colour } : {}) }
        if (Object.keys(change).length > 0) await tried(calls['shelf:Update'](scope, { ShelfId: body.id, ...change }, '')())
        const differs = does('compares labels as text')
          ? JSON.stringify(shelf.Labels) !== JSON.stringify({ ...body.Labels, ...foreignIn(shelf, body.Labels) })
          : Object.entries(body.Labels).some(([k, v]) => shelf.Labels[k] !== v)
        if (differs) await tried(calls['shelf:Label'](scope, { ShelfId: body.id, Labels: body.Labels }, '')())
      }
      return { pass }
    },
  }
}

/** The keeper put to the laws about histories. */
export const keeperTrial = (...slips: ReadonlyArray<Slip>): SubjectTrial<ShelfAct, World> => ({
  subject: keeper(...slips),
  ops,
  model,
  agreement,
  inputs,
})
