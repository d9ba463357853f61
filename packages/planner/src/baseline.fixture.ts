/**
 * The situation that the reference's rows start from (`awsmachinepool` §8): a pool of three that runs exactly as asked, in a group
 * that follows. The pool is called `workers`, because AWS takes no template of one letter.
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import type { InstanceRefresh } from '@poolwright/aws/InstanceRefresh'
import type { ObservedTemplateData, Template } from '@poolwright/aws/LaunchTemplate'
import { digest } from '@poolwright/core/digest'
import * as Fact from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import { digestUserData, volatileKeysOf } from '@poolwright/core/UserData'
import { type Manifests, read } from '@poolwright/schema/read'
import { awsMachinePool } from './pool/awsMachinePool.js'
import { factsOf, poolKeysOf } from './pool/facts.js'
import type { PoolNouns } from './pool/PoolNouns.js'
import type { Record } from './pool/Record.js'
import type { SettingsInput } from './pool/Settings.js'

type Part = { readonly [k: string]: Json }
export type Asked = {
  readonly spec?: Part
  readonly template?: Part
  readonly annotations?: Part
  readonly deleted?: boolean
  readonly status?: Part
  readonly machinePool?: Part
  readonly machine?: Part
  readonly machinePoolAnnotations?: Part
  readonly cluster?: Part
  readonly clusterStatus?: Part
  readonly awsCluster?: Part
  readonly awsClusterStatus?: Part
  /** The cluster's control plane is EKS's, with these members over what the baseline's has. */
  readonly eks?: Part
  readonly data?: string
  readonly secret?: string
  readonly volatile?: string
  readonly format?: string
  readonly without?: ReadonlyArray<'MachinePool' | 'Cluster' | 'AWSCluster' | 'AWSManagedControlPlane' | 'Secret'>
}

export const data = 'hostname: a\ntoken: one\n'
const infrastructure = 'infrastructure.cluster.x-k8s.io'
const ref = (kind: string, name: string): Part => ({ apiGroup: infrastructure, kind, name })
const meta = (name: string, more: Part = {}): Part => ({ name, namespace: 'ns', ...more })

/** Subnets, groups and zones of the cluster: two private ones, a public one, one at the edge and a secondary one. */
const subnets: ReadonlyArray<Json> = [
  { id: 's-a', availabilityZone: 'z-a', isPublic: false },
  { id: 's-b', availabilityZone: 'z-b', isPublic: false },
  { id: 's-pub', availabilityZone: 'z-b', isPublic: true },
  { id: 's-lz', availabilityZone: 'z-lz', isPublic: false, zoneType: 'local-zone' },
  { id: 's-2', availabilityZone: 'z-c', isPublic: false, tags: { 'sigs.k8s.io/cluster-api-provider-aws/association': 'secondary' } },
  { id: 's-c', availabilityZone: 'z-c', isPublic: false },
  { id: 's-open', availabilityZone: 'z-d', isPublic: true },
]

/** An EKS cluster in the same network, called otherwise than its object. */
const controlPlane = (more: Part): readonly [string, Json] => [
  'AWSManagedControlPlane',
  {
    apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
    kind: 'AWSManagedControlPlane',
    metadata: meta('cp'),
    spec: { eksClusterName: 'eks-x', region: 'eu-west-1', network: { vpc: { id: 'vpc-1' }, subnets }, ...more },
    status: { ready: true, networkStatus: { securityGroups: { node: { id: 'sg-n' }, 'node-eks-additional': { id: 'sg-e' } } } },
  },
]
const eksRefs: Part = {
  infrastructureRef: ref('AWSManagedCluster', 'c'),
  controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'AWSManagedControlPlane', name: 'cp' },
}

