/** A small table of operations and a plan over it, for the tests of core. */
import { type Acts, type Out, RefText } from './Action.js'
import { missing } from './Change.js'
import { struct } from './codec.js'
import * as Fact from './Fact.js'
import * as Key from './Key.js'
import type { OpTable } from './Operation.js'
import { out, type Plan, step } from './Plan.js'
import * as Requeue from './Requeue.js'
import type { SavedPlan } from './SavedPlan.js'
import { Secret } from './Secret.js'
import * as t from 'io-ts'

export type BoxAct = Acts<{
  'box:Describe': [{ readonly Name: string }, { readonly Id: string }]
  'box:Create': [{ readonly Name: string; readonly Seed?: Secret }, { readonly Id: string; readonly Size: number }]
  'box:Fill': [{ readonly Id: string | Out<string>; readonly Amount: number }, {}]
}>

const row = <I, R>(effect: 'read' | 'create' | 'change', input: t.Type<I, unknown>, answer: t.Type<R, unknown>) => ({
  effect,
  repeat: 'natural' as const,
  permission: 'box:Any',
  bucket: 'box',
  input,
  answer,
  touches: () => [],
})
const empty = struct('Empty', {})
export const ops: OpTable<BoxAct> = {
  'box:Describe': row('read', struct('Describe', { Name: t.string }), struct('Box', { Id: t.string })),
  'box:Create': row('create', struct('Create', { Name: t.string }, { Seed: Secret }), struct('Created', { Id: t.string, Size: t.number })),
  'box:Fill': row('change', struct('Fill', { Id: RefText, Amount: t.number }), empty),
}
export const nouns = { box: { codec: struct('Box', { Id: t.string }, { Note: t.string }) } }

export const scope = 'box:1/r'
export const boxKey = (id: string) => Key.of('box', scope, id)
export const pool = Key.of('pool', 'kube:/default', 'p')
export const s = step<BoxAct>()
export const create = s('create', scope, 'box:Create', { Name: 'a', Seed: { $secret: 'd1' } }, [missing(boxKey('a'))])
export const fill = s('fill', scope, 'box:Fill', { Id: out(create, 'Id'), Amount: 3 }, [missing(boxKey('a'))])
export const apart = s('apart', scope, 'box:Create', { Name: 'b' }, [missing(boxKey('b'))])
export const planOf = (...steps: Plan<BoxAct>['steps']): Plan<BoxAct> => ({
  pool,
  steps,
  holds: [],
  findings: [],
  status: null,
  next: Requeue.awaitChange,
})
export const saved: SavedPlan<BoxAct> = {
  format: 1,
  by: 'test 1',
  plans: [planOf(create, fill, apart)],
  reads: {
    [boxKey('a')]: Fact.absent(5),
    [boxKey('c')]: Fact.present({ Id: 'c', Note: 'n' }, 6),
    'pool:kube:/default/p': Fact.unknown('stale'),
  },
}
