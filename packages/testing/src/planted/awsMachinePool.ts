/**
 * Bugs planted in the provider of AWSMachinePools, in its host, or in the requests it sends. `after` names a row of the pains that users
 * tell of (A1 …), a known bug of the controller that people run today (7.n), or a thread.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import * as Attempt from '@poolwright/core/Attempt'
import * as Change from '@poolwright/core/Change'
import { refused } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import { warning } from '@poolwright/core/Finding'
import { isPlain, type Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { type Plan, step as stepOf } from '@poolwright/core/Plan'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import type { World } from '@poolwright/simulator/World'
import * as E from 'fp-ts/lib/Either.js'
import { names } from '../agreement/awsMachinePool.js'
import { canaries } from '../arbitraries/awsMachinePool.js'
import { type Desired, get, put } from '../Desired.js'
import { embedded } from '../embedded.js'
import { plainly } from '../plainly.js'
import { inCalls, inDocuments, inLook, inPlan, inPlanning, type Known, type Planted, without, withInput, withSteps } from './Planted.js'

type Bug = Planted<AwsAct, World, PoolNouns>
type AwsPlan = Plan<AwsAct>
const plan = (change: (p: AwsPlan, known: Known) => AwsPlan): Bug['plant'] => inPlan(embedded, change)
const look = (change: (f: Fact.Fact<unknown>, key: string) => Fact.Fact<unknown>): Bug['plant'] => inLook(embedded, change)
const documents = (change: (d: Desired) => Desired): Bug['plant'] => inDocuments(embedded, change)

const step = stepOf<AwsAct>()
const groupKey = Key.of('group', names.scope, names.pool)
const group = { AutoScalingGroupName: names.pool }
type Group = {
  readonly MinSize: number
  readonly DesiredCapacity: number
  readonly VPCZoneIdentifier?: string
  readonly Tags?: ReadonlyArray<{ readonly Key: string }>
  readonly Status?: string
}
/** The group as the plan saw it. */
const groupIn = (known: Known): Group | undefined => {
  const fact = known.look(groupKey)
  return fact._tag === 'Present' ? (fact.value as Group) : undefined
}
const update = (id: string, input: object): AwsPlan['steps'][number] =>
  step(id, names.scope, 'autoscaling:UpdateAutoScalingGroup', { ...group, ...input }, [Change.world(groupKey, 'it looks different')])
/** A present fact of one noun with another value. */
const reading =
  (noun: string, change: (value: { readonly [k: string]: unknown }) => object) =>
  (f: Fact.Fact<unknown>, key: string): Fact.Fact<unknown> =>
    f._tag === 'Present' && Key.nounOf(key) === noun && isPlain(f.value) ? { ...f, value: change(f.value) } : f
const without1 = (o: { readonly [k: string]: unknown }, name: string): { readonly [k: string]: unknown } => {
  const { [name]: _gone, ...rest } = o
  return rest
}
const U = 'autoscaling:UpdateAutoScalingGroup' as const
const spec = ['AWSMachinePool', 'spec'] as const
const replicas = ['MachinePool', 'spec', 'replicas'] as const

