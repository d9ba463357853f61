/**
 * What may be asked of an AWSManagedMachinePool: documents, values for each leaf, the account and cluster they live in, and what others do
 * there.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import { aws as model } from '@poolwright/simulator/aws'
import * as EksEvents from '@poolwright/simulator/eksEvents'
import * as Events from '@poolwright/simulator/events'
import type { Nodegroup } from '@poolwright/simulator/Nodegroup'
import { arnOf as arnIn } from '@poolwright/simulator/nodegroupNames'
import { emptyWorld, provision } from '@poolwright/simulator/seed'
import { type Group, regionOf, type Template, type World } from '@poolwright/simulator/World'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { foreign } from '../agreement/raw.js'
import { images, managed } from '../agreement/managedDocuments.js'
import type { Desired } from '../Desired.js'
import type { Setting } from '../Schedule.js'
import type { Edit, Inputs } from '../Trial.js'
import { eksImages } from '../agreement/images.js'
import { hooked, managedLeaves, withImage, withTemplate, zoned } from './awsManagedMachinePoolLeaves.js'
import { builds, groupTags } from './surroundings.js'
import { bytes, canaries, reserved } from './templateLeaves.js'
import { reordered, reworded, turned } from './wording.js'

const meta = (name: string, more: { readonly [k: string]: Json } = {}): Json => ({
  name,
  namespace: managed.namespace,
  uid: `uid-${name}`,
  resourceVersion: '1',
  labels: { 'cluster.x-k8s.io/cluster-name': managed.cluster },
  ...more,
})
const secret = (name: string): Json => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: meta(name),
  stringData: { format: 'cloud-config', value: bytes('join') },
})
const infrastructure = 'infrastructure.cluster.x-k8s.io'

export const base: Desired = {
  Cluster: {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: meta(managed.cluster),
    spec: {
      infrastructureRef: { apiGroup: infrastructure, kind: 'AWSManagedCluster', name: managed.cluster },
      controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'AWSManagedControlPlane', name: managed.control },
    },
    status: { initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true } },
  },
  AWSManagedControlPlane: {
    apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
    kind: 'AWSManagedControlPlane',
    metadata: meta(managed.control),
    spec: {
      eksClusterName: managed.eks,
      region: 'us-east-1',
      version: 'v1.33',
      network: {
        vpc: { id: 'vpc-1' },
        subnets: [
          ...['a', 'b', 'c'].map((x) => ({ id: `subnet-${x}`, availabilityZone: `us-east-1${x}`, isPublic: false })),
          { id: 'subnet-d', availabilityZone: 'us-east-1b', isPublic: true },
        ],
      },
    },
    status: {
      ready: true,
      networkStatus: {
        securityGroups: {
          cluster: { id: 'sg-cluster' },
          node: { id: 'sg-node' },
          'node-eks-additional': { id: 'sg-eks' },
          bastion: { id: 'sg-bastion' },
        },
      },
    },
  },
  MachinePool: {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachinePool',
    metadata: meta(managed.pool),
    spec: {
      clusterName: managed.cluster,
      replicas: 2,
      template: {
        spec: {
          clusterName: managed.cluster,
          version: 'v1.33.2',
          bootstrap: { dataSecretName: '' },
          infrastructureRef: { apiGroup: infrastructure, kind: 'AWSManagedMachinePool', name: managed.pool },
        },
      },
    },
  },
  AWSManagedMachinePool: {
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind: 'AWSManagedMachinePool',
    metadata: meta(managed.pool, {
      annotations: { 'poolwright.dev/EKSEnableIAM': 'true', 'poolwright.dev/EKSAllowAddRoles': 'true' },
    }),
    spec: { eksNodegroupName: managed.nodegroup, scaling: { minSize: 1, maxSize: 4 }, subnetIDs: ['subnet-a', 'subnet-b'] },
  },
  boot: secret('boot'),
  'boot-2': secret('boot-2'),
}

const scope = managed.scope
const roleArn = `arn:aws:iam::${managed.account}:role/nodes`

/** A cluster of Kubernetes 1.33, and a role for nodes that is nobody's here. */
export const account: World = provision(emptyWorld(1_767_225_600_000), scope, {
  subnets: [
    ...['a', 'b', 'c'].map((x) => ({ id: `subnet-${x}`, zone: `us-east-1${x}` })),
    { id: 'subnet-d', zone: 'us-east-1b', public: true },
  ],
  images: [{ id: 'ami-1' }, { id: 'ami-2' }, ...builds(images), ...eksImages.map(({ id, name }) => ({ id, name }))],
  parameters: Object.fromEntries(eksImages.map(({ id, parameter }) => [parameter, id])),
  instanceTypes: ['t3.medium', 'm5.large', 'm5.xlarge', 'c5.large'].map((name) => ({ name })),
  keyPairs: ['key-1', 'key-2'],
  securityGroups: ['sg-cluster', 'sg-node', 'sg-eks', 'sg-bastion', 'sg-1', 'sg-2'].map((id) => ({ id, tags: groupTags(id) })),
  clusters: [
    { name: managed.eks, version: '1.33', subnets: ['subnet-a', 'subnet-b', 'subnet-c'], securityGroup: 'sg-cluster', vpc: 'vpc-1' },
  ],
  roles: [{ name: 'nodes' }],
})

