/**
 * A pool as Cluster API Provider AWS leaves it: the objects as its API server has them, and what AWS answers about what it made. Both are
 * written from that controller's own rules and AWS's answers, never from what a plan here would send.
 *
 * Tags are written as maps and user data as text, as nobody could check them otherwise; `worldLeft` makes the world file of it.
 * @since 0.1.0
 */
import { digest } from '@poolwright/core/digest'
import { digestUserData, volatileKeysOf, volatileName } from '@poolwright/core/UserData'
import type { JsonValue } from '../document.js'

export type Members = { readonly [member: string]: JsonValue }
export const membersOf = (u: JsonValue | undefined): Members =>
  typeof u === 'object' && u !== null && !Array.isArray(u) ? (u as Members) : {}
const listOf = (u: JsonValue | undefined): ReadonlyArray<JsonValue> => (Array.isArray(u) ? (u as ReadonlyArray<JsonValue>) : [])
const textIn = (u: Members, member: string): string => {
  const x = u[member]
  return typeof x === 'string' ? x : ''
}

/** A merge patch (RFC 7396): members that are `null` are taken away, lists are replaced. */
export const patched = (to: JsonValue | undefined, patch: JsonValue): JsonValue => {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const before = membersOf(to)
  const kept = Object.entries(before).filter(([k]) => (patch as Members)[k] === undefined)
  const set = Object.entries(patch as Members).flatMap(([k, x]) => (x === null ? [] : [[k, patched(before[k], x)] as const]))
  return Object.fromEntries([...kept, ...set])
}

// ---- what the API server has -----------------------------------------------------------------------------------------------

const infrastructure = 'infrastructure.cluster.x-k8s.io'
/** The tokens are made up. */
export const bootstrap = (token = 'abcdef.0123456789abcdef', more = ''): string =>
  `#cloud-config\n${more}kind: JoinConfiguration\ndiscovery:\n  bootstrapToken:\n    token: ${token}\n`

/** By name: the whole of a cluster's pool `workers`, with all that the controllers write into it. */
export const objects: Members = {
  cluster: {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name: 'c', namespace: 'ns', uid: '7d1c7b62-0001-4000-8000-000000000001' },
    spec: {
      infrastructureRef: { apiGroup: infrastructure, kind: 'AWSCluster', name: 'c' },
      controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: 'c' },
    },
    status: { initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true } },
  },
  awsCluster: {
    apiVersion: `${infrastructure}/v1beta2`,
    kind: 'AWSCluster',
    metadata: { name: 'c', namespace: 'ns', uid: '7d1c7b62-0001-4000-8000-000000000002' },
    spec: {
      region: 'eu-west-1',
      network: {
        vpc: { id: 'vpc-1' },
        subnets: [
          { id: 'subnet-a', availabilityZone: 'eu-west-1a', isPublic: false },
          { id: 'subnet-b', availabilityZone: 'eu-west-1b', isPublic: false },
          { id: 'subnet-public', availabilityZone: 'eu-west-1b', isPublic: true },
        ],
      },
    },
    status: {
      ready: true,
      networkStatus: { securityGroups: { node: { id: 'sg-node', name: 'c-node' }, lb: { id: 'sg-lb', name: 'c-lb' } } },
    },
  },
  machinePool: {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachinePool',
    metadata: { name: 'workers', namespace: 'ns', uid: '7d1c7b62-0001-4000-8000-000000000003' },
    spec: {
      clusterName: 'c',
      replicas: 3,
      template: {
        spec: {
          clusterName: 'c',
          version: 'v1.31.2',
          bootstrap: { dataSecretName: 'boot' },
          infrastructureRef: { apiGroup: infrastructure, kind: 'AWSMachinePool', name: 'workers' },
        },
      },
    },
  },
  pool: {
    apiVersion: `${infrastructure}/v1beta2`,
    kind: 'AWSMachinePool',
    metadata: {
      name: 'workers',
      namespace: 'ns',
      uid: '7d1c7b62-0001-4000-8000-000000000004',
      labels: { 'cluster.x-k8s.io/cluster-name': 'c' },
      annotations: { 'cluster-api-provider-aws': 'true', 'sigs.k8s.io/cluster-api-provider-aws-last-applied-tags': '{}' },
      finalizers: [`awsmachinepool.${infrastructure}`],
    },
    spec: {
      minSize: 1,
      maxSize: 5,
      subnets: [{ id: 'subnet-a' }, { id: 'subnet-b' }],
      capacityRebalance: false,
      defaultCoolDown: '5m0s',
      defaultInstanceWarmup: '5m0s',
      awsLaunchTemplate: { ami: { id: 'ami-1' }, instanceType: 'm5.large', marketType: 'OnDemand' },
      providerID: 'arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:1:autoScalingGroupName/workers',
      providerIDList: ['aws:///eu-west-1a/i-1', 'aws:///eu-west-1b/i-2', 'aws:///eu-west-1a/i-3'],
    },
    status: {
      ready: true,
      replicas: 3,
      launchTemplateID: 'lt-1',
      launchTemplateVersion: '1',
      instances: [{ instanceID: 'i-1' }, { instanceID: 'i-2' }, { instanceID: 'i-3' }],
      conditions: [{ type: 'ASGReady', status: 'True' }],
    },
  },
  secret: {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'boot', namespace: 'ns' },
    type: 'cluster.x-k8s.io/secret',
    stringData: { format: 'cloud-config', value: bootstrap() },
  },
}

