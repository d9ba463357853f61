/**
 * Balance between a group's zones: what AZRebalance moves when zones were changed or instances ended (user guide, "Availability Zone rebalancing"). A new
 * instance is in service before an old one ends, and for that the group may go over its maximum by a tenth, or by one.
 *
 * Zones are balanced when none has more than one instance more than another and none stands outside. Nothing is moved while a refresh is under way, while
 * Launch, Terminate or AZRebalance is suspended, or into a zone that is short of capacity; and groups that EKS keeps are left to EKS.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-availability-zone-balanced.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage
 * @since 0.1.0
 */
import { byText } from '@poolwright/core/Json'
import { isInService, isSuspended, staying } from './instances.js'
import { activeRefresh } from './rollout.js'
import type { Group, Instance } from './World.js'

const inZone = (all: ReadonlyArray<Instance>, zone: string): ReadonlyArray<Instance> => all.filter((i) => i.zone === zone)

/** How many each zone has when `desired` are spread over all: where they do not come out even, the fullest have one more. */
const shares = (g: Group, all: ReadonlyArray<Instance>): ReadonlyMap<string, number> => {
  const fullest = [...g.zones].sort((x, y) => inZone(all, y).length - inZone(all, x).length || byText(x, y))
  const least = Math.floor(g.desired / Math.max(1, fullest.length))
  return new Map(fullest.map((zone, n) => [zone, least + (n < g.desired % fullest.length ? 1 : 0)]))
}

/** The zones that have too few of these instances, as long as there are as many elsewhere that may go. */
const short = (g: Group, all: ReadonlyArray<Instance>): ReadonlyArray<string> => {
  const share = shares(g, all)
  const few = [...share].flatMap(([zone, n]) => (inZone(all, zone).length < n ? [zone] : []))
  const mayGo = [...new Set(all.map((i) => i.zone))].some((zone) => {
    const here = inZone(all, zone)
    return here.length > (share.get(zone) ?? 0) && here.some((i) => !i.protected)
  })
  return mayGo ? few : []
}

const isLeftAlone = (g: Group): boolean =>
  g.nodegroup !== undefined ||
  activeRefresh(g) !== undefined ||
  ['AZRebalance', 'Launch', 'Terminate'].some((process) => isSuspended(g, process))

/** How far over its maximum a group may go meanwhile. */
const most = (g: Group): number => g.max + Math.max(1, Math.floor(g.max / 10))

export type Balance = {
  /** Zones to launch one more instance in now; none when there is nothing to move, or no room. */
  readonly launchIn: ReadonlyArray<string>
  /** What was launched ahead is not in service yet: nothing ends before. */
  readonly waits: boolean
}
const balanced: Balance = { launchIn: [], waits: false }

/** For a group that has as many instances as are desired, or more. */
export const balanceOf = (g: Group): Balance => {
  const here = staying(g)
  // One zone and nobody outside of it: there is nothing to compare.
  if (isLeftAlone(g) || (g.zones.length === 1 && here.every((i) => i.zone === g.zones[0]))) return balanced
  const serving = here.filter((i) => isInService(i) && i.healthy)
  if (serving.length < g.desired || short(g, serving).length === 0) return balanced
  const launchIn = here.length < most(g) ? short(g, here) : []
  return { launchIn, waits: serving.length < here.length || launchIn.length > 0 }
}
