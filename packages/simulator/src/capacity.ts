/**
 * Holding a group at its size: unhealthy instances are replaced, what is missing is launched, what is too much is ended.
 * Cooldowns hold nothing up here: they bind simple scaling policies only, which this model does not have.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html
 * @since 0.1.0
 */
import { byText } from '@poolwright/core/Json'
import { balanceOf } from './balance.js'
import { isInService, isSuspended, staying, terminated } from './instances.js'
import { type Around, launched, zonesWithRoom } from './launches.js'
import { resolved } from './launchTemplates.js'
import { sourceNow, surgeOf } from './rollout.js'
import { templateOf } from './templateContent.js'
import type { Group, Instance } from './World.js'

/** Process HealthCheck notices what EC2 says; ReplaceUnhealthy ends it, which needs Terminate as well. */
export const healthHeld = ({ at }: Around, g: Group): Group => {
  const noticed =
    isSuspended(g, 'HealthCheck') || !g.instances.some((i) => i.ended && i.healthy)
      ? g
      : { ...g, instances: g.instances.map((i) => (i.ended ? { ...i, healthy: false } : i)) }
  if (isSuspended(noticed, 'ReplaceUnhealthy') || isSuspended(noticed, 'Terminate')) return noticed
  return staying(noticed)
    .filter((i) => !i.healthy)
    .reduce((next, i) => terminated(next, i, at), noticed)
}

/**
 * The default termination policy: in the zone with the most instances, those not on the version that the group launches now, then
 * the oldest. AWS goes by the next billing hour last; here age decides. Those protected from scale-in are never taken.
 */
const victimOf = ({ region }: Around, g: Group): Instance | undefined => {
  const all = staying(g)
  const now = resolved(region, templateOf(sourceNow(g)))
  // Those in zones that the group has left go before all others.
  const inZone = (zone: string) => (g.zones.includes(zone) ? all.filter((i) => i.zone === zone).length : all.length)
  const isOld = (i: Instance): boolean =>
    i.template.LaunchTemplateId !== templateOf(sourceNow(g)).LaunchTemplateId || i.template.Version !== String(now?.number)
  const rank = (x: Instance, y: Instance): number =>
    inZone(y.zone) - inZone(x.zone) || byText(x.zone, y.zone) || Number(isOld(y)) - Number(isOld(x)) || x.n - y.n
  return all.filter((i) => !i.protected).sort(rank)[0]
}

/** Up or down to the desired capacity, with what a rollout or AZRebalance launches ahead. Processes Launch and Terminate may be suspended. */
export const capacityHeld = (around: Around, g: Group): Group => {
  const target = g.desired + surgeOf(around.region, g)
  const count = staying(g).length
  const waits = g.retryAt !== undefined && g.retryAt > around.at
  if (count < target) return isSuspended(g, 'Launch') || waits ? g : launched(around, g, sourceNow(g))
  const { launchIn, waits: isMoving } = balanceOf(g)
  const zones = waits ? [] : zonesWithRoom(around, g, sourceNow(g), launchIn)
  if (zones.length > 0) return launched(around, g, sourceNow(g), zones)
  // Without room where it is needed nothing is in the way of ending what is too much.
  if (isMoving && staying(g).some((i) => !isInService(i))) return g
  const victim = count > target && !isSuspended(g, 'Terminate') ? victimOf(around, g) : undefined
  return victim === undefined ? g : terminated(g, victim, around.at)
}
