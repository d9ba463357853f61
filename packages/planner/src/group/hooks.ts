/**
 * Lifecycle hooks: made and kept as the manifest says. Hooks of others stay, unless the setting `ownership` is `strict`.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { LifecycleHook as ObservedHook } from '@poolwright/aws/Group'
import type { In } from '@poolwright/core/Action'
import * as Change from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import { change, differing, leaf, namesOf, type Rows, write } from '@poolwright/core/Row'
import type { LifecycleHook } from '@poolwright/schema/AWSMachinePool'
import { seconds } from '@poolwright/schema/Duration'
import type { PoolContext } from '../pool/Desired.js'
import { causes, FRESH, type Part, quiet, step } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'

type HookBody = Omit<In<AwsAct, 'autoscaling:PutLifecycleHook'>, 'AutoScalingGroupName' | 'LifecycleHookName'>
const row = leaf<LifecycleHook, ObservedHook, HookBody>()
const h = 'lifecycleHooks[]'

/** Absent text is sent as empty text: that is what clears it (H8), and it reads as absent. */
export const hookRows = {
  LifecycleTransition: row({
    paths: [`${h}.lifecycleTransition`],
    verdict: 'inPlace',
    want: (c): string => c.lifecycleTransition,
    read: (r) => r.LifecycleTransition,
    write: (a) => ({ LifecycleTransition: a }),
  }),
  HeartbeatTimeout: row({
    paths: [`${h}.heartbeatTimeout`],
    verdict: 'inPlace',
    want: (c) => (c.heartbeatTimeout === undefined ? 3600 : seconds(c.heartbeatTimeout)),
    read: (r) => r.HeartbeatTimeout ?? 3600,
    write: (a) => ({ HeartbeatTimeout: a }),
  }),
  DefaultResult: row({
    paths: [`${h}.defaultResult`],
    verdict: 'inPlace',
    want: (c): string => c.defaultResult ?? 'ABANDON',
    read: (r) => r.DefaultResult ?? 'ABANDON',
    write: (a) => ({ DefaultResult: a }),
  }),
  NotificationTargetARN: row({
    paths: [`${h}.notificationTargetARN`],
    verdict: 'inPlace',
    want: (c) => c.notificationTargetARN ?? '',
    read: (r) => r.NotificationTargetARN ?? '',
    write: (a) => ({ NotificationTargetARN: a }),
  }),
  RoleARN: row({
    paths: [`${h}.roleARN`],
    verdict: 'inPlace',
    want: (c) => c.roleARN ?? '',
    read: (r) => r.RoleARN ?? '',
    write: (a) => ({ RoleARN: a }),
  }),
  NotificationMetadata: row({
    paths: [`${h}.notificationMetadata`],
    verdict: 'inPlace',
    want: (c) => c.notificationMetadata ?? '',
    read: (r) => r.NotificationMetadata ?? '',
    write: (a) => ({ NotificationMetadata: a }),
  }),
}
/** A hook is known by its name: another name is another hook. */
export const hookFaces = { Name: { paths: [`${h}.name`], verdict: 'inPlace', ownership: 'owned' } } as const
const rows: Rows<LifecycleHook, ObservedHook, HookBody> = hookRows

/** As a group is made with it: what the manifest leaves open is left to AWS (C13). */
export const hookSpecification = (hook: LifecycleHook) => ({
  LifecycleHookName: hook.name,
  LifecycleTransition: hook.lifecycleTransition,
  ...(hook.heartbeatTimeout === undefined ? {} : { HeartbeatTimeout: seconds(hook.heartbeatTimeout) }),
  ...(hook.defaultResult === undefined ? {} : { DefaultResult: hook.defaultResult }),
  ...(blank(hook.notificationTargetARN) ? {} : { NotificationTargetARN: hook.notificationTargetARN }),
  ...(blank(hook.roleARN) ? {} : { RoleARN: hook.roleARN }),
  ...(blank(hook.notificationMetadata) ? {} : { NotificationMetadata: hook.notificationMetadata }),
})
const blank = (s: string | undefined): s is undefined => s === undefined || s === ''