/** The same cluster with EKS's control plane, known to EKS as `eks-x`: a patch of the objects. */
export const eks: Members = {
  cluster: {
    spec: {
      infrastructureRef: { kind: 'AWSManagedCluster' },
      controlPlaneRef: { kind: 'AWSManagedControlPlane', name: 'c' },
    },
  },
  awsCluster: null,
  controlPlane: {
    apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
    kind: 'AWSManagedControlPlane',
    metadata: { name: 'c', namespace: 'ns' },
    spec: { eksClusterName: 'eks-x', region: 'eu-west-1', network: membersOf(membersOf(objects['awsCluster'])['spec'])['network'] ?? null },
    status: {
      ready: true,
      networkStatus: { securityGroups: { node: { id: 'sg-node' }, 'node-eks-additional': { id: 'sg-eks' } } },
    },
  },
}

/** As files of a folder, one object each. */
export const manifestsOf = (all: JsonValue) =>
  Object.entries(membersOf(all)).map(([name, object]) => ({ file: `${name}.json`, text: JSON.stringify(object) }))

// ---- what AWS has ----------------------------------------------------------------------------------------------------------

const owned = {
  'kubernetes.io/cluster/c': 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/cluster/c': 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/role': 'node',
}
/** What the older controller puts on everything, with what users add. */
const tagsLeft = (users: { readonly [key: string]: string } = {}): Members => ({ Name: 'workers', ...users, ...owned })
const ofInstances = {
  'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-secret': 'ns/boot',
  'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-hash': digest(bootstrap()),
}

/** Instances from these versions, one after the other in the two zones. */
export const instancesLeft = (...versions: ReadonlyArray<string>): JsonValue =>
  versions.map((Version, i) => ({
    InstanceId: `i-${i + 1}`,
    InstanceType: 'm5.large',
    AvailabilityZone: i % 2 === 0 ? 'eu-west-1a' : 'eu-west-1b',
    LifecycleState: 'InService',
    HealthStatus: 'Healthy',
    LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version },
    ProtectedFromScaleIn: false,
  }))

