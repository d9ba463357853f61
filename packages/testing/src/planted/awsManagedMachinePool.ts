/**
 * Bugs planted in the provider of AWSManagedMachinePools. `after` names a row of the pains that users tell of (A1 …), a known bug of the
 * controller that people run today (7.n), or a thread.
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import * as Change from '@poolwright/core/Change'
import * as Key from '@poolwright/core/Key'
import type { AWSManagedMachinePool } from '@poolwright/schema/AWSManagedMachinePool'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { managed, policies } from '../agreement/managedDocuments.js'
import { embedded } from '../embedded.js'
import { plainly } from '../plainly.js'
import { inPlanning, type Known, withInput, withSteps } from './Planted.js'
import { type AwsPlan, type Bug, lacking, plan, step } from './parts.js'

const key = Key.of('nodegroup', managed.scope, `${managed.eks}/${managed.nodegroup}`)
const named = { clusterName: managed.eks, nodegroupName: managed.nodegroup }
/** A fact as the plan saw it; what stands under a key has the type of its noun. */
const seen = <A>(known: Known, at: Key.Key): A | undefined => {
  const fact = known.look(at)
  return fact._tag === 'Present' ? (fact.value as A) : undefined
}
const group = (known: Known): Nodegroup | undefined => seen(known, key)
const pool = (known: Known): AWSManagedMachinePool | undefined => seen(known, known.pool)
const hidden = (known: Known): string | undefined => group(known)?.resources?.autoScalingGroups?.[0]?.name
const isStill = (known: Known): boolean => group(known)?.status === 'ACTIVE'

const config = (input: object): AwsPlan['steps'][number] =>
  step('config', managed.scope, 'eks:UpdateNodegroupConfig', { ...named, ...input }, [Change.world(key, 'it looks different')])
/** A configuration update where none was planned. */
const orConfig = (p: AwsPlan, input: object): AwsPlan =>
  p.steps.some((s) => s.id === 'config') ? p : withSteps(p, [...p.steps, config(input)])
/** Steps that go although something says that they should not. */
const heedless = (code: string): Bug['plant'] =>
  plan((p) =>
    withSteps(
      p,
      p.steps.map((s) => ({ ...s, holds: s.holds.filter((h) => h.code !== code) })),
    ),
  )

/** What takes the role away, its policies first. */
const clearingOf = (known: Known): AwsPlan['steps'] => {
  const RoleName = managed.role
  const gone: NonEmptyArray<Change.Cause> = [Change.world(key, 'it is gone')]
  const attached = seen<ReadonlyArray<string>>(known, Key.of('rolePolicies', managed.scope, RoleName)) ?? []
  const detach = attached.map((PolicyArn, i) => step(`detach-${i}`, managed.scope, 'iam:DetachRolePolicy', { RoleName, PolicyArn }, gone))
  const after = detach.map((s) => s.id)
  return [...detach, step('role', managed.scope, 'iam:DeleteRole', { RoleName }, gone, { after })]
}

const effects = { 'no-schedule': 'NO_SCHEDULE', 'no-execute': 'NO_EXECUTE', 'prefer-no-schedule': 'PREFER_NO_SCHEDULE' } as const

