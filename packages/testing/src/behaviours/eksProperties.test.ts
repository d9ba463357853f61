/** Behaviours of managed pools that hold of every plan. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AwsAct } from '@poolwright/aws/actions'
import { nouns } from '@poolwright/aws/nouns'
import { operations } from '@poolwright/aws/operations'
import { isPlain, type Json } from '@poolwright/core/Json'
import { effects, type Plan, type Step } from '@poolwright/core/Plan'
import { pools } from '@poolwright/planner/pool/pools'
import { AWSManagedMachinePoolV1Beta2 } from '@poolwright/schema/AWSManagedMachinePool'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { written } from '../arbitraries/codec.js'
import type { Case, Document } from './Behaviour.js'
import { joined } from './Behaviour.js'
import { parseBaseline } from './parse.js'
import { members, numberOf, textOf } from './parts.js'
import { play } from './run.js'
import { described, lookThrough, observed, type Situation, situationOf, start } from './situation.js'

const baseline = (() => {
  const read = parseBaseline(readFileSync(join(import.meta.dirname, '../../behaviours/EKS/baseline.yaml'), 'utf8'))
  if (E.isLeft(read)) throw new Error(read.left)
  return read.right
})()

/** One patch out of each list, all together. */
const mixed = (...choices: ReadonlyArray<ReadonlyArray<Document>>): fc.Arbitrary<Document> =>
  fc.tuple(...choices.map((list) => fc.constantFrom({}, ...list))).map((parts) => {
    const all = parts.reduce<Document>((whole, part) => joined(whole, part), {})
    const named = parts.flatMap((part) => (Array.isArray(part['with']) ? (part['with'] as ReadonlyArray<Json>) : []))
    return named.length === 0 ? all : { ...all, with: named }
  })
const spec = (patch: Document): Document => ({ pool: { spec: patch } })
const nodegroup = (patch: Document): Document => ({ observed: { nodegroup: patch } })
const statuses = ['ACTIVE', 'CREATING', 'UPDATING', 'DEGRADED', 'DELETING', 'CREATE_FAILED', 'DELETE_FAILED', 'FOO']

/** What may be wanted: each member takes one of a few values or stays as it is. */
const wishes = mixed(
  [{ with: ['template'] }, { with: ['template', 'image'] }],
  [{ with: ['autoscaler'] }, { with: ['role'] }],
  [2, 4, 9, null].map((replicas) => ({ machinePool: { spec: { replicas } } })),
  ['v1.29.9', 'v1.31.0', null].map((version) => ({ machinePool: { spec: { template: { spec: { version } } } } })),
  [
    { minSize: 2, maxSize: 4 },
    { minSize: 4, maxSize: 9 },
    { minSize: null, maxSize: 7 },
  ].map((scaling) => spec({ scaling })),
  [{ a: '1' }, { a: '2', b: '3' }].map((labels) => spec({ labels })),
  [
    [{ effect: 'no-schedule', key: 'k', value: 'v' }],
    [
      { effect: 'no-execute', key: 'k', value: '' },
      { effect: 'no-schedule', key: 'a', value: 'x' },
    ],
  ].map((taints) => spec({ taints })),
  [{ team: 'a' }, { team: 'b', cost: '' }].map((additionalTags) => spec({ additionalTags })),
  [{ updateConfig: { maxUnavailablePercentage: 33 } }, { nodeRepairConfig: { enabled: true } }].map(spec),
  [{ capacityType: 'spot' }, { subnetIDs: ['s2'] }, { amiVersion: '1.30.4-20240901' }].map(spec),
  [
    { settings: { force: 'afterFailure' } },
    { settings: { recreateFailed: true } },
    { settings: { replace: 'allowed' } },
    { settings: { ownership: 'strict' } },
  ],
)
/** What may be there. */
const worlds = mixed(
  [{ with: ['absent'] }],
  statuses.map((status) => nodegroup({ status })),
  ['1.28', '1.29', null].map((version) => nodegroup({ version })),
  [{ minSize: 1, maxSize: 9, desiredSize: 8 }, null].map((scalingConfig) => nodegroup({ scalingConfig })),
  [{ a: '1', x: '9' }, null].map((labels) => nodegroup({ labels })),
  [[{ effect: 'NO_SCHEDULE', key: 'k' }], null].map((taints) => nodegroup({ taints })),
  [
    { team: 'c' },
    { 'kubernetes.io/cluster/prod': null },
    { 'kubernetes.io/cluster/prod': 'shared' },
    { 'poolwright.dev/pool': 'default/other' },
  ].map((tags) => nodegroup({ tags })),
  [null, { autoScalingGroups: [{ name: 'eks-1' }, { name: 'eks-2' }] }].map((resources) => nodegroup({ resources })),
  [{ version: '1.31' }, { status: 'UPDATING' }, { status: 'CREATING' }, null].map((cluster) => ({ observed: { cluster } })),
  [
    { observed: { template: null, versions: { '1': null } } },
    { observed: { template: { Tags: { 'kubernetes.io/cluster/prod': null, 'sigs.k8s.io/cluster-api-provider-aws/cluster/prod': null } } } },
  ],
  [{ record: { labels: ['a', 'x'], taints: ['NO_SCHEDULE:k'], tags: ['team'] } }],
)
const given: fc.Arbitrary<Document> = fc.tuple(wishes, worlds).map(([x, y]) => {
  const names = [x, y].flatMap((part) => (Array.isArray(part['with']) ? (part['with'] as ReadonlyArray<Json>) : []))
  // Whether a group is there is said last.
  const order = [...names].sort((a, b) => Number(a === 'absent') - Number(b === 'absent'))
  return { ...joined(x, y), with: order }
})

