import { describe, expect, it } from 'vitest'
import { read, type ReadOptions } from '../read.js'

const options: ReadOptions = { environment: {}, substitute: true, unknown: 'error', strict: false }
const group = 'infrastructure.cluster.x-k8s.io'
type How = Partial<ReadOptions> & { readonly uid?: string; readonly version?: string }

const pool = (spec: object, name = 'pool', { uid, version = 'v1beta2' }: How = {}): object => ({
  apiVersion: `${group}/${version}`,
  kind: 'AWSManagedMachinePool',
  metadata: { name, ...(uid === undefined ? {} : { uid }) },
  spec,
})
const reading = (how: How, ...objects: ReadonlyArray<object>) =>
  read({ ...options, ...how })([{ file: 'pools.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) }])

/** What is said of a pool with this spec, without what is said of its being alone. */
const said = (spec: object, how: How = {}) =>
  reading(how, pool(spec, 'pool', how))
    .problems.filter((p) => p.code !== 'PW-POOL-UNUSED')
    .map((p) => `${p.severity} ${p.code} ${p.path}`)

const hook = { name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }
const template = (awsLaunchTemplate: object, more: object = {}) => ({ awsLaunchTemplate, ...more })
const taints = (count: number) => Array.from({ length: count }, (_, i) => ({ effect: 'no-schedule', key: `k${i}`, value: '' }))

describe('what Cluster API Provider AWS refuses is an error', () => {
  it.each<readonly [id: string, spec: object, expected: string]>([
    ['N12', { additionalTags: { 'aws:foo': 'x' } }, 'error PW-TAGS spec.additionalTags["aws:foo"]'],
    [
      'N13',
      { additionalTags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])) },
      'error PW-TAGS spec.additionalTags',
    ],
    ['N14', { additionalTags: { k: 'v'.repeat(257) } }, 'error PW-TAGS spec.additionalTags.k'],
    ['N15', { additionalTags: { 'a#b': 'x' } }, 'error PW-TAGS spec.additionalTags["a#b"]'],
    ['V01', { updateConfig: {} }, 'error PW-UPDATE-CONFIG spec.updateConfig'],
    ['V02', { updateConfig: { maxUnavailable: 1, maxUnavailablePercentage: 10 } }, 'error PW-UPDATE-CONFIG spec.updateConfig'],
    ['V03', { updateConfig: { maxUnavailable: 0 } }, 'error PW-RANGE spec.updateConfig.maxUnavailable'],
    ['V03', { updateConfig: { maxUnavailablePercentage: 101 } }, 'error PW-RANGE spec.updateConfig.maxUnavailablePercentage'],
    ['V05', { scaling: { minSize: 5, maxSize: 3 } }, 'error PW-SIZE-ORDER spec.scaling.minSize'],
    ['V09', template({}, { instanceType: 'm5.large' }), 'error PW-TEMPLATE-BESIDE spec.instanceType'],
    ['V10', template({}, { diskSize: 50 }), 'error PW-TEMPLATE-BESIDE spec.diskSize'],
    ['V11', template({ iamInstanceProfile: 'x' }), 'error PW-TEMPLATE-BESIDE spec.awsLaunchTemplate.iamInstanceProfile'],
    ['V15', { amiType: 'FOO' }, 'error PW-ENUM spec.amiType'],
    ['V21', { lifecycleHooks: [{ ...hook, notificationTargetARN: 't' }] }, 'error PW-HOOK spec.lifecycleHooks[0]'],
    ['V22', { lifecycleHooks: [{ ...hook, heartbeatTimeout: '29s' }] }, 'error PW-HOOK spec.lifecycleHooks[0].heartbeatTimeout'],
    ['V22', { lifecycleHooks: [{ ...hook, heartbeatTimeout: '172801s' }] }, 'error PW-HOOK spec.lifecycleHooks[0].heartbeatTimeout'],
    ['LT25', template({ marketType: 'CapacityBlock' }), 'error PW-MARKET spec.awsLaunchTemplate.marketType'],
    ['an amiVersion of one letter', { amiVersion: '1' }, 'error PW-RANGE spec.amiVersion'],
  ])('%s %j', (_, spec, expected) => expect(said(spec)).toEqual([expected]))
})

describe('what only AWS refuses is a warning, and an error when asked to be strict', () => {
  it.each<readonly [id: string, spec: object, expected: string]>([
    ['N09', { eksNodegroupName: 'a'.repeat(64) }, 'PW-NODEGROUP-NAME spec.eksNodegroupName'],
    ['N10', { eksNodegroupName: '-bad' }, 'PW-NODEGROUP-NAME spec.eksNodegroupName'],
    ['V06', { scaling: { minSize: 0, maxSize: 0 } }, 'PW-RANGE spec.scaling.maxSize'],
    ['V12', template({}, { remoteAccess: { sshKeyName: 'k' } }), 'PW-TEMPLATE-BESIDE spec.remoteAccess'],
    ['V13', template({ ami: { id: 'ami-1' } }, { amiType: 'AL2023_x86_64_STANDARD' }), 'PW-TEMPLATE-BESIDE spec.amiType'],
    ['V14', template({ ami: { id: 'ami-1' } }, { amiVersion: '1.30.4-20240901' }), 'PW-TEMPLATE-BESIDE spec.amiVersion'],
    ['V24', { taints: taints(51) }, 'PW-NODE-TAINTS spec.taints'],
    ['one taint twice', { taints: [...taints(1), ...taints(1)] }, 'PW-NODE-TAINTS spec.taints[1]'],
    ['no disk', { diskSize: 0 }, 'PW-RANGE spec.diskSize'],
    [
      'V29',
      template({ ami: { eksLookupType: 'AmazonLinux2023' } }, { amiType: 'AL2023_x86_64_STANDARD' }),
      'PW-TEMPLATE-BESIDE spec.amiType',
    ],
  ])('%s %j', (_, spec, expected) => {
    expect(said(spec)).toEqual([`warning ${expected}`])
    expect(said(spec, { strict: true })).toEqual([`error ${expected}`])
  })
})