/** AWS's own limit on one heartbeat; the older controller's webhook lets more through. */
const longest = 7_200
const refusal = (hook: LifecycleHook): ReadonlyArray<Hold.Hold> => {
  const timeout = hook.heartbeatTimeout === undefined ? 3600 : seconds(hook.heartbeatTimeout)
  return timeout >= 30 && timeout <= longest
    ? []
    : [Hold.refused('PW-HOOK-HEARTBEAT', [`${h}.heartbeatTimeout`], `hook ${hook.name} waits ${timeout} s; AWS takes 30 to ${longest}`)]
}
/** Hooks that cannot be made with a group, so that the group waits for them to be corrected. */
export const hookRefusals = (hooks: ReadonlyArray<LifecycleHook>): ReadonlyArray<Hold.Hold> => [
  ...hooks.flatMap(refusal),
  ...twice(hooks).map((name) => Hold.refused('PW-HOOK-NAMES', [`${h}.name`], `two hooks are called ${name}`)),
]
const twice = (hooks: ReadonlyArray<LifecycleHook>): ReadonlyArray<string> => [
  ...new Set(hooks.map((x) => x.name).filter((name, i, all) => all.indexOf(name) !== i)),
]

const age = 300_000

/** Read only where the pool wants hooks, has made some, or manages all. */
export const planHooks = (c: PoolContext): Part => {
  const wanted = c.pool.spec.lifecycleHooks ?? []
  const strict = c.settings.ownership === 'strict'
  const mine = c.record.hooks ?? []
  if (wanted.length === 0 && !strict && mine.length === 0) return quiet
  const group = c.pool.metadata.name
  const key = Key.of('hooks', c.scope, group)
  const fact = c.look(key, age)
  if (fact._tag === 'Unknown') return { ...quiet, holds: [waitFor(key, fact)], moving: true }
  const observed = fact._tag === 'Present' ? fact.value : []
  const names = wanted.map((x) => x.name)
  const doubled = twice(wanted)
  const puts = wanted
    .filter((x, i) => names.indexOf(x.name) === i)
    .flatMap((hook): ReadonlyArray<Step<AwsAct>> => {
      const there = observed.find((o) => o.LifecycleHookName === hook.name)
      const why = there === undefined ? undefined : differing(rows, hook, there).map(change(rows, hook, there, key))
      if (why?.length === 0) return []
      const holds = [
        ...refusal(hook),
        ...(doubled.includes(hook.name) ? [Hold.refused('PW-HOOK-NAMES', [`${h}.name`], `two hooks are called ${hook.name}`)] : []),
      ]
      return [
        step(
          `hook-${hook.name}`,
          c.scope,
          'autoscaling:PutLifecycleHook',
          { AutoScalingGroupName: group, LifecycleHookName: hook.name, ...bodyOf(hook, there) },
          causes(why ?? [], Change.missing(key)),
          { holds, disruption: Disruption.inPlace },
        ),
      ]
    })
  const extra = observed.map((o) => o.LifecycleHookName).filter((name) => !names.includes(name))
  const goes = extra.filter((name) => strict || mine.includes(name)).sort()
  const deletes = goes.map((name) =>
    step(
      `unhook-${name}`,
      c.scope,
      'autoscaling:DeleteLifecycleHook',
      { AutoScalingGroupName: group, LifecycleHookName: name },
      [Change.world(key, `hook ${name} is there and not wanted`)],
      { after: puts.filter((s) => s.holds.length === 0).map((s) => s.id), disruption: Disruption.inPlace },
    ),
  )
  const kept = extra.filter((name) => !goes.includes(name)).sort()
  const steps = [...puts, ...deletes]
  if (steps.length > 0 && c.look(key, FRESH)._tag !== 'Present') return { ...quiet, moving: true }
  return {
    steps,
    holds: [],
    findings:
      kept.length === 0
        ? []
        : [Finding.info('PW-FOREIGN-HOOKS', `the group has hooks that are not this pool's and stay: ${kept.join(', ')}`)],
    moving: false,
  }
}

const texts = ['NotificationTargetARN', 'RoleARN', 'NotificationMetadata'] as const
/** All of it; text that was never there and is not wanted is left out. */
const bodyOf = (hook: LifecycleHook, there: ObservedHook | undefined): Partial<HookBody> => {
  const whole = write(rows, hook)
  const idle: ReadonlyArray<string> = texts.filter((name) => blank(whole[name]) && blank(there?.[name]))
  return write(
    rows,
    hook,
    namesOf(rows).filter((name) => !idle.includes(name)),
  )
}
