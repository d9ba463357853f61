/**
 * Bugs that show without anything going wrong: in what is planned, sent and compared.
 * @since 0.1.0
 */
import * as Change from '@poolwright/core/Change'
import { isPlain, type Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { names } from '../agreement/documents.js'
import { word } from '../agreement/raw.js'
import { get, put } from '../Desired.js'
import { embedded } from '../embedded.js'
import { inPlanning, type Known, without, withInput, withSteps } from './Planted.js'
import { type Bug, plan, documents, step, groupKey, group, groupIn, update, lacking, U, spec, replicas, whereSizesMove } from './parts.js'

const onlyTakesTags = (cause: Change.Cause): boolean => {
  if (cause._tag !== 'Change' || !['InstanceTags', 'VolumeTags'].includes(cause.row)) return false
  const { before, after } = cause
  return isPlain(before) && isPlain(after) && Object.entries(after).every(([k, v]) => before[k] === v)
}

export const bugsOfWishes: ReadonlyArray<Bug> = [
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
    about: ['maxSize'],
    plant: plan((p) => withInput(p, U, (i) => lacking(i, 'MaxSize'))),
  },
  {
    name: 'writes the cooldown once and never again',
    after: '7.18',
    law: 'agrees',
    about: ['defaultCoolDown'],
    plant: plan((p) => withInput(p, U, (i) => lacking(i, 'DefaultCooldown'))),
  },
  {
    name: 'loses the key name in the writer and in the reader',
    after: '7.2: written nowhere, read nowhere, so nothing ever differs',
    law: 'agrees',
    plant: documents((d) => put([...spec, 'awsLaunchTemplate', 'sshKeyName'], undefined)(d)),
  },
  {
    name: 'leaves a tag that was taken out on new instances',
    after: 'T4: each tag that is asked for is there, so nothing seems to differ',
    law: 'agrees',
    about: ['additionalTags'],
    plant: plan((p) => {
      const template = p.steps.find((s) => s.id === 'template')
      return template?.causes.every(onlyTakesTags) === true ? without(p, 'template', 'group') : p
    }),
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
    about: ['MachinePool.spec.replicas'],
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
    about: ['awsLaunchTemplate.sshKeyName'],
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
    name: 'moves bounds and count one after the other',
    after: 'A8: sizes out of bounds at some step',
    law: 'legal',
    plant: whereSizesMove(
      plan((p) =>
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
    ),
  },
  {
    name: 'never lowers the upper bound again',
    after: 'Acto: no way back from a value once set',
    law: 'recovers',
    about: ['maxSize'],
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
    name: 'does not read the capacity rebalance',
    after: 'A4: xp-aws#1952, tf-eks#2780',
    law: 'sensitive',
    about: ['capacityRebalance'],
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
          written = Array.isArray(subnets) ? subnets.map((s: Json) => (typeof s === 'string' ? s : word(get(['id'])(s)))) : []
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
