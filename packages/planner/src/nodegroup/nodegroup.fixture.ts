/**
 * The situation that the reference's rows start from (`awsmanagedmachinepool` §8): a pool whose node group runs exactly as asked, in an
 * active cluster `prod` on Kubernetes 1.30.
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { EksCluster } from '@poolwright/aws/EksCluster'
import type { Group } from '@poolwright/aws/Group'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { NodegroupUpdate } from '@poolwright/aws/NodegroupUpdate'
import type { Role } from '@poolwright/aws/Role'
import { operations } from '@poolwright/aws/operations'
import { rowOf } from '@poolwright/core/Operation'
import * as Fact from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Plan, Step } from '@poolwright/core/Plan'
import { type Manifests, read } from '@poolwright/schema/read'
import { factsOf } from '../pool/facts.js'
import { pools } from '../pool/pools.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import type { Record } from '../pool/Record.js'
import type { SettingsInput } from '../pool/Settings.js'

export type Part = { readonly [k: string]: Json }
export type Asked = {
  readonly spec?: Part
  readonly metadata?: Part
  readonly status?: Part
  readonly machinePool?: Part
  readonly machine?: Part
  readonly annotations?: Part
  readonly control?: Part
  readonly controlStatus?: Part
  readonly cluster?: Part
  readonly without?: ReadonlyArray<'MachinePool' | 'Cluster' | 'AWSManagedControlPlane' | 'Secret'>
  readonly others?: ReadonlyArray<Json>
}
export type Seen = {
  /** `null`: there is none. Members laid over the baseline's. */
  readonly nodegroup?: Partial<Nodegroup> | null
  readonly cluster?: Partial<EksCluster> | null
  readonly role?: Partial<Role> | null
  readonly policies?: ReadonlyArray<string>
  readonly inline?: ReadonlyArray<string>
  readonly group?: Partial<Group> | null
  readonly updates?: ReadonlyArray<NodegroupUpdate>
  readonly settings?: SettingsInput
  readonly record?: Record
  readonly more?: Fact.Facts
  /** What stands in the place of objects of the manifests, by key. */
  readonly instead?: Fact.Facts
  /** How old facts are, in milliseconds, by key: one that is older than it may be is not known. */
  readonly ages?: { readonly [key: string]: number }
  /** Takes the keys of what has to have been read just now. */
  readonly asked?: Array<string>
  /** Takes the keys of all that is looked at. */
  readonly looked?: Array<string>
  readonly now?: number
}

export const scope = 'aws:000000000000/eu-west-1'
export const factKey = (noun: string, id: string): Key.Key => Key.of(noun, scope, id)
const infrastructure = 'infrastructure.cluster.x-k8s.io'
export const name = 'default_pool1'
export const hidden = 'eks-default_pool1-1'
export const roleArn = 'arn:aws:iam::000000000000:role/eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io'
export const managedRole = 'prod-default_pool1_nodegroup-iam-service-role'
export const owner = { 'kubernetes.io/cluster/prod': 'owned' }
export const policyArn = (policy: string): string => `arn:aws:iam::aws:policy/${policy}`
export const nodePolicies = ['AmazonEC2ContainerRegistryReadOnly', 'AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy'].map(policyArn)

const subnets: ReadonlyArray<Json> = [
  { id: 's1', availabilityZone: 'a', isPublic: false },
  { id: 's2', availabilityZone: 'b', isPublic: false },
  { id: 's3', availabilityZone: 'a', isPublic: true },
  { id: 's4', availabilityZone: 'b', isPublic: false, tags: { 'sigs.k8s.io/cluster-api-provider-aws/association': 'secondary' } },
]