export const bugs: ReadonlyArray<Bug> = [
  {
    name: 'never plans anything',
    after: 'A planner that always answers nothing "converges", too',
    law: 'agrees',
    plant: plan((p) => withSteps(p, [])),
  },
  {
    name: 'drops the rollout',
    after: 'A5: CAPA#4071, CAPI#6563',
    law: 'agrees',
    plant: plan((p) => without(p, 'refresh')),
  },
  {
    name: 'forgets the upper bound in updates',
    after: 'A4: xp-aws#1987, "reconciled, no errors"',
    law: 'agrees',
    plant: plan((p) => withInput(p, U, (i) => without1(i, 'MaxSize'))),
  },
  {
    name: 'writes the cooldown once and never again',
    after: '7.18',
    law: 'agrees',
    plant: plan((p) => withInput(p, U, (i) => without1(i, 'DefaultCooldown'))),
  },
  {
    name: 'loses the key name in the writer and in the reader',
    after: '7.2: written nowhere, read nowhere, so nothing ever differs',
    law: 'agrees',
    plant: documents((d) => put([...spec, 'awsLaunchTemplate', 'sshKeyName'], undefined)(d)),
  },
  {
    name: 'cancels every refresh it finds',
    after: 'A3: ACK#2758; 7.21',
    law: 'minimal',
    plant: plan((p, known) => {
      const fact = known.look(Key.of('refresh', names.scope, names.pool))
      const busy = fact._tag === 'Present' && (fact.value as ReadonlyArray<{ readonly Status: string }>)[0]?.Status === 'InProgress'
      const cancel = step('cancel', names.scope, 'autoscaling:CancelInstanceRefresh', group, [Change.world(groupKey, 'a refresh runs')])
      return busy ? withSteps(p, [cancel]) : p
    }),
  },
  {
    name: 'clamps a count that is out of bounds and says nothing',
    after: 'A8: CAPA PR#4654, CAPA#5746',
    law: 'agrees',
    plant: documents((d) => {
      const [count, most, least] = [get(replicas)(d), get([...spec, 'maxSize'])(d), get([...spec, 'minSize'])(d)]
      return typeof count === 'number' ? put(replicas, Math.min(Math.max(count, Number(least ?? 1)), Number(most ?? 1)))(d) : d
    }),
  },
  {
    name: 'compares tags as a list',
    after: 'A2: ACK#1950',
    law: 'idempotent',
    plant: plan((p, known) => {
      const keys = (groupIn(known)?.Tags ?? []).map((x) => x.Key)
      const inOrder = keys.join() === [...keys].sort().join()
      return inOrder || p.steps.length > 0 ? p : withSteps(p, [update('group', { MinSize: groupIn(known)?.MinSize ?? 1 })])
    }),
  },
  {
    name: 'compares subnets as text',
    after: 'A2, A9: subnets in another order',
    law: 'idempotent',
    plant: plan((p, known) => {
      const text = groupIn(known)?.VPCZoneIdentifier
      const sorted = text?.split(',').sort().join()
      return text === undefined || text === sorted || p.steps.length > 0
        ? p
        : withSteps(p, [update('group', { VPCZoneIdentifier: sorted })])
    }),
  },
  {
    name: 'takes an empty key name for a value',
    after: '7.8: PR #5788; A1: CAPA#3372',
    law: 'idempotent',
    plant: inPlanning(embedded, (p) => {
      let empty = false
      const { provider } = p
      return {
        ...p,
        facts: (d, now, record) => {
          empty = get([...spec, 'awsLaunchTemplate', 'sshKeyName'])(d) === ''
          return p.facts(d, now, record)
        },
        provider: {
          ...provider,
          plan: (pool, l, now) => {
            const made = provider.plan(pool, l, now)
            return empty && made.steps.length === 0 ? withSteps(made, [update('group', { MinSize: 1 })]) : made
          },
        },
      }
    }),
  },
  {
    name: 'makes the group before the template',
    after: 'A7: order of calls',
    law: 'legal',
    plant: plan((p) => {
      const named = withInput(p, 'autoscaling:CreateAutoScalingGroup', (i) => ({
        ...i,
        LaunchTemplate: { LaunchTemplateName: names.pool, Version: '$Latest' },
      }))
      return withSteps(named, named.steps.map((s) => (s.action.op.includes('Create') ? { ...s, after: [] } : s)).reverse())
    }),
  },
  {
    name: 'takes what is not known for what is not there',
    after: 'D2: tf-aws#46437, CAPA#1769',
    law: 'partial-safe',
    // The engine would look again before it writes; without it the guess is acted on.
    plant: inLook(plainly, (f, key) =>
      f._tag === 'Unknown' && f.why === 'unreadable' && ['group', 'template'].includes(Key.nounOf(key)) ? Fact.absent(0) : f,
    ),
  },
  {
    name: 'moves bounds and count one after the other',
    after: 'A8: sizes out of bounds at some step',
    law: 'legal',
    plant: plan((p) =>
      withSteps(
        p,
        p.steps.flatMap((s) => {
          if (s.action.op !== U || s.id !== 'group') return [s]
          const { MinSize, DesiredCapacity, ...rest } = s.action.input
          const only = (id: string, input: object) => ({ ...s, id, action: { op: U, input: { ...group, ...input } } })
          return [
            ...(MinSize === undefined ? [] : [only('min', { MinSize })]),
            ...(DesiredCapacity === undefined ? [] : [only('count', { DesiredCapacity })]),
            ...(Object.keys(rest).length > 1 ? [only('group', rest)] : []),
          ]
        }),
      ),
    ),
  },
  {
    name: 'never lowers the upper bound again',
    after: 'Acto: no way back from a value once set',
    law: 'recovers',
    plant: inPlanning(embedded, (p) => {
      let most = 0
      return {
        ...p,
        facts: (d, now, record) => {
          most = Math.max(most, Number(get([...spec, 'maxSize'])(d) ?? 1))
          const facts = p.facts(put([...spec, 'maxSize'], most)(d), now, record)
          if (get(['AWSMachinePool', 'metadata', 'deletionTimestamp'])(d) !== undefined) most = 0
          return facts
        },
      }
    }),
  },
  {
    name: 'starts the rollout only together with the version',
    after: '7.15: the process stops in between; D1',
    law: 'crash-safe',
    plant: plan((p) => (p.steps.some((s) => s.action.op === 'ec2:CreateLaunchTemplateVersion') ? p : without(p, 'refresh'))),
  },
  {
    name: 'takes the latest version for the one that runs',
    after: '7.15: the number in the status, not what instances run',
    law: 'crash-safe',
    plant: inPlanning(embedded, (p) => ({
      ...p,
      provider: {
        ...p.provider,
        plan: (pool, l, now) => {
          const template = l(Key.of('template', names.scope, names.pool))
          const latest = template._tag === 'Present' ? String(template.value.LatestVersionNumber) : undefined
          const believing = reading('group', (g) => ({
            ...g,
            ...(latest === undefined
              ? {}
              : {
                  Instances: ((g['Instances'] ?? []) as ReadonlyArray<{ readonly LaunchTemplate?: object }>).map((i) => ({
                    ...i,
                    LaunchTemplate: { ...i.LaunchTemplate, Version: latest },
                  })),
                }),
          }))
          type Any = (key: Key.Key, age?: number) => Fact.Fact<unknown>
          return p.provider.plan(pool, ((key: Key.Key, age?: number) => believing((l as Any)(key, age), key)) as typeof l, now)
        },
      },
    })),
  },
  {
    name: 'makes a new token for every request',
    after: 'D1: CAPA#53, CAPA#2915; D3: reads behind own writes',
    law: 'stale-safe',
    plant: (trial) => {
      let n = 0
      return inCalls<AwsAct, World, PoolNouns>((op, _, input, token, next) =>
        next(input, op.startsWith('ec2:Create') ? `${token}-${n++}` : token),
      )(trial)
    },
  },
  {
    name: 'makes tokens from content alone',
    after: 'the dead id of a deleted template comes back: CAPA#5901',
    law: 'vanish-safe',
    plant: plan((p) =>
      withSteps(
        p,
        p.steps.map((s) => ({ ...s, basis: null })),
      ),
    ),
  },
  {
    name: 'never compares which template the group refers to',
    after: '7.28; D5: CAPA#5901',
    law: 'vanish-safe',
    plant: plan((p) => withInput(p, U, (i) => without1(i, 'LaunchTemplate'))),
  },
  {
    name: 'never looks at the group again',
    after: 'M1: js#596, an informer that went quiet',
    law: 'vanish-safe',
    plant: inPlanning(embedded, (p) => {
      const seen = new Map<string, Fact.Fact<unknown>>()
      return {
        ...p,
        provider: {
          ...p.provider,
          plan: (pool, l, now) => {
            type Any = (key: Key.Key, age?: number) => Fact.Fact<unknown>
            const old: Any = (key, age) => {
              const fact = (l as Any)(key, age)
              if (Key.nounOf(key) !== 'group') return fact
              const kept = seen.get(key) ?? fact
              if (fact._tag === 'Present') seen.set(key, kept)
              return fact._tag === 'Present' ? kept : fact
            }
            return p.provider.plan(pool, old as typeof l, now)
          },
        },
      }
    }),
  },
  {
    name: 'writes the count that an autoscaler owns',
    after: 'H1: CAPA#2022, CAPA#4134',
    law: 'hands-off',
    plant: documents((d) => put(['MachinePool', 'metadata', 'annotations'], {})(d)),
  },
  {
    name: 'updates the group as a whole, count included',
    after: 'B1: CA#9182, 94 nodes to 62',
    law: 'hands-off',
    plant: plan((p, known) => withInput(p, U, (i) => ({ ...i, DesiredCapacity: i['DesiredCapacity'] ?? groupIn(known)?.DesiredCapacity }))),
  },
  {
    name: 'takes over whatever has its name',
    after: '7.27: identity is the bare name',
    law: 'hands-off',
    plant: look((f, key) => {
      const mark = {
        Key: `sigs.k8s.io/cluster-api-provider-aws/cluster/${names.cluster}`,
        Value: 'owned',
        PropagateAtLaunch: false,
        ResourceId: names.pool,
        ResourceType: 'auto-scaling-group',
      }
      const marked = (value: { readonly [k: string]: unknown }) => ({
        ...value,
        Tags: [mark, ...((value['Tags'] ?? []) as ReadonlyArray<object>)],
      })
      return reading('group', marked)(reading('template', marked)(f, key), key)
    }),
  },
  {
    name: 'resumes what others suspended',
    after: '7.29: all foreign suspensions are lifted in each pass',
    law: 'hands-off',
    plant: plan((p, known) => {
      const fact = known.look(groupKey)
      const suspended =
        fact._tag === 'Present'
          ? (fact.value as { readonly SuspendedProcesses?: ReadonlyArray<{ readonly ProcessName: string }> }).SuspendedProcesses
          : []
      const ScalingProcesses = (suspended ?? []).map((x) => x.ProcessName)
      const resume = step('resume', names.scope, 'autoscaling:ResumeProcesses', { ...group, ScalingProcesses }, [
        Change.world(groupKey, 'suspended'),
      ])
      return ScalingProcesses.length === 0 ? p : withSteps(p, [...p.steps, resume])
    }),
  },
  {
    name: 'shows bootstrap data in a finding',
    after: 'I3: CAPI#3771',
    law: 'no-leak',
    plant: plan((p) => ({ ...p, findings: [...p.findings, warning('PW-DEBUG', `bootstrap data: ${canaries[0] ?? ''}`)] })),
  },
  {
    name: 'says in an error what was sent',
    after: 'I3: typhoon PR#949',
    law: 'no-leak',
    plant: inCalls((op, _, input, token, next) => async () => {
      const answer = await next(input, token)()
      if (E.isRight(answer) || !op.startsWith('ec2:Create')) return answer
      const data = (input as { readonly LaunchTemplateData?: { readonly UserData?: Uint8Array } }).LaunchTemplateData?.UserData
      return E.left(refused('ValidationError', `bad request: ${String.fromCharCode(...(data ?? []))}`))
    }),
  },
  {
    name: 'gives up on what failed once',
    after: 'E3: terminal and transient errors mixed; 7.15: a start that fails is never tried again',
    law: 'eventually-stable',
    plant: plan((p, known) =>
      withSteps(
        p,
        p.steps.filter((s) => known.look(Attempt.keyOf(p.pool, s.id))._tag !== 'Present'),
      ),
    ),
  },
  {
    name: 'makes tokens of its own in each process',
    after: 'M4: two leaders; D1: CAPA#5794, one more for each restart',
    law: 'two-leaders',
    plant: (trial) => {
      let processes = 0
      return {
        ...trial,
        subject: {
          start: (surroundings) => {
            const me = processes++
            const salted = inCalls<AwsAct, World, PoolNouns>((op, _, input, token, next) =>
              next(input, op.startsWith('ec2:Create') ? `${token}-${me}` : token),
            )
            return salted(trial).subject.start(surroundings)
          },
        },
      }
    },
  },
  {
    name: 'does not read the capacity rebalance',
    after: 'A4: xp-aws#1952, tf-eks#2780',
    law: 'sensitive',
    plant: documents((d) => put([...spec, 'capacityRebalance'], undefined)(d)),
  },
  {
    name: 'makes a third call after a rollout',
    after: 'the group is rewritten once more when a refresh has ended',
    law: 'minimal',
    plant: inPlanning(embedded, (p) => {
      const told = new Set<string>()
      return {
        ...p,
        provider: {
          ...p.provider,
          plan: (pool, l, now) => {
            const made = p.provider.plan(pool, l, now)
            const refresh = l(Key.of('refresh', names.scope, names.pool))
            const last = refresh._tag === 'Present' ? refresh.value[0] : undefined
            if (last?.Status !== 'Successful' || made.steps.length > 0 || told.has(last.InstanceRefreshId)) return made
            told.add(last.InstanceRefreshId)
            return withSteps(made, [update('again', { MinSize: groupIn({ pool, look: l as Known['look'], now })?.MinSize ?? 1 })])
          },
        },
      }
    }),
  },
  {
    name: 'rewrites a bound with every change',
    after: 'C4: calls that change nothing',
    law: 'minimal',
    plant: plan((p, known) =>
      p.steps.length > 0 &&
      groupIn(known) !== undefined &&
      groupIn(known)?.Status === undefined &&
      !p.steps.some((s) => s.action.op.includes('Delete'))
        ? withSteps(p, [...p.steps, update('bounds', { MinSize: groupIn(known)?.MinSize ?? 1 })])
        : p,
    ),
  },
  {
    name: 'names the template by its name in one plan and by its id in the next',
    after: 'A6: a second apply is needed; ACK#2645',
    law: 'resumable',
    plant: plan((p) => {
      if (!p.steps.some((s) => s.action.op === 'ec2:CreateLaunchTemplate')) return p
      const named = withInput(p, 'autoscaling:CreateAutoScalingGroup', (i) => ({
        ...i,
        LaunchTemplate: { LaunchTemplateName: names.pool, Version: '1' },
      }))
      return withSteps(
        named,
        named.steps.map((s) => (s.id === 'group' ? { ...s, after: [...s.after, 'template'] } : s)),
      )
    }),
  },
  {
    name: 'sends subnets in the order they were written',
    after: 'A2: sets as lists',
    law: 'order-free',
    plant: inPlanning(embedded, (p) => {
      let written: ReadonlyArray<string> = []
      return {
        ...p,
        facts: (d, now, record) => {
          const subnets = get([...spec, 'subnets'])(d)
          written = Array.isArray(subnets) ? subnets.map((s: Json) => (typeof s === 'string' ? s : String(get(['id'])(s)))) : []
          return p.facts(d, now, record)
        },
        provider: {
          ...p.provider,
          plan: (pool, l, now) =>
            withInput(p.provider.plan(pool, l, now), 'autoscaling:CreateAutoScalingGroup', (i) => ({
              ...i,
              VPCZoneIdentifier: [...new Set(written)].join(),
            })),
        },
      }
    }),
  },
  {
    name: 'gives the wrong reason',
    after: 'F2: karp-aws#8297, replaced by the same type',
    law: 'explained',
    plant: plan((p) =>
      withSteps(
        p,
        p.steps.map((s) =>
          s.id !== 'group' || s.action.op !== U
            ? s
            : {
                ...s,
                causes: [
                  {
                    _tag: 'Change',
                    paths: ['capacityRebalance'],
                    fact: groupKey,
                    row: 'CapacityRebalance',
                    before: false,
                    after: true,
                    verdict: 'inPlace',
                  },
                ],
              },
        ),
      ),
    ),
  },
]