const place = (...rest: ReadonlyArray<string>): ReadonlyArray<string> => ['AWSManagedMachinePool', 'spec', ...rest]
/** Bounds and a count within them. */
const sizes = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5)).map((xs): ReadonlyArray<Setting> => {
  const [minSize = 0, replicas = 0, maxSize = 0] = [...xs].sort((x, y) => x - y)
  return [
    { at: place('scaling', 'minSize'), to: minSize },
    { at: place('scaling', 'maxSize'), to: Math.max(1, maxSize) },
    { at: ['MachinePool', 'spec', 'replicas'], to: replicas },
  ]
})
// ---- what others do --------------------------------------------------------------------------------------------------------

const key = `${managed.eks}/${managed.nodegroup}`
const named = { clusterName: managed.eks, nodegroupName: managed.nodegroup }
const others = (w: World, op: string, input: object): World => {
  const done = Events.byOthers(w, scope, op, input)
  return E.isRight(done) ? done.right : w
}
const ours = (does: Edit<World>['does'], how: NonNullable<Edit<World>['how']> = 'changes'): Edit<World> => ({ whose: 'ours', how, does })
const theirs = (does: Edit<World>['does'], how: NonNullable<Edit<World>['how']> = 'changes'): Edit<World> => ({
  whose: 'foreign',
  how,
  does,
})
/** Edits of things that are there; without them nothing happens. */
const onNodegroup = (does: (w: World, n: Nodegroup, i: number) => World) => (w: World, i: number) => {
  const n = EksEvents.nodegroupIn(w, scope, key)
  return n === undefined ? w : does(w, n, i)
}
const onGroup = (does: (w: World, g: Group, i: number) => World) =>
  onNodegroup((w, n, i) => {
    const g = n.group === undefined ? undefined : regionOf(w, scope).groups.get(n.group)
    return g === undefined ? w : does(w, g, i)
  })
const onTemplate = (does: (w: World, t: Template, i: number) => World) => (w: World, i: number) => {
  const t = [...regionOf(w, scope).templates.values()].find((x) => x.name === managed.template)
  return t === undefined ? w : does(w, t, i)
}
const configure = (w: World, more: object): World => others(w, 'eks:UpdateNodegroupConfig', { ...named, ...more })
const arnOf = (w: World): string => {
  const n = EksEvents.nodegroupIn(w, scope, key)
  return n === undefined ? '' : arnIn(scope, n)
}
const onRole =
  (op: string, more: object) =>
  (w: World): World =>
    others(w, `iam:${op}`, { RoleName: managed.role, ...more })
/** Roles are read once an hour: what is done to one is not noticed before. */
const anHourAgo = (does: (w: World) => World) => (w: World) => {
  const after = does(w)
  return after === w ? w : model.tick(after, 3_600_000)
}
const aws = (policy: string): string => `arn:aws:iam::aws:policy/${policy}`