const documents = (a: Asked): ReadonlyArray<readonly [string, Json]> => [
  [
    'Cluster',
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Cluster',
      metadata: meta('c'),
      spec: { ...(a.eks === undefined ? { infrastructureRef: ref('AWSCluster', 'c') } : eksRefs), ...a.cluster },
      status: a.clusterStatus ?? { initialization: { infrastructureProvisioned: true } },
    },
  ],
  [
    'AWSCluster',
    {
      apiVersion: `${infrastructure}/v1beta2`,
      kind: 'AWSCluster',
      metadata: meta('c'),
      spec: { region: 'eu-west-1', network: { vpc: { id: 'vpc-1' }, subnets }, ...a.awsCluster },
      status: a.awsClusterStatus ?? { ready: true, networkStatus: { securityGroups: { node: { id: 'sg-n' }, lb: { id: 'sg-l' } } } },
    },
  ],
  [
    'MachinePool',
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'MachinePool',
      metadata: meta('workers', a.machinePoolAnnotations === undefined ? {} : { annotations: a.machinePoolAnnotations }),
      spec: {
        clusterName: 'c',
        replicas: 3,
        ...a.machinePool,
        template: {
          spec: {
            clusterName: 'c',
            version: 'v1.31.2',
            bootstrap: { dataSecretName: a.secret ?? 'boot' },
            infrastructureRef: ref('AWSMachinePool', 'workers'),
            ...a.machine,
          },
        },
      },
    },
  ],
  [
    'AWSMachinePool',
    {
      apiVersion: `${infrastructure}/v1beta2`,
      kind: 'AWSMachinePool',
      metadata: meta('workers', {
        ...(a.annotations === undefined ? {} : { annotations: a.annotations }),
        ...(a.deleted === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      }),
      spec: {
        minSize: 1,
        maxSize: 5,
        subnets: [{ id: 's-a' }, { id: 's-b' }],
        ...a.spec,
        awsLaunchTemplate: { ami: { id: 'ami-1' }, instanceType: 'm5.large', ...a.template },
      },
      ...(a.status === undefined ? {} : { status: a.status }),
    },
  ],
  ...(a.eks === undefined ? [] : [controlPlane(a.eks)]),
  [
    'Secret',
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: meta(a.secret ?? 'boot', a.volatile === '' ? {} : { annotations: { 'poolwright.dev/volatile': a.volatile ?? 'token' } }),
      stringData: { value: a.data ?? data, format: a.format ?? 'cloud-config' },
    },
  ],
]

/** What `read` makes of the documents, without whatever is left out. Broken ones are the test's own mistake. */
export const manifestsOf = (a: Asked = {}): Manifests => {
  const wanted = documents(a).filter(([kind]) => !(a.without ?? []).some((w) => w === kind))
  const sources = wanted.map(([kind, document]) => ({ file: `${kind}.json`, text: JSON.stringify(document) }))
  return read({ environment: {}, substitute: false, unknown: 'error', strict: false })(sources).manifests
}

export const region = 'aws:000000000000/eu-west-1'
const key = (noun: string, id: string): string => Key.of(noun, region, id)
const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))
export const baseTags = {
  Name: 'workers',
  'kubernetes.io/cluster/c': 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/cluster/c': 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/role': 'node',
}
const list = (tags: { readonly [k: string]: string }) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** A version as Cluster API Provider AWS or Poolwright writes it, with other members or other bytes. */
export const version = (more: Partial<ObservedTemplateData> = {}, text: string = data, volatile = 'token'): ObservedTemplateData => ({
  ImageId: 'ami-1',
  InstanceType: 'm5.large',
  SecurityGroupIds: ['sg-l', 'sg-n'],
  UserData: digestUserData(bytes(text), volatileKeysOf(volatile)),
  TagSpecifications: [
    {
      ResourceType: 'instance',
      Tags: list({
        ...baseTags,
        ...(volatile === '' ? {} : { 'poolwright.dev/volatile': volatile }),
        'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-secret': 'ns/boot',
        'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-hash': digest(text),
      }),
    },
    { ResourceType: 'volume', Tags: list(baseTags) },
  ],
  ...more,
})

export const template: Template = {
  LaunchTemplateId: 'lt-1',
  LaunchTemplateName: 'workers',
  DefaultVersionNumber: 1,
  LatestVersionNumber: 1,
  Tags: list(baseTags),
}

export const instance = (id: string, number = '1', more: Partial<NonNullable<Group['Instances']>[number]> = {}) => ({
  InstanceId: id,
  LifecycleState: 'InService',
  HealthStatus: 'Healthy',
  AvailabilityZone: 'z-a',
  InstanceType: 'm5.large',
  LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: number },
  ...more,
})

export const group: Group = {
  AutoScalingGroupName: 'workers',
  MinSize: 1,
  MaxSize: 5,
  DesiredCapacity: 3,
  LaunchTemplate: { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '$Latest' },
  VPCZoneIdentifier: 's-a,s-b',
  DefaultCooldown: 300,
  DefaultInstanceWarmup: 300,
  CapacityRebalance: false,
  Instances: [instance('i-1'), instance('i-2'), instance('i-3')],
  SuspendedProcesses: [],
  Tags: list(baseTags).map((x) => ({ ...x, PropagateAtLaunch: false, ResourceId: 'workers', ResourceType: 'auto-scaling-group' })),
}

