/**
 * The embedded cloud's world in plain types.
 * @since 0.1.0
 */
import { byText } from '@poolwright/core/Json'
import { shown } from '@poolwright/simulator/nodegroupShown'
import { type Group, type Instance, type Source, timeText, type World } from '@poolwright/simulator/World'
import type { ObservedGroup, ObservedInstance, ObservedWorld } from '../observed.js'
import { nodegroupOf } from './observedNodegroup.js'

const templateOf = (source: Source) =>
  'LaunchTemplate' in source ? source.LaunchTemplate : source.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification

const instanceOf = (now: number, i: Instance): ObservedInstance => ({
  id: i.id,
  state: i.state,
  healthy: i.healthy && !i.ended,
  type: i.type,
  zone: i.zone,
  version: i.template.Version,
  launchedAt: timeText(i.launchedAt),
  age: Math.round((now - i.launchedAt) / 1_000),
})

const groupOf = (now: number, scope: string, g: Group): ObservedGroup => {
  const template = templateOf(g.source)
  return {
    scope,
    name: g.name,
    min: g.min,
    max: g.max,
    desired: g.desired,
    template: { id: template.LaunchTemplateId, version: template.Version },
    instances: g.instances.map((i) => instanceOf(now, i)),
    refreshes: g.refreshes.map((r) => ({
      group: g.name,
      id: r.id,
      status: r.status,
      percent: r.percent,
      startedAt: timeText(r.startedAt),
    })),
  }
}

/** Scopes, groups and templates in the order of their names. */
export const observedWorld = (world: World, holds: ObservedWorld['holds']): ObservedWorld => {
  const scopes = [...world.scopes.entries()].sort(([x], [y]) => byText(x, y))
  return {
    format: 1,
    time: timeText(world.now),
    groups: scopes.flatMap(([scope, region]) =>
      [...region.groups.values()].map((g) => groupOf(world.now, scope, g)).sort((x, y) => byText(x.name, y.name)),
    ),
    nodegroups: scopes.flatMap(([scope, region]) =>
      [...region.nodegroups.values()]
        .map((n) => nodegroupOf(scope, shown(world, scope, n)))
        .sort((x, y) => byText(x.cluster, y.cluster) || byText(x.name, y.name)),
    ),
    templates: scopes.flatMap(([scope, region]) =>
      [...region.templates.values()]
        .map((t) => ({
          scope,
          id: t.id,
          name: t.name,
          defaultVersion: t.defaultVersion,
          latestVersion: t.latestVersion,
          versions: [...t.versions.keys()].sort((x, y) => x - y),
        }))
        .sort((x, y) => byText(x.name, y.name)),
    ),
    holds,
  }
}