const documents = (a: Asked): ReadonlyArray<readonly [string, Json]> => [
  [
    'Cluster',
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'Cluster',
      metadata: { name: 'c' },
      spec: {
        controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'AWSManagedControlPlane', name: 'cp' },
        infrastructureRef: { apiGroup: infrastructure, kind: 'AWSManagedCluster', name: 'c' },
        ...a.cluster,
      },
      status: { initialization: { infrastructureProvisioned: true } },
    },
  ],
  [
    'AWSManagedControlPlane',
    {
      apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
      kind: 'AWSManagedControlPlane',
      metadata: { name: 'cp' },
      spec: { eksClusterName: 'prod', region: 'eu-west-1', sshKeyName: 'ops', network: { vpc: { id: 'vpc-1' }, subnets }, ...a.control },
      status: a.controlStatus ?? {
        ready: true,
        networkStatus: {
          securityGroups: { cluster: { id: 'sg-c' }, node: { id: 'sg-n' }, 'node-eks-additional': { id: 'sg-e' }, bastion: { id: 'sg-b' } },
        },
      },
    },
  ],
  [
    'MachinePool',
    {
      apiVersion: 'cluster.x-k8s.io/v1beta2',
      kind: 'MachinePool',
      metadata: { name: 'mp', ...(a.annotations === undefined ? {} : { annotations: a.annotations }) },
      spec: {
        clusterName: 'c',
        replicas: 3,
        ...a.machinePool,
        template: {
          spec: {
            clusterName: 'c',
            version: 'v1.30.2',
            bootstrap: { dataSecretName: '' },
            infrastructureRef: { apiGroup: infrastructure, kind: 'AWSManagedMachinePool', name: 'pool1' },
            ...a.machine,
          },
        },
      },
    },
  ],
  [
    'AWSManagedMachinePool',
    {
      apiVersion: `${infrastructure}/v1beta2`,
      kind: 'AWSManagedMachinePool',
      metadata: { name: 'pool1', ...a.metadata },
      spec: { scaling: { minSize: 1, maxSize: 5 }, ...a.spec },
      ...(a.status === undefined ? {} : { status: a.status }),
    },
  ],
  ['Secret', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'boot' }, stringData: { value: 'hello\n', format: 'cloud-config' } }],
  ...(a.others ?? []).map((o) => ['other', o] as const),
]

const readOnce = new WeakMap<Asked, Manifests>()
const nothing: Asked = {}
/** Read once for each thing that is asked. */
export const manifestsOf = (a: Asked = nothing): Manifests => {
  const known = readOnce.get(a)
  if (known !== undefined) return known
  const texts = documents(a)
    .filter(([kind]) => a.without?.includes(kind as 'Cluster') !== true)
    .map(([kind, body], i) => ({ file: `${kind}${i}.json`, text: JSON.stringify(body) }))
  const fresh = read({ environment: {}, substitute: false, unknown: 'error', strict: false })(texts).manifests
  readOnce.set(a, fresh)
  return fresh
}

export const nodegroup: Nodegroup = {
  nodegroupName: name,
  clusterName: 'prod',
  nodegroupArn: `arn:aws:eks:eu-west-1:000000000000:nodegroup/prod/${name}/1`,
  status: 'ACTIVE',
  version: '1.30',
  releaseVersion: '1.30.0-20240801',
  capacityType: 'ON_DEMAND',
  scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 3 },
  instanceTypes: ['t3.medium'],
  subnets: ['s1', 's2'],
  amiType: 'AL2023_x86_64_STANDARD',
  nodeRole: roleArn,
  labels: {},
  taints: [],
  diskSize: 20,
  updateConfig: { maxUnavailable: 1 },
  nodeRepairConfig: { enabled: false },
  resources: { autoScalingGroups: [{ name: hidden }] },
  health: { issues: [] },
  tags: owner,
}
export const cluster: EksCluster = { name: 'prod', status: 'ACTIVE', version: '1.30' }
export const trust: Json = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
}
const instance = (i: number) => ({ InstanceId: `i-${i}`, LifecycleState: 'InService', HealthStatus: 'Healthy', AvailabilityZone: 'a' })
export const group: Group = {
  AutoScalingGroupName: hidden,
  MinSize: 1,
  MaxSize: 5,
  DesiredCapacity: 3,
  Instances: [1, 2, 3].map(instance),
  Tags: [],
}
export const groupTag = (Key: string, Value: string, PropagateAtLaunch = true, ResourceId = hidden) => ({
  Key,
  Value,
  PropagateAtLaunch,
  ResourceId,
  ResourceType: 'auto-scaling-group',
})

const laid = <A>(base: A, over: Partial<A> | null | undefined): Fact.Fact<A> =>
  over === null ? Fact.absent(0) : Fact.present({ ...base, ...over }, 0)

