/** What the compiler must accept and refuse: compiling this file is the test. */
import * as t from 'io-ts'
import { expectTypeOf } from 'vitest'
import type { Act, Acts, Answer, Filled, In, Out } from './Action.js'
import type { Calls } from './Calls.js'
import { missing } from './Change.js'
import { struct } from './codec.js'
import type { Look } from './Fact.js'
import * as Key from './Key.js'
import { type ActsOf, operation, type OpTable } from './Operation.js'
import { out } from './Plan.js'
import type { Payload } from './Payload.js'
import { reading } from './Provider.js'
import { type Covered, leaf, type LeafPath, type PathsOf } from './Row.js'
import { type BoxAct, boxKey, s } from './samples.fixture.js'
import type { Secret } from './Secret.js'

const jar = { effect: 'change', repeat: 'natural', permission: '', bucket: 'jars', touches: () => [] } as const

// Actions are a union that widens by itself.
expectTypeOf<BoxAct['op']>().toEqualTypeOf<'box:Describe' | 'box:Create' | 'box:Fill'>()
expectTypeOf<In<BoxAct, 'box:Create'>>().toEqualTypeOf<{ readonly Name: string; readonly Seed?: Secret }>()
expectTypeOf<Answer<BoxAct, 'box:Create'>>().toEqualTypeOf<{ readonly Id: string; readonly Size: number }>()
type More = BoxAct | Acts<{ 'bag:Open': [{}, {}] }>
expectTypeOf<More['op']>().toEqualTypeOf<BoxAct['op'] | 'bag:Open'>()
// A bigger port passes for a smaller one, not the other way round.
expectTypeOf<Calls<More>>().toExtend<Calls<BoxAct>>()
expectTypeOf<Calls<BoxAct>>().not.toExtend<Calls<More>>()

// A table of rows is enough to say which actions there are.
const table = { 'jar:Fill': operation({ ...jar, input: struct('Fill', { Name: t.string }), answer: struct('Filled', { Left: t.number }) }) }
expectTypeOf<ActsOf<typeof table>>().toEqualTypeOf<Act<'jar:Fill', { readonly Name: string }, { readonly Left: number }>>()
expectTypeOf(table).toExtend<OpTable<ActsOf<typeof table>>>()

// Steps and their outputs.
const create = s('create', 'box:1/r', 'box:Create', { Name: 'a' }, [missing(boxKey('a'))])
expectTypeOf(out(create, 'Id')).toEqualTypeOf<Out<string>>()
// @ts-expect-error the operation answers no such field
out(create, 'Arn')
// @ts-expect-error an output is text where a number is wanted
s('fill', 'box:1/r', 'box:Fill', { Id: 'i', Amount: out(create, 'Id') }, [missing(boxKey('a'))])
// @ts-expect-error no such member in this operation's input
s('fill', 'box:1/r', 'box:Fill', { Name: 'i', Amount: 1 }, [missing(boxKey('a'))])
// @ts-expect-error a step has a cause
s('fill', 'box:1/r', 'box:Fill', { Id: 'i', Amount: 1 }, [])
// @ts-expect-error no such operation
s('burn', 'box:1/r', 'box:Burn', {}, [missing(boxKey('a'))])

// What is sent has neither outputs nor secrets.
expectTypeOf<Filled<Out<string>>>().toEqualTypeOf<string>()
expectTypeOf<Filled<In<BoxAct, 'box:Fill'>>['Id']>().toEqualTypeOf<string>()
expectTypeOf<NonNullable<Filled<In<BoxAct, 'box:Create'>>['Seed']>>().toEqualTypeOf<Uint8Array>()
expectTypeOf<Filled<{ readonly Body?: Payload }>>().toEqualTypeOf<{ readonly Body?: Uint8Array }>()

// The noun in a key types the fact behind it.
type Nouns = { readonly box: { readonly Id: string }; readonly count: number }
const look = null as unknown as Look<Nouns>
const typed = () => {
  const box = look(Key.of('box', 'box:1/r', 'a'))
  if (box._tag === 'Present') expectTypeOf(box.value).toEqualTypeOf<{ readonly Id: string }>()
  // @ts-expect-error no such noun
  look(Key.of('bag', 'box:1/r', 'a'))
}
expectTypeOf(typed).toBeFunction()

// Rows speak for leaves.
type Spec = {
  readonly min: number
  readonly tags?: Readonly<Record<string, string>>
  readonly zones: ReadonlyArray<string>
  readonly volumes?: ReadonlyArray<{ readonly size: number; readonly kind?: { readonly name: string } }>
  readonly secret: Secret
}
expectTypeOf<LeafPath<Spec>>().toEqualTypeOf<'min' | 'tags' | 'zones' | 'volumes[].size' | 'volumes[].kind.name' | 'secret'>()
expectTypeOf<Covered<Spec, LeafPath<Spec>>>().toEqualTypeOf<true>()
expectTypeOf<Covered<Spec, Exclude<LeafPath<Spec>, 'volumes[].kind.name' | 'min'>>>().toEqualTypeOf<'volumes[].kind.name' | 'min'>()
const row = leaf<Spec, { readonly Min: number }>()
const rows = {
  Min: row({ paths: ['min'], verdict: 'inPlace', want: (c) => c.min, read: (r) => r.Min, write: (Min) => ({ Min }) }),
  Odd: row({ paths: ['zones', 'secret'], verdict: 'roll', want: () => 1, read: () => 1, write: () => ({}) }),
}
expectTypeOf<PathsOf<typeof rows>>().toEqualTypeOf<'min' | 'zones' | 'secret'>()
// @ts-expect-error what is wanted is a number and what is read is text
row({ paths: ['min'], verdict: 'inPlace', want: (c) => c.min, read: () => 'one', write: () => ({}) })

// A reading is typed by its operation.
const read = reading<BoxAct>()
read({ ids: ['a'], op: 'box:Describe', input: { Name: 'a' }, facts: (a) => new Map([['a', a.Id]]) })
read({
  ids: ['a'],
  op: 'box:Describe',
  input: { Name: 'a' },
  join: (x: number, y: number) => x + y,
  // @ts-expect-error what is joined is what was read
  facts: (a) => new Map([['a', a.Id]]),
})
// @ts-expect-error the answer has no such member
read({ ids: ['a'], op: 'box:Describe', input: { Name: 'a' }, facts: (a) => new Map([['a', a.Arn]]) })
