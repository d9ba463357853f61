/**
 * Launching one instance: from which body, of which type, in which zone. Where AWS chooses, this takes the first in a stated order.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#arch-AutoScalingMultiAZ
 * @since 0.1.0
 */
import type { Millis } from '@poolwright/core/Fact'
import { byText } from '@poolwright/core/Json'
import * as durations from './durations.js'
import { logged, staying } from './instances.js'
import { resolved } from './launchTemplates.js'
import { asksForSpot, templateOf, typesOf } from './templateContent.js'
import { tagsFor } from './templateData.js'
import { type Group, hex, type Instance, type Raw, type Region, type Source } from './World.js'

/** What a group sees of its region as time passes; nothing of it changes meanwhile. */
export type Around = { readonly region: Region; readonly at: Millis }

/** Fewest instances first, then by name: best-effort balance between zones. */
const zonesByNeed = (g: Group, among: ReadonlyArray<string>): ReadonlyArray<string> => {
  const count = (zone: string) => staying(g).filter((i) => i.zone === zone).length
  return [...among].sort((x, y) => count(x) - count(y) || byText(x, y))
}

/** The next one is Spot when the on-demand base and share are filled (API_InstancesDistribution). */
const nextIsSpot = (g: Group, source: Source, data: Raw): boolean => {
  if ('LaunchTemplate' in source) return asksForSpot(data)
  const d = source.MixedInstancesPolicy.InstancesDistribution
  const base = Number(d['OnDemandBaseCapacity'] ?? 0)
  const share = Number(d['OnDemandPercentageAboveBaseCapacity'] ?? 100)
  const there = staying(g)
  const wanted = base + Math.ceil((Math.max(0, there.length + 1 - base) * share) / 100)
  return there.filter((i) => !i.spot).length >= wanted
}

/** Whether a type cannot be had in a zone: `<type>/<zone>/<market>` with `*` for any. */
const isShort = (region: Region, type: string, zone: string, spot: boolean): boolean => {
  if (region.shortages.isEmpty()) return false
  const market = spot ? 'spot' : 'on-demand'
  return [type, '*'].some((x) => [zone, '*'].some((y) => [market, '*'].some((z) => region.shortages.has(`${x}/${y}/${z}`))))
}

const failed = (g: Group, at: Millis, message: string): Group =>
  logged({ ...g, failures: g.failures + 1, retryAt: at + durations.retrying(g.failures) }, at, {
    Description: 'Launching a new EC2 instance.  Status Reason: ' + message,
    Cause: 'An instance was to be started in response to a difference between desired and actual capacity.',
    StatusCode: 'Failed',
    StatusMessage: message,
  })

/** Why nothing of these types is to be had, in AWS's words for either market. */
const noCapacity = (types: ReadonlyArray<string>, zones: ReadonlyArray<string>, spot: boolean): string =>
  spot
    ? 'Could not launch Spot Instances. UnfulfillableCapacity - Unable to fulfill capacity due to your request configuration. Please adjust your request and try again. Launching EC2 instance failed.'
    : `We currently do not have sufficient ${types.join(', ')} capacity in the Availability Zone you requested (${zones.join(', ')}). Our system will be working on provisioning additional capacity. Launching EC2 instance failed.`

/** Those of these zones in which one of the group's types is to be had. */
export const zonesWithRoom = ({ region }: Around, g: Group, source: Source, zones: ReadonlyArray<string>): ReadonlyArray<string> => {
  const found = zones.length === 0 ? undefined : resolved(region, templateOf(source))
  if (found === undefined) return []
  const spot = nextIsSpot(g, source, found.version.data)
  const types = typesOf(source, found.version.data)
  return zones.filter((zone) => types.some((type) => !isShort(region, type, zone, spot)))
}

/**
 * The group with one more instance `Pending`, in one of these zones, or with a failed activity and a time before which no launch is tried. Zones are the
 * group's own when none are given.
 */
export const launched = ({ region, at }: Around, g: Group, source: Source, among: ReadonlyArray<string> = g.zones): Group => {
  const ref = templateOf(source)
  const found = resolved(region, ref)
  if (found === undefined)
    return failed(
      g,
      at,
      `The specified launch template, with template ID ${ref.LaunchTemplateId} and version ${ref.Version}, does not exist. Launching EC2 instance failed.`,
    )
  const { data } = found.version
  const types = typesOf(source, data)
  const spot = nextIsSpot(g, source, data)
  const zones = zonesByNeed(g, among)
  const pick = zones.flatMap((zone) => types.map((type) => ({ zone, type }))).find((x) => !isShort(region, x.type, x.zone, spot))
  if (pick === undefined) return failed(g, at, noCapacity(types, zones, spot))
  const n = g.launches + 1
  const places = g.subnets.length > 0 ? g.subnets : [...region.subnets.keys()].sort(byText)
  const subnet = places.find((id) => region.subnets.get(id)?.['AvailabilityZone'] === pick.zone)
  const template = { ...ref, Version: String(found.number) }
  const propagated = Object.entries(g.tags).flatMap(([key, x]) => (x.PropagateAtLaunch ? [[key, x.Value] as const] : []))
  const instance: Instance = {
    n,
    id: `i-0${hex(g.serial, 8)}${hex(n, 8)}`,
    state: 'Pending',
    healthy: true,
    zone: pick.zone,
    type: pick.type,
    template,
    data,
    // aws-semantics §4.2: the group's tags win over the template's, and two services add their own.
    tags: {
      ...tagsFor(data, 'instance'),
      ...Object.fromEntries(propagated),
      'aws:autoscaling:groupName': g.name,
      'aws:ec2launchtemplate:id': template.LaunchTemplateId,
      'aws:ec2launchtemplate:version': template.Version,
    },
    spot,
    protected: g.members['NewInstancesProtectedFromScaleIn'] === true,
    ended: false,
    launchedAt: at,
    until: at + durations.launching,
    ...(subnet === undefined ? {} : { subnet }),
  }
  const { retryAt: _, ...rest } = g
  return { ...rest, failures: 0, launches: n, instances: [...g.instances, instance] }
}