type Planned = { readonly situation: Situation; readonly plan: Plan<AwsAct> }
const planOf = (patch: Document): Planned | null => {
  const situation = situationOf(baseline, patch)
  if (situation.pool === null) return null
  const seen = lookThrough(start, described(situation, start), observed(situation, start))
  return { situation, plan: pools.plan(situation.pool, seen.look, start) }
}
const going = ({ plan }: Planned): ReadonlyArray<Step<AwsAct>> => plan.steps.filter((s) => s.holds.length === 0)
const updates = ['eks:UpdateNodegroupConfig', 'eks:UpdateNodegroupVersion']

const planned = (patches: fc.Arbitrary<Document>) => {
  const list = () =>
    fc.sample(patches, { numRuns: 150, seed: 20 }).flatMap((patch) => {
      const p = planOf(patch)
      return p === null ? [] : [{ ...p, patch }]
    })
  let made: ReturnType<typeof list> | null = null
  return () => (made ??= list())
}
/** Each is read and planned once for all properties. */
const living = planned(given)
const leaving = planned(given.map((patch) => ({ ...patch, deleting: true })))

/** Judges every plan, and makes sure that enough of them have what the property is about. */
const ofPlans = (
  list: ReadonlyArray<Planned & { readonly patch: Document }>,
  about: (p: Planned) => boolean,
  judge: (p: Planned) => void,
): void => {
  expect(list.filter(about).length).toBeGreaterThan(10)
  for (const p of list) {
    try {
      judge(p)
    } catch (error) {
      throw new Error(`given ${JSON.stringify(p.patch)}`, { cause: error })
    }
  }
}

it('EKS-Q03 at most one update of a node group runs', { timeout: 60_000 }, () =>
  ofPlans(
    living(),
    ({ plan }) => plan.steps.some((s) => updates.includes(s.action.op)),
    (p) => expect(going(p).filter((s) => updates.includes(s.action.op)).length).toBeLessThanOrEqual(1),
  ),
)

it('EKS-Q04 nothing is done to what is not ours', () => {
  const owned = (tags: Json | undefined) => {
    const { 'kubernetes.io/cluster/prod': claim, 'poolwright.dev/pool': pool } = members(tags)
    return pool === undefined ? claim === 'owned' : pool === 'default/pool1'
  }
  ofPlans(
    living(),
    ({ situation }) => !owned(members(members(situation.documents['observed'])['nodegroup'])['tags']),
    ({ situation, plan }) => {
      const seen = members(situation.documents['observed'])
      const foreign = isPlain(seen['nodegroup']) && !owned(members(seen['nodegroup'])['tags'])
      const { documents } = situation
      const adopts = members(documents['settings'])['adopt'] === true
      if (foreign && !adopts)
        expect(
          plan.steps.filter((s) => s.action.op.startsWith('eks:') && s.action.op !== 'eks:CreateNodegroup').map((s) => s.action.op),
        ).toEqual([])
      if (isPlain(seen['template']) && members(members(seen['template'])['Tags'])['kubernetes.io/cluster/prod'] === undefined)
        expect(plan.steps.filter((s) => s.action.op.includes('LaunchTemplate')).map((s) => s.action.op)).toEqual([])
    },
  )
})