export type Seen = {
  /** `null`: not there. */
  readonly group?: Partial<Group> | null
  readonly template?: Partial<Template> | null
  readonly versions?: { readonly [number: string]: ObservedTemplateData }
  readonly refreshes?: ReadonlyArray<InstanceRefresh>
  /** Further facts by key; they win. */
  readonly more?: Fact.Facts
  readonly settings?: SettingsInput
  readonly record?: Record
  readonly now?: number
  readonly complete?: boolean
}

export const now = 1_000_000
export const factKey = key
/** The facts of a world in which the pool runs as asked, but for what is said. */
export const seen = (s: Seen = {}): Fact.Facts => ({
  ...(s.group === null ? {} : { [key('group', 'workers')]: Fact.present({ ...group, ...s.group }, now) }),
  ...(s.template === null ? {} : { [key('template', 'workers')]: Fact.present({ ...template, ...s.template }, now) }),
  ...Object.fromEntries(
    Object.entries(s.versions ?? { 1: version() }).map(([n, v]) => [key('version', `lt-1/${n}`), Fact.present(v, now)]),
  ),
  [key('versionNumbers', 'lt-1')]: Fact.present(
    Object.keys(s.versions ?? { 1: null })
      .map(Number)
      .sort((x, y) => y - x),
    now,
  ),
  ...(s.refreshes === undefined ? {} : { [key('refresh', 'workers')]: Fact.present(s.refreshes, now) }),
  ...(s.record === undefined ? {} : { [Key.of('record', 'kube:/ns', 'awsmachinepool/workers')]: Fact.present(s.record, now) }),
  ...s.more,
})

const lookIn = (manifests: Manifests, s: Seen): Fact.Look<PoolNouns> =>
  factsOf(manifests, { facts: seen(s), asOf: now, complete: s.complete ?? true }, s.settings)
export const lookOf = (a: Asked = {}, s: Seen = {}): Fact.Look<PoolNouns> => lookIn(manifestsOf(a), s)

/** What is planned for the pool, given what is asked and what is seen. */
export const plan = (a: Asked = {}, s: Seen = {}): Plan<AwsAct> => {
  const manifests = manifestsOf(a)
  const [pool] = poolKeysOf(manifests)
  return awsMachinePool.plan(pool ?? 'awsmachinepool:kube:/ns/workers', lookIn(manifests, s), s.now ?? now)
}

/** The steps that would be sent now, by operation. */
export const calls = (p: Plan<AwsAct>): ReadonlyArray<string> =>
  p.steps.filter((x) => x.holds.length === 0).map((x) => x.action.op.replace(/^.*:/, ''))
export const heldCalls = (p: Plan<AwsAct>): ReadonlyArray<string> =>
  p.steps.filter((x) => x.holds.length > 0).map((x) => x.action.op.replace(/^.*:/, ''))
/** The input of the named step. */
export const input = (p: Plan<AwsAct>, id: string): unknown => p.steps.find((x) => x.id === id)?.action.input
/** The codes of all holds, those of steps and the plan's own. */
export const holds = (p: Plan<AwsAct>): ReadonlyArray<string> => [
  ...new Set([...p.steps.flatMap((x) => x.holds), ...p.holds].map((h) => h.code)),
]
export const findings = (p: Plan<AwsAct>): ReadonlyArray<string> => p.findings.map((f) => f.code)
/** Nothing to do, nothing held. */
export const nothing = { calls: [] as ReadonlyArray<string>, holds: [] as ReadonlyArray<string> }
export const said = (p: Plan<AwsAct>) => ({ calls: calls(p), holds: holds(p) })

/** The keys that planning asks for. */
export const askedFor = (a: Asked = {}, s: Seen = {}): ReadonlyArray<string> => {
  const keys = new Set<string>()
  const look = lookOf(a, s)
  const noting: typeof look = (key, maxAge) => {
    keys.add(key)
    return look(key, maxAge)
  }
  awsMachinePool.plan('awsmachinepool:kube:/ns/workers', noting, s.now ?? now)
  return [...keys]
}
