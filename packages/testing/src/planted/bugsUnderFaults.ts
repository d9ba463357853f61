/**
 * Bugs that show when something goes wrong, or when others act.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import * as Attempt from '@poolwright/core/Attempt'
import * as Change from '@poolwright/core/Change'
import { refused } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import { warning } from '@poolwright/core/Finding'
import * as Key from '@poolwright/core/Key'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import type { World } from '@poolwright/simulator/World'
import * as E from 'fp-ts/lib/Either.js'
import { names } from '../agreement/documents.js'
import { canaries } from '../arbitraries/awsMachinePool.js'
import { put } from '../Desired.js'
import { embedded } from '../embedded.js'
import { plainly } from '../plainly.js'
import { inCalls, inLook, inPlanning, type Known, without, withInput, withSteps } from './Planted.js'
import { type Bug, plan, look, documents, step, groupKey, group, groupIn, reading, lacking, U } from './parts.js'

export const bugsUnderFaults: ReadonlyArray<Bug> = [
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
    name: 'starts the rollout only together with the version',
    after: '7.15: the process stops in between; D1',
    law: 'crash-safe',
    about: ['awsLaunchTemplate.instanceType'],
    plant: plan((p) => (p.steps.some((s) => s.action.op === 'ec2:CreateLaunchTemplateVersion') ? p : without(p, 'refresh'))),
  },
  {
    name: 'takes the latest version for the one that runs',
    after: '7.15: the number in the status, not what instances run',
    law: 'crash-safe',
    about: ['awsLaunchTemplate.instanceType'],
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
    // The engine waits until its own writes are seen; without it each old answer makes another version.
    plant: (trial) => {
      let n = 0
      const salted = inCalls<AwsAct, World, PoolNouns>((op, _, input, token, next) =>
        next(input, op.startsWith('ec2:Create') ? `${token}-${n++}` : token),
      )
      return salted({ ...trial, subject: plainly(trial.planning) })
    },
  },
  {
    name: 'never compares which template the group refers to',
    after: '7.28; D5: CAPA#5901',
    law: 'vanish-safe',
    plant: plan((p) => withInput(p, U, (i) => lacking(i, 'LaunchTemplate'))),
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
    name: 'updates the group as a whole, count as first seen included',
    after: 'B1: CA#9182, 94 nodes to 62',
    law: 'hands-off',
    about: ['MachinePool.metadata.annotations', 'minSize', 'maxSize'],
    plant: inPlanning(embedded, (p) => {
      let count: number | undefined
      return {
        ...p,
        provider: {
          ...p.provider,
          plan: (pool, l, now) => {
            count ??= groupIn({ pool, look: l as Known['look'], now })?.DesiredCapacity
            return withInput(p.provider.plan(pool, l, now), U, (i) => ({ ...i, DesiredCapacity: i['DesiredCapacity'] ?? count }))
          },
        },
      }
    }),
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
]
