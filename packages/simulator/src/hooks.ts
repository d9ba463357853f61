/**
 * Lifecycle hooks: what a group keeps of them (`aws-semantics` §3.5). How they hold instances up is in `instances.ts`.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import type { CloudError } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { groupNamed, writableGroup } from './groupNamed.js'
import { answer, type Answered, broken, type Handlers, invalid, refusal, refuse, taking } from './Handler.js'
import { afterResult, forgetHook, launchingHook, terminatingHook } from './instances.js'
import { type Group, type Hook, withGroup, type World } from './World.js'

const body = {
  LifecycleTransition: t.string,
  HeartbeatTimeout: t.number,
  DefaultResult: t.string,
  NotificationTargetARN: t.string,
  RoleARN: t.string,
  NotificationMetadata: t.string,
}
/** A hook as requests give it, at creation of a group or later. */
export const GivenHook = struct('LifecycleHookSpecification', { LifecycleHookName: t.string }, body)
export type GivenHook = t.TypeOf<typeof GivenHook>

const hookWrong = (h: Hook): CloudError | undefined =>
  broken(
    () =>
      /^[A-Za-z0-9\-_/]{1,255}$/.test(h.LifecycleHookName) ? undefined : invalid(`Invalid lifecycle hook name: ${h.LifecycleHookName}`),
    () =>
      h.LifecycleTransition === launchingHook || h.LifecycleTransition === terminatingHook
        ? undefined
        : invalid(`Invalid lifecycle transition: ${h.LifecycleTransition}`),
    () =>
      h.HeartbeatTimeout >= 30 && h.HeartbeatTimeout <= 7_200
        ? undefined
        : invalid(`Heartbeat timeout must be between 30 and 7200 seconds: ${h.HeartbeatTimeout}`),
    () =>
      h.DefaultResult === 'CONTINUE' || h.DefaultResult === 'ABANDON' ? undefined : invalid(`Invalid default result: ${h.DefaultResult}`),
    () => ((h.NotificationMetadata ?? '').length > 4_000 ? invalid('Notification metadata can have at most 4000 characters') : undefined),
  )

/** Over the hook of that name if there is one: members that are left out stay. Empty texts take a value away. */
const merged = (old: Hook | undefined, given: GivenHook): Hook => {
  const all = { HeartbeatTimeout: 3_600, DefaultResult: 'ABANDON', LifecycleTransition: '', ...old, ...given }
  const { NotificationTargetARN, RoleARN, NotificationMetadata, ...rest } = all
  return {
    ...rest,
    ...(NotificationTargetARN === undefined || NotificationTargetARN === '' ? {} : { NotificationTargetARN }),
    ...(RoleARN === undefined || RoleARN === '' ? {} : { RoleARN }),
    ...(NotificationMetadata === undefined || NotificationMetadata === '' ? {} : { NotificationMetadata }),
  }
}

/** A group's hooks with these put in, at most fifty. */
export const hooksWith = (hooks: ReadonlyArray<Hook>, given: ReadonlyArray<GivenHook>): E.Either<CloudError, ReadonlyArray<Hook>> => {
  let all = hooks
  for (const g of given) {
    const old = all.find((h) => h.LifecycleHookName === g.LifecycleHookName)
    const hook = merged(old, g)
    const wrong = hookWrong(hook)
    if (wrong !== undefined) return E.left(wrong)
    all = old === undefined ? [...all, hook] : all.map((h) => (h === old ? hook : h))
  }
  return all.length > 50 ? E.left(refusal('LimitExceeded', 'An Auto Scaling group can have at most 50 lifecycle hooks')) : E.right(all)
}

const put = (w: World, scope: Scope, i: GivenHook & { readonly AutoScalingGroupName: string }): Answered => {
  const group = writableGroup(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(group)) return group
  const { AutoScalingGroupName: _, ...hook } = i
  const hooks = hooksWith(group.right.hooks, [hook])
  return E.isLeft(hooks) ? hooks : answer(withGroup(w, scope, { ...group.right, hooks: hooks.right }), {})
}

type Named = { readonly AutoScalingGroupName: string; readonly LifecycleHookName: string }
const noHook = (i: Named): CloudError =>
  invalid(`No Lifecycle Hook found with name ${i.LifecycleHookName} for Auto Scaling group ${i.AutoScalingGroupName}`)

/** Instances that wait for it go on: launching ones are abandoned, terminating ones continue (API_DeleteLifecycleHook). */
const remove = (w: World, scope: Scope, i: Named): Answered => {
  const group = writableGroup(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(group)) return group
  const g = group.right
  if (!g.hooks.some((h) => h.LifecycleHookName === i.LifecycleHookName)) return refuse(noHook(i))
  const hooks = g.hooks.filter((h) => h.LifecycleHookName !== i.LifecycleHookName)
  return answer(withGroup(w, scope, forgetHook({ ...g, hooks }, i.LifecycleHookName, w.now)), {})
}

const shown = (g: Group) => (h: Hook) => ({
  ...h,
  AutoScalingGroupName: g.name,
  GlobalTimeout: Math.min(172_800, 100 * h.HeartbeatTimeout),
})
const describe = (
  w: World,
  scope: Scope,
  i: { readonly AutoScalingGroupName: string; readonly LifecycleHookNames?: ReadonlyArray<string> },
): Answered => {
  const group = groupNamed(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(group)) return group
  const hooks = group.right.hooks.filter((h) => i.LifecycleHookNames?.includes(h.LifecycleHookName) ?? true)
  return answer(w, { LifecycleHooks: hooks.map(shown(group.right)) })
}

type Completion = Named & { readonly LifecycleActionResult: string; readonly InstanceId: string }
const complete = (w: World, scope: Scope, i: Completion): Answered => {
  const group = groupNamed(w, scope, i.AutoScalingGroupName)
  if (E.isLeft(group)) return group
  const waiting = group.right.instances.find((x) => x.id === i.InstanceId && x.waits?.some((y) => y.hook === i.LifecycleHookName))
  if (waiting === undefined) return refuse(invalid(`No active Lifecycle Action found with instance ID ${i.InstanceId}`))
  if (i.LifecycleActionResult !== 'CONTINUE' && i.LifecycleActionResult !== 'ABANDON')
    return refuse(invalid(`Invalid lifecycle action result: ${i.LifecycleActionResult}`))
  return answer(withGroup(w, scope, afterResult(group.right, waiting, i.LifecycleHookName, i.LifecycleActionResult, w.now)), {})
}

const name = { AutoScalingGroupName: t.string }
const named = { ...name, LifecycleHookName: t.string }
export const hooks: Handlers = {
  'autoscaling:PutLifecycleHook': taking('autoscaling:PutLifecycleHook', struct('PutLifecycleHook', named, body), put),
  'autoscaling:DeleteLifecycleHook': taking('autoscaling:DeleteLifecycleHook', struct('DeleteLifecycleHook', named), remove),
  'autoscaling:DescribeLifecycleHooks': taking(
    'autoscaling:DescribeLifecycleHooks',
    struct('DescribeLifecycleHooks', name, { LifecycleHookNames: t.readonlyArray(t.string) }),
    describe,
  ),
  'autoscaling:CompleteLifecycleAction': taking(
    'autoscaling:CompleteLifecycleAction',
    struct('CompleteLifecycleAction', { ...named, LifecycleActionResult: t.string, InstanceId: t.string }),
    complete,
  ),
}