it('EKS-Q05 no update runs but on a group that takes one', () =>
  ofPlans(
    living(),
    ({ plan }) => plan.steps.some((s) => updates.includes(s.action.op)),
    (p) => {
      const status = textOf(members(members(p.situation.documents['observed'])['nodegroup'])['status'])
      if (!['ACTIVE', 'DEGRADED'].includes(status)) expect(going(p).filter((s) => updates.includes(s.action.op))).toEqual([])
    },
  ))

describe('EKS-Q06 there is a plan for everything that the codecs take', () => {
  it('of the manifest', () => {
    fc.assert(
      fc.property(written(AWSManagedMachinePoolV1Beta2), (document) => {
        const { spec: any } = document as { readonly spec?: Document }
        expect(() => planOf({ pool: { spec: JSON.parse(JSON.stringify(any ?? {})) as Json } })).not.toThrow()
      }),
      { numRuns: 60, seed: 20 },
    )
  })

  it('of the node group', () => {
    fc.assert(
      fc.property(written(nouns.nodegroup.codec), given, (any, patch) => {
        const whole = { ...(JSON.parse(JSON.stringify(any)) as Document), nodegroupName: 'default_pool1', clusterName: 'prod' }
        expect(() => planOf({ ...patch, observed: { ...members(patch['observed']), nodegroup: whole } })).not.toThrow()
      }),
      { numRuns: 60, seed: 20 },
    )
  })
})

it('EKS-Q07 labels, taints, tags, policies and subnets have no order', () => {
  const turned = (u: Json): Json =>
    Array.isArray(u)
      ? [...(u as ReadonlyArray<Json>)].map(turned).reverse()
      : isPlain(u)
        ? Object.fromEntries(
            Object.entries(u)
              .map(([k, x]) => [k, turned(x)] as const)
              .reverse(),
          )
        : u
  // Names of variants are a sequence, and updates are newest first.
  const patches = given.map((patch) => {
    const { with: names, ...rest } = patch
    return [patch, { ...(turned(rest) as Document), with: names ?? [] }] as const
  })
  let met = 0
  fc.assert(
    fc.property(patches, ([patch, reversed]) => {
      const [x, y] = [planOf(patch), planOf(reversed)]
      if (x === null || y === null) return expect(x).toBe(y)
      if (x.plan.steps.length > 0) met += 1
      expect(effects(operations, y.plan)).toBe(effects(operations, x.plan))
    }),
    { numRuns: 60, seed: 20 },
  )
  expect(met).toBeGreaterThan(5)
})

it('EKS-Q08 a size that is written, or left as it is, lies within the bounds that are written', () =>
  ofPlans(
    living(),
    ({ plan }) => plan.steps.some((s) => 'scalingConfig' in s.action.input),
    ({ plan, situation }) => {
      const there = members(members(members(situation.documents['observed'])['nodegroup'])['scalingConfig'])
      for (const s of plan.steps) {
        const { scalingConfig } = s.action.input as { readonly scalingConfig?: Document }
        if (scalingConfig === undefined) continue
        const { minSize, maxSize, desiredSize = there['desiredSize'] } = scalingConfig
        expect([numberOf(minSize) <= numberOf(desiredSize), numberOf(desiredSize) <= numberOf(maxSize)]).toEqual([true, true])
      }
    },
  ))

it('EKS-Q09 what is being deleted is neither made nor changed', { timeout: 60_000 }, () =>
  ofPlans(
    leaving(),
    ({ plan }) => plan.steps.length > 0,
    ({ plan }) => {
      // Policies leave a role one by one.
      const made = plan.steps.filter((s) => operations[s.action.op].effect !== 'destroy' && s.action.op !== 'iam:DetachRolePolicy')
      expect(made.map((s) => s.action.op)).toEqual([])
    },
  ),
)

