/**
 * What is there of the pools, read from AWS.
 * @since 0.1.0
 */
import { Group } from '@poolwright/aws/Group'
import { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import { Template } from '@poolwright/aws/LaunchTemplate'
import { Nodegroup } from '@poolwright/aws/Nodegroup'
import { nouns } from '@poolwright/aws/nouns'
import type { Facts } from '@poolwright/core/Fact'
import { byText } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { observe } from '@poolwright/engine/observe'
import { makeSlots } from '@poolwright/engine/Slots'
import * as t from 'io-ts'
import type { ObservedGroup, ObservedRefresh, ObservedTemplate, ObservedWorld } from '../observed.js'
import { nodegroupOf } from '../render/observedNodegroup.js'
import type { Pools } from '../state/PoolState.js'
import type { Place } from './Place.js'
import { nodegroupIn } from './record.js'

const kinds = ['group', 'template'] as const
const planned = [...kinds, 'nodegroup'] as const

/** Where the groups, node groups and templates of pools are, as their plans looked for them. */
export const keysOfPools = (facts: Facts): ReadonlyArray<Key.Key> =>
  Object.keys(facts).filter((key): key is Key.Key => planned.some((kind) => kind === Key.nounOf(key)))

/** The same, as the pools' records say it. */
export const keysOfRecords = (pools: Pools): ReadonlyArray<Key.Key> =>
  Object.entries(pools).flatMap(([pool, { record }]) => {
    const { scope, nodegroup, templateName } = record
    if (scope === undefined) return []
    const { noun, id } = Key.parse(pool)
    if (noun === 'awsmachinepool') return kinds.map((kind) => Key.of(kind, scope, id))
    return [
      ...(nodegroup === undefined ? [] : [Key.of('nodegroup', scope, nodegroupIn(nodegroup))]),
      ...(templateName === undefined ? [] : [Key.of('template', scope, templateName)]),
    ]
  })

/** Groups, node groups, templates, and refreshes of the groups that are not at rest. What cannot be read is left out. */
export const observedAws = async (place: Place, keys: ReadonlyArray<Key.Key>, holds: ObservedWorld['holds']): Promise<ObservedWorld> => {
  const calls = place.calls({ keep: () => Promise.resolve(), passed: () => undefined, isBroken: () => false })
  const read = observe({ nouns, calls, now: place.now, slots: makeSlots(8), pages: 100, onRead: () => undefined })
  const known = await read(keys)()
  const seen = <A>(noun: string, codec: t.Type<A, unknown>): ReadonlyArray<{ readonly key: Key.Key; readonly value: A }> =>
    [...known].flatMap(([key, fact]) =>
      Key.nounOf(key) === noun && fact._tag === 'Present' && codec.is(fact.value) ? [{ key, value: fact.value }] : [],
    )
  const groups = seen('group', Group)
  const restless = groups.filter(({ value }) => !isAtRest(value)).map(({ key }) => refreshOf(key))
  const refreshes = await read(restless)()
  const inOrder = <A extends { readonly scope: string; readonly name: string }>(list: ReadonlyArray<A>) =>
    [...list].sort((x, y) => byText(x.scope, y.scope) || byText(x.name, y.name))
  return {
    format: 1,
    time: new Date(place.now()).toISOString(),
    groups: inOrder(
      groups.map(({ key, value }) => {
        const fact = refreshes.get(refreshOf(key))
        const list = fact?._tag === 'Present' && Refreshes.is(fact.value) ? fact.value : []
        return groupOf(Key.parse(key).scope, value, list)
      }),
    ),
    nodegroups: inOrder(seen('nodegroup', Nodegroup).map(({ key, value }) => nodegroupOf(Key.parse(key).scope, value))),
    templates: inOrder(seen('template', Template).map(({ key, value }) => templateOf(Key.parse(key).scope, value))),
    holds,
  }
}

const Refreshes = t.readonlyArray(InstanceRefresh)
const refreshOf = (group: Key.Key): Key.Key => {
  const { scope, id } = Key.parse(group)
  return Key.of('refresh', scope, id)
}

const launchesFrom = (g: Group) => g.LaunchTemplate ?? g.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification

/** As many as wanted, in service, and of one version: no rollout shows. */
const isAtRest = (g: Group): boolean => {
  const all = g.Instances ?? []
  const versions = new Set(all.map((i) => i.LaunchTemplate?.Version))
  return all.length === g.DesiredCapacity && versions.size <= 1 && all.every((i) => i.LifecycleState === 'InService')
}

const groupOf = (scope: string, g: Group, refreshes: ReadonlyArray<InstanceRefresh>): ObservedGroup => {
  const from = launchesFrom(g)
  return {
    scope,
    name: g.AutoScalingGroupName,
    min: g.MinSize,
    max: g.MaxSize,
    desired: g.DesiredCapacity,
    template: { id: from?.LaunchTemplateId ?? '', version: from?.Version ?? '' },
    instances: (g.Instances ?? []).map((i) => ({
      id: i.InstanceId,
      state: i.LifecycleState,
      healthy: i.HealthStatus === 'Healthy',
      type: i.InstanceType ?? '',
      zone: i.AvailabilityZone,
      version: i.LaunchTemplate?.Version ?? '',
    })),
    refreshes: refreshes.map((r) => refreshIn(g.AutoScalingGroupName, r)),
  }
}

const refreshIn = (group: string, r: InstanceRefresh): ObservedRefresh => ({
  group,
  id: r.InstanceRefreshId,
  status: r.Status,
  percent: r.PercentageComplete ?? 0,
  startedAt: r.StartTime ?? '',
})

const templateOf = (scope: string, x: Template): ObservedTemplate => ({
  scope,
  id: x.LaunchTemplateId,
  name: x.LaunchTemplateName,
  defaultVersion: x.DefaultVersionNumber,
  latestVersion: x.LatestVersionNumber,
})