/** What AWS answers about the pool and what it may look up, by what it is asked. */
export const answers: Members = {
  group: {
    MinSize: 1,
    MaxSize: 5,
    DesiredCapacity: 3,
    DefaultCooldown: 300,
    DefaultInstanceWarmup: 300,
    CapacityRebalance: false,
    VPCZoneIdentifier: 'subnet-a, subnet-b',
    LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '$Latest' },
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    NewInstancesProtectedFromScaleIn: false,
    TerminationPolicies: ['Default'],
    Tags: tagsLeft(),
    SuspendedProcesses: [],
    Instances: instancesLeft('1', '1', '1'),
  },
  hooks: [],
  refreshes: [],
  template: { Tags: tagsLeft(), DefaultVersionNumber: 1 },
  versions: {
    1: {
      ImageId: 'ami-1',
      InstanceType: 'm5.large',
      SecurityGroupIds: ['sg-node', 'sg-lb'],
      UserData: bootstrap(),
      TagSpecifications: { instance: { ...tagsLeft(), ...ofInstances }, volume: tagsLeft() },
    },
  },
  images: [
    { ImageId: 'ami-1', Name: 'capa-ami-ubuntu-24.04-v1.31.2-1', CreationDate: '2026-01-01T00:00:00.000Z' },
    { ImageId: 'ami-2', Name: 'capa-ami-ubuntu-24.04-v1.31.2-2', CreationDate: '2026-02-01T00:00:00.000Z' },
  ],
  subnets: [
    { SubnetId: 'subnet-a', AvailabilityZone: 'eu-west-1a', Tags: [{ Key: 'tier', Value: 'a' }] },
    { SubnetId: 'subnet-b', AvailabilityZone: 'eu-west-1b', Tags: [{ Key: 'tier', Value: 'b' }] },
    { SubnetId: 'subnet-public', AvailabilityZone: 'eu-west-1b', MapPublicIpOnLaunch: true },
  ],
  securityGroups: [
    { GroupId: 'sg-node', GroupName: 'c-node' },
    { GroupId: 'sg-lb', GroupName: 'c-lb' },
    { GroupId: 'sg-1', GroupName: 'more' },
  ],
  parameters: {},
}

/** When everything was looked at, in milliseconds since 1970. */
const seenAt = Date.UTC(2026, 2, 1)

const versionFile = (data: Members): Members => {
  const { UserData, TagSpecifications, ...rest } = data
  const specifications = membersOf(TagSpecifications)
  const keys = volatileKeysOf(textIn(membersOf(specifications['instance']), volatileName))
  return {
    createdAt: seenAt,
    data: {
      ...rest,
      ...(typeof UserData === 'string' ? { UserData: digestUserData(Buffer.from(UserData), keys) } : {}),
      ...(TagSpecifications === undefined
        ? {}
        : {
            TagSpecifications: Object.entries(specifications).map(([ResourceType, tags]) => ({
              ResourceType,
              Tags: Object.entries(membersOf(tags)).map(([Key, Value]) => ({ Key, Value })),
            })),
          }),
    },
  }
}

const instanceFile =
  (versions: Members) =>
  (u: JsonValue, i: number): Members => {
    const shown = membersOf(u)
    const template = membersOf(shown['LaunchTemplate'])
    const { data } = versionFile(membersOf(versions[textIn(template, 'Version')]))
    return {
      n: i + 1,
      id: textIn(shown, 'InstanceId'),
      state: textIn(shown, 'LifecycleState'),
      healthy: shown['HealthStatus'] === 'Healthy',
      zone: textIn(shown, 'AvailabilityZone'),
      type: textIn(shown, 'InstanceType'),
      template,
      data: data ?? {},
      tags: {},
      spot: false,
      protected: shown['ProtectedFromScaleIn'] === true,
      ended: false,
      launchedAt: seenAt,
      inServiceAt: seenAt,
    }
  }

const refreshFile = (u: JsonValue): Members => {
  const { InstanceRefreshId = '', Status = '', Preferences = {}, DesiredConfiguration, StatusReason } = membersOf(u)
  return {
    id: InstanceRefreshId,
    status: Status,
    startedAt: seenAt,
    preferences: Preferences,
    from: 3,
    total: 3,
    percent: 0,
    remaining: 3,
    progressAt: seenAt,
    checkpoint: 0,
    ...(DesiredConfiguration === undefined ? {} : { desired: DesiredConfiguration }),
    ...(StatusReason === undefined ? {} : { reason: StatusReason }),
  }
}

const zoneOf = (subnets: ReadonlyArray<JsonValue>, id: string): string =>
  textIn(membersOf(subnets.find((s) => membersOf(s)['SubnetId'] === id)), 'AvailabilityZone')

