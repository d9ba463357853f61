/**
 * Values for each leaf of a launch template, for both kinds of pools that have one: values of which each differs from another in one leaf.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import * as fc from 'fast-check'
import type { Setting } from '../Schedule.js'
import type { Leaf } from '../Trial.js'

export type Value = Json | undefined
export const pick = (...values: ReadonlyArray<Value>): fc.Arbitrary<Value> => fc.constantFrom(...values)

/** In every secret leaf; never to be seen outside the request that carries it. */
export const canaries: ReadonlyArray<string> = ['canary-5d1e-bootstrap-data', 'canary-9b20-join-token']
export const bytes = (script: string, token = '1'): string =>
  `#cloud-config\nruncmd: [${script}]\nnote: ${canaries[0] ?? ''}\ntoken: ${canaries[1] ?? ''}-${token}\n`

/** A leaf of the spec; `[].id` of a path stands for the whole list. */
export const leafIn =
  (kind: string) =>
  (path: string, ...values: ReadonlyArray<Value>): Leaf => ({
    path,
    place: [kind, 'spec', ...path.replaceAll('[].id', '').split('.')],
    values: pick(...values),
  })

/** What a pool says of itself by annotation. */
export const settingIn =
  (kind: string) =>
  (name: string, ...values: ReadonlyArray<string | undefined>): Leaf => ({
    path: `settings.${name}`,
    place: [kind, 'metadata', 'annotations', `poolwright.dev/${name}`],
    values: pick(...values),
  })

export const hook = (name: string, heartbeatTimeout: string, more: { readonly [k: string]: Json } = {}): Json => ({
  name,
  lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatTimeout,
  ...more,
})
const told = (role: string, topic: string): Json =>
  hook('drain', '30s', {
    roleARN: `arn:aws:iam::000000000000:role/${role}`,
    notificationTargetARN: `arn:aws:sns:us-east-1:000000000000:${topic}`,
  })