const nothing = { calls: [] }
const opsOf = (outcome: { readonly [k: string]: Json } | undefined) =>
  ((outcome?.['calls'] ?? []) as ReadonlyArray<Document>).map((c) => c['op'])
const settle = { when: ['apply' as const, { advance: 3_600 }], then: nothing }
/** From nothing, or from the baseline's pool once it is there, until rest: the calls of each pass, and what was refused. */
const passes = (patch: Document, from: 'nothing' | 'pool', rounds: number) => {
  const { observed: _seen, record: _record, ...wanted } = patch
  const names = (Array.isArray(patch['with']) ? (patch['with'] as ReadonlyArray<Json>) : []).filter((n) => n !== 'absent')
  const bare = { with: [...names, 'absent'], observed: { template: null, versions: { '1': null } } }
  const list = Array.from({ length: rounds }, () => settle)
  const c: Case =
    from === 'nothing'
      ? { name: '', given: { ...wanted, ...bare }, then: nothing, again: list }
      : { name: '', given: bare, then: nothing, again: [settle, settle, { when: [{ change: wanted }], then: nothing }, ...list] }
  return play(baseline, c).map((o) => ({ ops: opsOf(o), refused: o['refused'] as ReadonlyArray<Json> }))
}

describe('EKS-Q01, EKS-Q02 applied and observed again, a plan leaves nothing to do within six rounds, and AWS refuses none of it', () => {
  it.each(['nothing', 'pool'] as const)('from %s', { timeout: 60_000 }, (from) => {
    let worked = 0
    fc.assert(
      fc.property(wishes, (patch) => {
        if (planOf(patch) === null) return
        const all = passes(patch, from, 6)
        if (all.some((p) => p.ops.length > 0)) worked += 1
        expect(all.flatMap((p) => p.refused)).toEqual([])
        expect(all.at(-1)?.ops).toEqual([])
      }),
      { numRuns: 25, seed: 20 },
    )
    expect(worked).toBeGreaterThan(5)
  })
})

it('EKS-Q10 what waits for an update runs once it has ended', () => {
  const both = joined(spec({ labels: { a: '1' } }), { machinePool: { spec: { template: { spec: { version: 'v1.31.0' } } } } })
  const c: Case = {
    name: '',
    given: {
      with: ['absent'],
      observed: { cluster: { version: '1.31' } },
      machinePool: { spec: { template: { spec: { version: 'v1.31.0' } } } },
    },
    then: nothing,
    again: [
      settle,
      { when: [{ change: joined(spec({ labels: { a: '1' }, amiVersion: '1.31.9-20991231' }), both) }], then: nothing },
      { when: ['apply', { advance: 120 }], then: nothing },
    ],
  }
  const [, rested, first, second] = play(baseline, c)
  expect(opsOf(rested)).toEqual([])
  expect(opsOf(first)).toEqual(['eks:UpdateNodegroupConfig'])
  expect(((first?.['holds'] ?? []) as ReadonlyArray<Document>).map((h) => [h['on'], h['code']])).toEqual([['version', 'PW-UPDATE-FIRST']])
  expect(opsOf(second)).toEqual(['eks:UpdateNodegroupVersion'])
})

it('EKS-Q11 a pool at rest needs the page of groups and its cluster, and its own description on the sweep', () => {
  const situation = situationOf(baseline, {})
  const seen = lookThrough(start, described(situation, start), observed(situation, start))
  const plan = pools.plan(situation.pool ?? 'awsmanagedmachinepool:', seen.look, start)
  expect(plan.steps).toEqual([])
  const asked = new Set([...seen.asked].flatMap((key) => (key.includes(':aws:') ? [key.slice(0, key.indexOf(':'))] : [])))
  const age = (noun: string) => (pools.nouns[noun]?.lifetime ?? 0) / 60_000
  expect(Object.fromEntries([...asked].sort().map((noun) => [noun, age(noun)]))).toEqual({ ekscluster: 1, group: 1, nodegroup: 10 })
})