const groupFile = (all: Members): Members => {
  const {
    MinSize = 0,
    MaxSize = 0,
    DesiredCapacity = 0,
    LaunchTemplate,
    MixedInstancesPolicy,
    VPCZoneIdentifier: _,
    Tags,
    SuspendedProcesses,
    Instances,
    Status,
    ...members
  } = membersOf(all['group'])
  const subnets = textIn(membersOf(all['group']), 'VPCZoneIdentifier')
    .split(',')
    .map((id) => id.trim())
  const instances = listOf(Instances).map(instanceFile(membersOf(all['versions'])))
  return {
    name: 'workers',
    serial: 1,
    createdAt: seenAt,
    min: MinSize,
    max: MaxSize,
    desired: DesiredCapacity,
    source: MixedInstancesPolicy === undefined ? { LaunchTemplate: LaunchTemplate ?? null } : { MixedInstancesPolicy },
    subnets,
    zones: [...new Set(subnets.map((id) => zoneOf(listOf(all['subnets']), id)))].sort(),
    members,
    tags: Object.fromEntries(Object.entries(membersOf(Tags)).map(([k, Value]) => [k, { Value, PropagateAtLaunch: false }])),
    suspended: Object.fromEntries(
      listOf(SuspendedProcesses).flatMap((p) => (typeof p === 'string' ? [[p, 'User suspended at 2026-02-01T00:00:00Z']] : [])),
    ),
    hooks: listOf(all['hooks']),
    instances,
    launches: instances.length,
    refreshes: listOf(all['refreshes']).map(refreshFile),
    refreshCount: listOf(all['refreshes']).length,
    activities: [],
    activityCount: 0,
    failures: 0,
    ...(Status === undefined ? {} : { goneAt: seenAt + 60_000 }),
  }
}

const templateFile = (all: Members): Members => {
  const { Tags = {}, DefaultVersionNumber = 1, LaunchTemplateName = 'workers' } = membersOf(all['template'])
  const versions = membersOf(all['versions'])
  const latest = Math.max(...Object.keys(versions).map(Number))
  return {
    name: LaunchTemplateName,
    createdAt: seenAt,
    tags: Tags,
    defaultVersion: DefaultVersionNumber,
    latestVersion: latest,
    given: latest,
    versions: Object.fromEntries(Object.entries(versions).map(([n, data]) => [n, versionFile(membersOf(data))])),
  }
}

const byId = (list: JsonValue | undefined, id: string, more: Members): Members =>
  Object.fromEntries(listOf(list).map((u) => [textIn(membersOf(u), id), { ...more, ...membersOf(u) }]))

/** Answers as a world file, as `observe --out` would have written it. Without a `group` or a `template` there is none. */
export const worldLeft = (left: JsonValue): Members => {
  const all = membersOf(left)
  const region: Members = {
    catalogue: true,
    templates: all['template'] === undefined ? {} : { 'lt-1': templateFile(all) },
    groups: all['group'] === undefined ? {} : { workers: groupFile(all) },
    due: {},
    subnets: byId(all['subnets'], 'SubnetId', { VpcId: 'vpc-1', State: 'available' }),
    images: byId(all['images'], 'ImageId', {
      OwnerId: '819546954734',
      Architecture: 'x86_64',
      State: 'available',
      VirtualizationType: 'hvm',
      RootDeviceName: '/dev/sda1',
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { SnapshotId: 'snap-1', VolumeSize: 8 } }],
    }),
    securityGroups: byId(all['securityGroups'], 'GroupId', { VpcId: 'vpc-1' }),
    instanceTypes: {},
    parameters: all['parameters'] ?? {},
    keyPairs: ['key-1'],
    instanceProfiles: null,
    buckets: all['buckets'] ?? {},
    shortages: [],
    alarms: [],
    tokens: {},
  }
  return { format: 1, now: seenAt, serial: 100, called: 0, calls: [], scopes: { 'aws:000000000000/eu-west-1': region } }
}