export const edits: { readonly [name: string]: Edit<World> } = {
  'a label is changed': ours(
    onNodegroup((w, n, i) => {
      const [first] = Object.keys(n.labels)
      return first === undefined ? w : configure(w, { labels: { addOrUpdateLabels: { [first]: `edited-${i % 3}` } } })
    }),
  ),
  'a label is taken off': ours(
    onNodegroup((w, n) => {
      const [first] = Object.keys(n.labels)
      return first === undefined ? w : configure(w, { labels: { removeLabels: [first] } })
    }),
  ),
  'a taint is taken off': ours(
    onNodegroup((w, n) => {
      const [first] = n.taints
      return first === undefined ? w : configure(w, { taints: { removeTaints: [first] } })
    }),
  ),
  'the sizes are changed': ours(
    onNodegroup((w, _, i) => configure(w, { scalingConfig: { minSize: i % 3, desiredSize: 2 + (i % 2), maxSize: 3 + (i % 3) } })),
    'scales',
  ),
  'the tags of the node group are changed': ours(
    onNodegroup((w, n) =>
      n.tags['team'] === undefined ? w : others(w, 'eks:TagResource', { resourceArn: arnOf(w), tags: { team: 'edited' } }),
    ),
    'tags',
  ),
  'tags of the group behind it are taken off': ours(
    onGroup((w, g) => Events.editTags(w, scope, g.name, { team: null, cost: null })),
    'tags',
  ),
  'the node group is deleted': ours(
    onNodegroup((w) => others(w, 'eks:DeleteNodegroup', named)),
    'deletes',
  ),
  'the group behind it is deleted': ours(
    onGroup((w, g) => others(w, 'autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: g.name, ForceDelete: true })),
    'deletes',
  ),
  'the template is deleted': ours(
    onTemplate((w, t) => others(w, 'ec2:DeleteLaunchTemplate', { LaunchTemplateId: t.id })),
    'deletes',
  ),
  'a version is made by hand': ours(
    onTemplate((w, t) =>
      others(w, 'ec2:CreateLaunchTemplateVersion', { LaunchTemplateId: t.id, LaunchTemplateData: { InstanceType: 'c5.large' } }),
    ),
  ),
  'a policy is detached': ours(anHourAgo(onRole('DetachRolePolicy', { PolicyArn: aws('AmazonEKSWorkerNodePolicy') }))),
  'the role loses its tags': ours(anHourAgo(onRole('UntagRole', { TagKeys: ['team', 'cost'] })), 'tags'),
  'an instance ends': ours(
    onGroup((w, g, i) => {
      const it = g.instances[i % Math.max(1, g.instances.length)]
      return it === undefined ? w : Events.terminateInstance(w, scope, it.id)
    }),
  ),
  'pods cannot be evicted for a while': ours(onNodegroup((w, n) => EksEvents.blockEviction(w, scope, key, n.blocked !== true))),
  'something ails the node group, or is over': ours(
    onNodegroup((w, n) =>
      EksEvents.setIssues(
        w,
        scope,
        key,
        n.issues.length > 0 ? [] : [{ code: 'ClusterUnreachable', message: 'no answer', resourceIds: [] }],
      ),
    ),
  ),
  'the cluster is upgraded': ours((w) => EksEvents.setCluster(w, scope, managed.eks, { version: '1.34' })),
  'a foreign label': theirs(onNodegroup((w, _, i) => configure(w, { labels: { addOrUpdateLabels: { [`${foreign}/label`]: `v${i}` } } }))),
  'a foreign taint': theirs(
    onNodegroup((w, _, i) =>
      configure(w, { taints: { addOrUpdateTaints: [{ key: `${foreign}-taint`, value: `v${i}`, effect: 'PREFER_NO_SCHEDULE' }] } }),
    ),
  ),
  'a foreign tag on the node group': theirs(
    onNodegroup((w, _, i) => others(w, 'eks:TagResource', { resourceArn: arnOf(w), tags: { [`${foreign}/tag`]: String(i) } })),
    'tags',
  ),
  'a foreign tag on the group behind it': theirs(
    onGroup((w, g, i) => Events.editTags(w, scope, g.name, { [`${foreign}/tag`]: String(i) })),
    'tags',
  ),
  'a foreign tag on the template': theirs(
    onTemplate((w, t, i) => others(w, 'ec2:CreateTags', { Resources: [t.id], Tags: [{ Key: `${foreign}/tag`, Value: String(i) }] })),
    'tags',
  ),
  'an autoscaler moves the count': theirs(
    onGroup((w, g, i) => Events.setDesired(w, scope, g.name, Math.min(g.max, Math.max(g.min, i)))),
    'scales',
  ),
  'a foreign hook on the group behind it': theirs(
    onGroup((w, g, i) =>
      others(w, 'autoscaling:PutLifecycleHook', {
        AutoScalingGroupName: g.name,
        LifecycleHookName: `${foreign}-${i % 3}`,
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 30,
      }),
    ),
  ),
  'a foreign policy': theirs((w, i) => onRole('AttachRolePolicy', { PolicyArn: `arn:aws:iam::aws:policy/${foreign}-${i % 3}` })(w)),
  'another node group takes the name': theirs((w) =>
    EksEvents.nodegroupIn(w, scope, key) === undefined
      ? others(w, 'eks:CreateNodegroup', {
          ...named,
          nodeRole: roleArn,
          subnets: ['subnet-a'],
          scalingConfig: { minSize: 0, desiredSize: 0, maxSize: 1 },
        })
      : w,
  ),
  'another role takes the name': theirs((w) =>
    others(w, 'iam:CreateRole', {
      RoleName: managed.role,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    }),
  ),
}

// ---- all of it -------------------------------------------------------------------------------------------------------------

/** `admits` is what decodes the documents: an API server takes nothing that does not. */
export const awsManagedMachinePoolInputs = (admits: (d: Desired) => boolean): Inputs<World> => ({
  base,
  world: account,
  leaves: managedLeaves,
  together: [sizes, withTemplate, withImage, hooked, zoned, reserved('AWSManagedMachinePool')],
  admits,
  deletion: { place: ['AWSManagedMachinePool', 'metadata', 'deletionTimestamp'], to: '2026-01-02T00:00:00Z' },
  edits,
  shuffle: (d, n) => {
    const pool = reordered(d['AWSManagedMachinePool'] ?? null, n) as { readonly [k: string]: Json }
    const spec = pool['spec'] as { readonly [k: string]: Json }
    const lists = ['subnetIDs', 'taints', 'roleAdditionalPolicies', 'availabilityZones'].flatMap((name) => {
      const list = spec[name]
      return Array.isArray(list) ? [[name, turned(list as ReadonlyArray<Json>, n)] as const] : []
    })
    const all = { ...d, AWSManagedMachinePool: { ...pool, spec: { ...spec, ...Object.fromEntries(lists) } } }
    return Object.fromEntries(turned(Object.entries(all), n))
  },
  echo: (_, answer, n) => reworded(answer, n) as object,
  canaries,
})
