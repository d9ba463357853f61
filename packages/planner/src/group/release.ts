/**
 * Letting go of a pool so that another controller may take it over: Cluster API Provider AWS expects a group that follows the latest version
 * of its template. So the latest version has to be what is wanted, then the group follows it, and nothing else is planned for the pool.
 * @since 0.1.0
 */
import type { Group } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import * as Change from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import * as Finding from '@poolwright/core/Finding'
import type { Desired, PoolContext } from '../pool/Desired.js'
import { FRESH, type Part, quiet, step } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import type { TemplateOutcome } from '../template/planTemplate.js'
import { followingReference } from './decideReference.js'
import { configurationOf, groupKey, untilEnd } from './planGroup.js'
import { useOf } from './Reference.js'
import { activeIn, hasDesiredConfiguration, refreshKey } from './rollout.js'

/** Said of every plan of a pool that was released. */
export const released = Finding.info(
  'PW-RELEASED',
  'the pool was released to another controller: nothing is planned for it but what that controller expects, until it is taken back',
)

/** `outcome`: of the latest version. Nothing for a group that follows it already. */
export const planRelease = (c: PoolContext, d: Desired, t: Template | null, outcome: TemplateOutcome, g: Group | null): Part => {
  const said: Part = { ...quiet, findings: [released] }
  if (t === null || g === null || g.Status !== undefined || useOf(g, t)._tag === 'Latest') return said
  if (outcome._tag === 'Waiting') return { ...said, holds: outcome.holds, moving: true }
  const fact = c.look(groupKey(c), FRESH)
  if (fact._tag === 'Unknown') return { ...said, holds: [waitFor(groupKey(c), fact)], moving: true }
  const name = g.AutoScalingGroupName
  const refreshes = c.look(refreshKey(c.scope, name), FRESH)
  const running = activeIn(refreshes)
  const holds = [
    ...(refreshes._tag === 'Unknown' ? [waitFor(refreshKey(c.scope, name), refreshes)] : []),
    ...(running !== undefined && hasDesiredConfiguration(running) ? [untilEnd(c, name, running.InstanceRefreshId)] : []),
  ]
  const mixed = c.pool.spec.mixedInstancesPolicy !== undefined
  const source = configurationOf(c, d, followingReference({ id: outcome.id, name, mixed }))
  const follow = step(
    'release',
    c.scope,
    'autoscaling:UpdateAutoScalingGroup',
    { AutoScalingGroupName: name, ...source },
    [Change.world(groupKey(c), 'the pool is released, and the group is kept on one version')],
    { after: outcome.steps.map((s) => s.id), holds, disruption: Disruption.inPlace },
  )
  return { ...said, steps: [...outcome.steps, follow] }
}