/** Nobody ends a hook's wait here: what waits to be launched goes on only where the hook says so by itself. */
export const hooks: ReadonlyArray<Value> = [
  undefined,
  [],
  [hook('drain', '30s')],
  [hook('sink', '30s')],
  [hook('drain', '60s')],
  [hook('drain', '30s', { defaultResult: 'CONTINUE' })],
  [hook('drain', '30s', { defaultResult: 'CONTINUE', lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' })],
  [hook('drain', '30s', { notificationMetadata: 'note' })],
  [told('a', 'x')],
  [told('b', 'x')],
  [told('a', 'y')],
  [hook('drain', '30s'), hook('tell', '30s', { notificationMetadata: 'note' })],
]

const filter = (name: string, ...values: ReadonlyArray<string>): Json => ({ filters: [{ name, values }] })
const further = (deviceName: string, size: number, more: { readonly [k: string]: Json } = {}): Json => ({ deviceName, size, ...more })
const key = (n: number): string => `arn:aws:kms:us-east-1:000000000000:key/${n}`

const lt = 'awsLaunchTemplate'
/** Those that mean the same for both kinds. */
export const templateLeaves = (kind: string): ReadonlyArray<Leaf> => {
  const inSpec = leafIn(kind)
  return [
    inSpec(`${lt}.name`, undefined, 'other'),
    inSpec(`${lt}.versionNumber`, undefined, 3),
    inSpec(`${lt}.sshKeyName`, '', 'key-1', 'key-2', undefined),
    inSpec(
      `${lt}.additionalSecurityGroups[].id`,
      undefined,
      [{ id: 'sg-1' }],
      [{ id: 'sg-2' }],
      [{ id: 'sg-2' }, { id: 'sg-1' }],
      [{ id: 'sg-1' }, { id: 'sg-2' }, { id: 'sg-1' }, { id: 'sg-node' }],
      [filter('tag:team', 'net')],
      [filter('tag:crew', 'net')],
      [filter('tag:crew', 'night')],
      [filter('tag:team', 'net'), { id: 'sg-1' }],
    ),
    inSpec(
      `${lt}.rootVolume`,
      undefined,
      { size: 20 },
      { size: 40 },
      { size: 20, deviceName: '/dev/xvdz' },
      { size: 20, type: 'gp3' },
      { size: 20, type: 'gp3', encrypted: true },
      { size: 20, type: 'gp3', encrypted: true, encryptionKey: key(1) },
      { size: 20, type: 'gp3', encryptionKey: key(2) },
      { size: 20, type: 'gp3', throughput: 200 },
      { size: 20, type: 'gp3', iops: 4_000 },
      { size: 40, type: 'io1', iops: 100 },
    ),
    inSpec(
      `${lt}.nonRootVolumes`,
      undefined,
      [],
      [further('/dev/sdf', 10)],
      [further('/dev/sdf', 20)],
      [further('/dev/sdg', 10)],
      [further('/dev/sdf', 10, { type: 'gp3' })],
      [further('/dev/sdf', 10, { type: 'gp3', encrypted: true })],
      [further('/dev/sdf', 10, { type: 'gp3', encrypted: true, encryptionKey: key(1) })],
      [further('/dev/sdf', 10, { type: 'gp3', throughput: 200 })],
      [further('/dev/sdf', 10, { type: 'gp3', iops: 4_000 })],
      [further('/dev/sdg', 10, { type: 'gp3', throughput: 200 }), further('/dev/sdf', 20, { encrypted: true })],
    ),
    inSpec(
      `${lt}.instanceMetadataOptions`,
      undefined,
      {},
      { httpEndpoint: 'disabled' },
      { httpTokens: 'required' },
      { httpTokens: 'optional', httpPutResponseHopLimit: 2 },
      { httpPutResponseHopLimit: 2 },
      { httpProtocolIpv6: 'enabled' },
      { httpProtocolIpv6: 'enabled', instanceMetadataTags: 'enabled' },
    ),
    inSpec(`${lt}.enclaveOptions`, undefined, {}, { enabled: false }, { enabled: true }),
    inSpec(
      `${lt}.privateDnsName`,
      undefined,
      {},
      { enableResourceNameDnsARecord: true },
      { enableResourceNameDnsAAAARecord: true },
      { hostnameType: 'resource-name' },
      { hostnameType: 'resource-name', enableResourceNameDnsAAAARecord: true },
    ),
    inSpec(`${lt}.capacityReservationId`, undefined, '', 'cr-1', 'cr-2'),
    inSpec(`${lt}.capacityReservationPreference`, undefined, '', 'None', 'Open', 'CapacityReservationsOnly'),
  ]
}

/** A reserved block of capacity, and what cannot stand beside it gone; or another. */
export const reserved = (kind: string): fc.Arbitrary<ReadonlyArray<Setting>> => {
  const at = (...path: ReadonlyArray<string>) => [kind, 'spec', ...path]
  return fc
    .tuple(fc.constantFrom('cr-1', 'cr-2'), fc.constantFrom('CapacityBlock', undefined))
    .map(([id, market]) => [
      { at: at('mixedInstancesPolicy') },
      { at: at(lt, 'spotMarketOptions') },
      { at: at(lt, 'capacityReservationPreference') },
      { at: at(lt, 'capacityReservationId'), to: id },
      market === undefined ? { at: at(lt, 'marketType') } : { at: at(lt, 'marketType'), to: market },
    ])
}

/** Members of a look-up by name, each with what stands for nothing said. */
export const lookups: ReadonlyArray<Setting> = [
  { at: ['imageLookupFormat'], to: 'built-{{.BaseOS}}-{{.K8sVersion}}' },
  { at: ['imageLookupOrg'], to: '111122223333' },
  { at: ['imageLookupBaseOS'], to: 'flatcar-stable' },
  { at: ['imageLookupBaseOS'], to: 'ubuntu-24.04' },
]