export const managedBugs: ReadonlyArray<Bug> = [
  {
    name: 'compares taints as a list',
    after: '7: taints are compared in the order in which EKS happens to answer them',
    law: 'idempotent',
    about: ['taints'],
    plant: plan((p, known) => {
      const wanted = (pool(known)?.spec.taints ?? []).map(({ key, value, effect }) => ({ key, value, effect: effects[effect] }))
      const there = (group(known)?.taints ?? []).map(({ key, value, effect }) => ({ key, value: value ?? '', effect }))
      const same = JSON.stringify(wanted) === JSON.stringify(there)
      return same || wanted.length === 0 || !isStill(known) ? p : orConfig(p, { taints: { addOrUpdateTaints: wanted } })
    }),
  },
  {
    name: 'makes tokens from content alone',
    after: 'the answer of a group that is gone comes back: CAPA#5901',
    law: 'vanish-safe',
    plant: plan((p) =>
      withSteps(
        p,
        p.steps.map((s) => ({ ...s, basis: null })),
      ),
    ),
  },
  {
    name: 'asks for version and configuration at once',
    after: '7: both updates in one pass, of which EKS takes one',
    law: 'legal',
    // Both have to change within one pass: so nothing else does.
    plant: (trial) => {
      const leaves = trial.inputs.leaves.filter((leaf) => ['labels', 'taints', 'amiVersion'].includes(leaf.path))
      return heedless('PW-UPDATE-FIRST')({ ...trial, inputs: { ...trial.inputs, leaves, together: [] } })
    },
  },
  {
    name: 'asks for another update while one runs',
    after: 'CAPA#5672: an update that runs locks the object, and every pass fails',
    law: 'legal',
    plant: heedless('PW-NODEGROUP-BUSY'),
  },
  {
    name: 'writes the size that it saw first with every update',
    after: 'B1: CA#9182, 94 nodes to 62',
    law: 'hands-off',
    plant: inPlanning(embedded, (p) => {
      let size: number | undefined
      return {
        ...p,
        provider: {
          ...p.provider,
          plan: (at, l, now) => {
            size ??= group({ pool: at, look: l as Known['look'], now })?.scalingConfig?.desiredSize
            return withInput(p.provider.plan(at, l, now), 'eks:UpdateNodegroupConfig', (i) => ({
              ...i,
              scalingConfig: { ...(i['scalingConfig'] as object | undefined), ...(size === undefined ? {} : { desiredSize: size }) },
            }))
          },
        },
      }
    }),
  },
  {
    name: 'takes off labels that others put there',
    after: '7: labels that are not in the manifest are removed in each pass',
    law: 'hands-off',
    plant: plan((p, known) => {
      const wanted = pool(known)?.spec.labels ?? {}
      const extra = Object.keys(group(known)?.labels ?? {}).filter((name) => !Object.hasOwn(wanted, name))
      return extra.length === 0 || !isStill(known) ? p : orConfig(p, { labels: { removeLabels: extra } })
    }),
  },
  {
    name: 'passes over a DEGRADED group in silence',
    after: '7: a node group that is DEGRADED is not reconciled any more; roadmap#1531',
    law: 'vanish-safe',
    plant: plan((p, known) => (group(known)?.status === 'DEGRADED' ? { ...p, steps: [], holds: [], findings: [] } : p)),
  },
  {
    name: 'makes the group of the newest image and rolls it to the pinned one',
    after: '7: amiVersion is not sent when the group is made',
    law: 'minimal',
    about: ['amiVersion'],
    plant: plan((p) => withInput(p, 'eks:CreateNodegroup', (i) => lacking(i, 'releaseVersion'))),
  },
  {
    name: 'detaches what others attached to the role',
    after: '7: policies of administrators are detached in each pass',
    law: 'hands-off',
    plant: plan((p, known) => {
      const at = Key.of('rolePolicies', managed.scope, managed.role)
      const own = [...policies({}), ...(pool(known)?.spec.roleAdditionalPolicies ?? [])]
      const extra = (seen<ReadonlyArray<string>>(known, at) ?? []).filter((arn) => !own.includes(arn))
      const detach = extra.map((PolicyArn, i) =>
        step(`detach-${i}`, managed.scope, 'iam:DetachRolePolicy', { RoleName: managed.role, PolicyArn }, [
          Change.world(at, 'not in the manifest'),
        ]),
      )
      return group(known) === undefined ? p : withSteps(p, [...p.steps, ...detach])
    }),
  },
  {
    name: 'takes the cluster autoscaler’s tags away',
    after: '7: tags of the Auto Scaling group that are not in the manifest are deleted, those of EKS and the autoscaler among them',
    law: 'hands-off',
    plant: plan((p, known) => {
      const name = hidden(known)
      if (name === undefined || !isStill(known)) return p
      const at = Key.of('group', managed.scope, name)
      const Tags = (seen<{ readonly Tags?: ReadonlyArray<{ readonly Key: string }> }>(known, at)?.Tags ?? [])
        .filter((x) => x.Key.startsWith('k8s.io/cluster-autoscaler/'))
        .map((x) => ({ Key: x.Key, ResourceId: name, ResourceType: 'auto-scaling-group' }))
      const gone = step('untag', managed.scope, 'autoscaling:DeleteTags', { Tags }, [Change.world(at, 'tags differ')])
      return Tags.length === 0 ? p : withSteps(p, [...p.steps, gone])
    }),
  },
  {
    name: 'says nothing of what EKS never changes',
    after: '7: instanceType is accepted after creation, and nothing happens',
    law: 'agrees',
    plant: plan((p) => ({ ...p, holds: p.holds.filter((h) => h.code !== 'PW-REPLACE') })),
  },
  {
    name: 'names one thing that EKS never changes, and no other',
    after: '7: instanceType is accepted after creation, and nothing happens',
    law: 'agrees',
    about: ['instanceType', 'capacityType'],
    plant: plan((p) => {
      const first = p.holds.find((h) => h.code === 'PW-REPLACE')
      return { ...p, holds: p.holds.filter((h) => h === first || h.code !== 'PW-REPLACE') }
    }),
  },
  {
    name: 'takes what is not found just after it was made for gone, and clears away what was made for it',
    after: 'D2: tf-aws#46437, tf-aws#41580, CAPA#1769',
    law: 'stale-safe',
    // The engine waits until its own writes are seen; without it nothing stands between an old answer and the plan.
    plant: inPlanning(plainly, (p) => {
      let madeAt: number | undefined
      return {
        ...p,
        provider: {
          ...p.provider,
          plan: (at, l, now) => {
            const made = p.provider.plan(at, l, now)
            const known: Known = { pool: at, look: l as Known['look'], now }
            if (made.steps.some((s) => s.action.op === 'eks:CreateNodegroup' && s.holds.length === 0)) madeAt ??= now
            const isGone = madeAt !== undefined && madeAt < now && known.look(key)._tag === 'Absent'
            return isGone ? withSteps(made, clearingOf(known)) : made
          },
        },
      }
    }),
  },
]