/** What is seen, by key. */
export const factsSeen = (s: Seen = {}): Fact.Facts => {
  const role = s.role?.RoleName ?? (s.settings?.EKSEnableIAM === true ? managedRole : 'eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io')
  const sized = s.nodegroup?.scalingConfig ?? nodegroup.scalingConfig ?? {}
  const sizes = { MinSize: sized.minSize ?? 1, MaxSize: sized.maxSize ?? 5, DesiredCapacity: sized.desiredSize ?? 3 }
  const updates = s.updates ?? []
  return {
    [factKey('ekscluster', 'prod')]: laid(cluster, s.cluster),
    [factKey('nodegroup', `prod/${name}`)]: laid(nodegroup, s.nodegroup),
    [factKey('role', role)]: laid<Role>(
      { RoleName: role, Arn: `arn:aws:iam::000000000000:role/${role}`, Path: '/', AssumeRolePolicyDocument: trust, Tags: [] },
      s.role,
    ),
    [factKey('rolePolicies', role)]: Fact.present(s.policies ?? nodePolicies, 0),
    [factKey('roleInlinePolicies', role)]: Fact.present(s.inline ?? [], 0),
    [factKey('group', hidden)]: laid({ ...group, ...sizes }, s.group),
    [factKey('nodegroupUpdates', `prod/${name}`)]: Fact.present(
      updates.map((u) => u.id),
      0,
    ),
    ...Object.fromEntries(updates.map((u) => [factKey('nodegroupUpdate', `prod/${name}/${u.id}`), Fact.present(u, 0)])),
    ...(s.record === undefined ? {} : { 'record:kube:/default/awsmanagedmachinepool/pool1': Fact.present(s.record, 0) }),
    ...s.more,
  }
}

export const poolKey: Key.Key = 'awsmanagedmachinepool:kube:/default/pool1'
export const plan = (a: Asked = nothing, s: Seen = {}): Plan<AwsAct> => {
  const manifests = manifestsOf(a)
  const facts = factsSeen(s)
  const known = factsOf(manifests, { facts, asOf: 0, complete: true }, s.settings)
  const look: Fact.Look<PoolNouns> = (key, maxAge) => {
    s.looked?.push(key)
    if (maxAge !== undefined) s.asked?.push(key)
    const instead = s.instead?.[key]
    if (instead !== undefined) return instead as never
    return maxAge !== undefined && (s.ages?.[key] ?? 0) > maxAge ? Fact.unknown('stale') : known(key, maxAge)
  }
  const made = pools.plan(poolKey, look, s.now ?? 0)
  for (const step of made.steps) valid(step)
  return made
}

/** Requests of any plan so far that their operations would not take: tests end by looking that there are none. */
export const untaken: Array<string> = []
const valid = ({ action: { op, input } }: Step<AwsAct>): void => {
  if (rowOf(operations, op)?.input.is(input) !== true) untaken.push(`${op} ${JSON.stringify(input)}`)
}

export const going = (p: Plan<AwsAct>): ReadonlyArray<Step<AwsAct>> => p.steps.filter((s) => s.holds.length === 0)
/** What a pass would send, in short. */
export const calls = (p: Plan<AwsAct>): ReadonlyArray<string> => going(p).map((s) => s.action.op.replace(/^.*:/, ''))
export const input = (p: Plan<AwsAct>, id: string): unknown => p.steps.find((s) => s.id === id)?.action.input
export const holds = (p: Plan<AwsAct>): ReadonlyArray<string> => [
  ...new Set([...p.holds, ...p.steps.flatMap((s) => s.holds)].map((h) => h.code)),
]
export const holdsOf = (p: Plan<AwsAct>, id: string): ReadonlyArray<string> =>
  (p.steps.find((s) => s.id === id)?.holds ?? []).map((h) => h.code)
export const findings = (p: Plan<AwsAct>): ReadonlyArray<string> => p.findings.map((f) => f.code)
export const said = (p: Plan<AwsAct>): string =>
  [...p.holds.map((h) => h.why), ...p.steps.flatMap((s) => s.holds.map((h) => h.why)), ...p.findings.map((f) => f.message)].join('\n')
