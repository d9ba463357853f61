/**
 * What can be said of a pool without looking at AWS: what AWS would refuse, and what has no effect.
 * @since 0.1.0
 */
import type { Tags } from '@poolwright/aws/tags'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { AWSLaunchTemplate, Volume } from '@poolwright/schema/AWSLaunchTemplate'
import type { AWSMachinePoolSpec } from '@poolwright/schema/AWSMachinePool'
import { edgesNamedIn } from '../group/subnets.js'
import { isStored } from '../template/stub.js'
import { reservedKeys } from '../template/tags.js'
import type { PoolContext } from './Desired.js'
import type { ClusterOnAws } from './objects.js'

const lt = 'awsLaunchTemplate'
/** AWS's limit for one resource, and what instances have besides the base tags. */
const mostTags = 50
const ofInstances = 3

/** Each of these keeps the template and the group from being made; what exists stays as it is. */
export const refusalsOf = (c: PoolContext, cluster: ClusterOnAws | null, tags: Tags): ReadonlyArray<Hold.Hold> => {
  const { spec, metadata } = c.pool
  const template = spec.awsLaunchTemplate
  const refusals: Array<Hold.Hold> = []
  const refuse = (code: string, paths: ReadonlyArray<string>, why: string) => refusals.push(Hold.refused(code, paths, why))
  if (metadata.name.length < 3 || metadata.name.length > 128)
    refuse('PW-NAME', ['metadata.name'], `${metadata.name} has ${metadata.name.length} characters; a launch template's name has 3 to 128`)
  const count = Object.keys(tags).length + ofInstances + (isStored(spec) ? 1 : 0)
  if (count > mostTags)
    refuse('PW-TAG-LIMIT', ['additionalTags'], `with the tags that every instance has there are ${count}; AWS takes ${mostTags}`)
  if (template.enclaveOptions?.enabled === true) {
    const edges = edgesNamedIn(spec, cluster)
    if (edges.length > 0)
      refuse(
        'PW-ENCLAVE-EDGE',
        [`${lt}.enclaveOptions.enabled`, 'subnets', 'availabilityZones'],
        `no enclaves run at the edge: ${edges.join(', ')}`,
      )
  }
  for (const why of contradictionsIn(spec)) refuse('PW-MARKET-CLASH', [`${lt}.marketType`, `${lt}.spotMarketOptions`], why)
  for (const why of volumesRefused(template)) refuse('PW-VOLUME-CLASH', [`${lt}.rootVolume`, `${lt}.nonRootVolumes`], why)
  const devices = (template.nonRootVolumes ?? []).map((v) => v.deviceName ?? '')
  if (devices.includes('')) refuse('PW-DEVICE', [`${lt}.nonRootVolumes[].deviceName`], 'a further volume needs a device name')
  const double = devices.find((d, i) => d !== '' && devices.indexOf(d) !== i)
  if (double !== undefined) refuse('PW-DEVICE', [`${lt}.nonRootVolumes[].deviceName`], `two volumes are called ${double}`)
  return refusals
}

const provisioned = ['io1', 'io2']
/** What AWS refuses of one volume, though an API server may hold it. */
const refusedOf = (at: string, { type = '', iops = 0, throughput }: Volume): ReadonlyArray<string> => [
  ...(provisioned.includes(type) && iops === 0 ? [`${at} of type ${type} needs iops`] : []),
  ...(throughput !== undefined && type !== 'gp3' ? [`${at} has a throughput, which only type gp3 takes`] : []),
]
const volumesRefused = ({ rootVolume, nonRootVolumes = [] }: AWSLaunchTemplate): ReadonlyArray<string> => [
  ...(rootVolume === undefined ? [] : refusedOf('the root volume', rootVolume)),
  ...nonRootVolumes.flatMap((v) => refusedOf(v.deviceName === undefined ? 'a further volume' : `volume ${v.deviceName}`, v)),
]

const contradictionsIn = (spec: AWSMachinePoolSpec): ReadonlyArray<string> => {
  const {
    marketType,
    spotMarketOptions,
    capacityReservationId: reservation = '',
    capacityReservationPreference: preference,
  } = spec.awsLaunchTemplate
  const spot = spotMarketOptions !== undefined
  return [
    ...(spot && marketType === 'OnDemand' ? ['Spot options contradict marketType OnDemand'] : []),
    ...(spot && marketType === 'CapacityBlock' ? ['Spot options contradict marketType CapacityBlock'] : []),
    ...(marketType === 'CapacityBlock' && reservation === '' ? ['a capacity block needs its reservation id'] : []),
    ...((spot || marketType === 'Spot') && reservation !== '' ? ['Spot instances cannot use a capacity reservation'] : []),
    ...(reservation !== '' && (preference === 'None' || preference === 'Open')
      ? [`a capacity reservation by its id leaves no room for the preference ${preference}`]
      : []),
    ...((spot || marketType === 'Spot') && spec.mixedInstancesPolicy !== undefined
      ? ['a mixed instances policy says itself which instances are Spot']
      : []),
  ]
}

export const findingsOf = (c: PoolContext, clusterName: string, cluster: ClusterOnAws | null): ReadonlyArray<Finding.Finding> => {
  const { spec } = c.pool
  const { name, versionNumber } = spec.awsLaunchTemplate
  const found: Array<Finding.Finding> = []
  const idle = (path: string, why: string) => found.push(Finding.warning('PW-NO-EFFECT', why, [path]))
  if (name !== undefined && name !== '' && name !== c.pool.metadata.name)
    idle(`${lt}.name`, 'the launch template is always called as the pool is')
  if (versionNumber !== undefined) idle(`${lt}.versionNumber`, 'AWS numbers versions; the number in the spec is not used')
  if (spec.ignition?.proxy !== undefined) idle('ignition.proxy', 'proxies of Ignition are not supported for pools')
  if (spec.ignition?.tls !== undefined) idle('ignition.tls', 'certificate authorities of Ignition are not supported for pools')
  const users = { ...cluster?.spec.additionalTags, ...spec.additionalTags }
  const taken = reservedKeys(clusterName).filter((k) => Object.hasOwn(users, k))
  if (taken.length > 0)
    found.push(Finding.warning('PW-TAG-RESERVED', `${taken.join(' and ')} say whose a thing is and keep their value`, ['additionalTags']))
  return found
}