it('V08: remote access for the world and for groups is refused when the pool is made', () => {
  const spec = { remoteAccess: { public: true, sourceSecurityGroups: ['sg-1'] } }
  expect(said(spec)).toEqual(['error PW-REMOTE-ACCESS spec.remoteAccess.sourceSecurityGroups'])
  expect(said(spec, { uid: 'u' })).toEqual(['warning PW-REMOTE-ACCESS spec.remoteAccess.sourceSecurityGroups'])
})

it.each([
  ['everything absent', {}],
  ['V28', template({ ami: { eksLookupType: 'AmazonLinux2023' } }, { amiType: 'CUSTOM' })],
  ['fifty taints', { taints: taints(50) }],
  ['one bound', { scaling: { maxSize: 3 } }],
  ['the other bound', { scaling: { minSize: 3 } }],
  ['a template without a word', template({}, { amiType: 'BOTTLEROCKET_x86_64', amiVersion: '1.2.3' })],
])('says nothing of %s', (_, spec) => expect(said(spec)).toEqual([]))

describe('the normal form', () => {
  const valueOf = (spec: object, how: How = {}) => reading(how, pool(spec, 'my.pool', how)).manifests.awsManagedMachinePools[0]?.value

  it('V04: has a name, a capacity type and an update configuration', () =>
    expect(valueOf({})?.spec).toEqual({
      eksNodegroupName: 'default_my_pool',
      capacityType: 'onDemand',
      updateConfig: { maxUnavailable: 1 },
    }))

  it('keeps what was written', () => {
    const spec = { eksNodegroupName: 'x', capacityType: 'spot', updateConfig: { maxUnavailablePercentage: 33 }, amiType: 'CUSTOM' }
    expect(valueOf(spec)?.spec).toEqual(spec)
  })

  it('respells the percentage of the older version, which takes no other spelling', () => {
    expect(valueOf({ updateConfig: { maxUnavailablePrecentage: 33 } }, { version: 'v1beta1' })?.spec.updateConfig).toEqual({
      maxUnavailablePercentage: 33,
    })
    expect(said({ updateConfig: { maxUnavailablePercentage: 33 } }, { version: 'v1beta1' })).toEqual([
      'error PW-UPDATE-CONFIG spec.updateConfig',
      'error PW-FIELD-UNKNOWN spec.updateConfig.maxUnavailablePercentage',
    ])
  })

  it('reads what of a status is of the expected type', () => {
    const status = { ready: true, launchTemplateID: 'lt-1', launchTemplateVersion: 3, failureMessage: 'no', replicas: 2 }
    const [placed] = reading({}, { ...pool({}), status }).manifests.awsManagedMachinePools
    expect(placed?.value.status).toEqual({ ready: true, launchTemplateID: 'lt-1', failureMessage: 'no' })
  })
})

describe('references', () => {
  const machinePool = (name: string, clusterName = 'c', kind = 'AWSManagedMachinePool'): object => ({
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachinePool',
    metadata: { name: `of-${name}` },
    spec: {
      clusterName,
      template: { spec: { clusterName, bootstrap: { dataSecretName: '' }, infrastructureRef: { apiGroup: group, kind, name } } },
    },
  })
  const problems = (how: How, ...objects: ReadonlyArray<object>) =>
    reading(how, ...objects).problems.map((p) => `${p.severity} ${p.code} ${p.object}`)

  it('finds the pool that a MachinePool names by kind and name', () => {
    expect(problems({}, machinePool('a'), pool({}, 'a'))).toEqual([])
    expect(problems({}, machinePool('a', 'c', 'AWSMachinePool'), pool({}, 'a'))).toEqual([
      'error PW-REF-NOTHING MachinePool default/of-a',
      'warning PW-POOL-UNUSED AWSManagedMachinePool default/a',
    ])
    expect(problems({}, machinePool('b'), pool({}, 'a'))).toContain('error PW-REF-NOTHING MachinePool default/of-b')
    expect(problems({}, machinePool('a', 'c', 'AWSManagedMachinPool'), pool({}, 'a'))).toContain(
      'error PW-KIND-TYPO MachinePool default/of-a',
    )
  })

  it('N17: two pools that come to one node group in one cluster', () => {
    const [x, y] = [pool({}, 'a.b'), pool({ eksNodegroupName: 'default_a_b' }, 'x')]
    expect(problems({}, machinePool('a.b'), x, machinePool('x'), y)).toEqual(['warning PW-NAME-SHARED AWSManagedMachinePool default/x'])
    expect(problems({ strict: true }, machinePool('a.b'), x, machinePool('x'), y)).toContain(
      'error PW-NAME-SHARED AWSManagedMachinePool default/x',
    )
    expect(problems({}, machinePool('a.b'), x, machinePool('x', 'other'), y)).toEqual([])
  })

  it('one pool for two MachinePools', () => {
    const second = { ...machinePool('a'), metadata: { name: 'second' } }
    expect(problems({}, machinePool('a'), second, pool({}, 'a'))).toEqual(['error PW-REF-SHARED MachinePool default/second'])
  })
})
