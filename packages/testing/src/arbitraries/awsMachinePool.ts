/**
 * What may be asked of an AWSMachinePool: documents, values for each leaf, the account they live in, and what others do there.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import * as Events from '@poolwright/simulator/events'
import { emptyWorld, provision } from '@poolwright/simulator/seed'
import type { Group, Template, World } from '@poolwright/simulator/World'
import { regionOf } from '@poolwright/simulator/World'
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { foreignProcess } from '../agreement/awsMachinePool.js'
import { foreign } from '../agreement/raw.js'
import { names } from '../agreement/documents.js'
import { type Images, imagesFor } from '../agreement/images.js'
import type { Desired } from '../Desired.js'
import type { Edit, Inputs } from '../Trial.js'
import { ignited, leaves, lookedUp, zoned } from './awsMachinePoolLeaves.js'
import { bytes, canaries, reserved } from './templateLeaves.js'
import { builds, groupTags } from './surroundings.js'
import { reordered, reworded, turned } from './wording.js'

export { canaries }

const meta = (name: string, more: { readonly [k: string]: Json } = {}): Json => ({
  name,
  namespace: names.namespace,
  uid: `uid-${name}`,
  resourceVersion: '1',
  labels: { 'cluster.x-k8s.io/cluster-name': names.cluster },
  ...more,
})

const secret = (name: string, script: string): Json => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: meta(name),
  stringData: { format: 'cloud-config', value: bytes(script) },
})

export const base: Desired = {
  Cluster: {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: meta(names.cluster),
    spec: { infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSCluster', name: names.cluster } },
    status: { initialization: { infrastructureProvisioned: true } },
  },
  AWSCluster: {
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind: 'AWSCluster',
    metadata: meta(names.cluster),
    spec: { region: 'us-east-1', network: { vpc: { id: 'vpc-1' } }, s3Bucket: { name: names.bucket } },
    status: { ready: true, networkStatus: { securityGroups: { node: { id: 'sg-node' }, lb: { id: 'sg-lb' } } } },
  },
  MachinePool: {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachinePool',
    metadata: meta(names.pool),
    spec: {
      clusterName: names.cluster,
      replicas: 2,
      template: {
        spec: {
          clusterName: names.cluster,
          version: 'v1.34.0',
          bootstrap: { dataSecretName: 'boot' },
          infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSMachinePool', name: names.pool },
        },
      },
    },
  },
  AWSMachinePool: {
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind: 'AWSMachinePool',
    metadata: meta(names.pool),
    spec: {
      minSize: 1,
      maxSize: 4,
      subnets: [{ id: 'subnet-a' }, { id: 'subnet-b' }],
      awsLaunchTemplate: { instanceType: 'm5.large', ami: { id: 'ami-1' }, sshKeyName: 'key-1', iamInstanceProfile: 'nodes' },
    },
  },
  boot: secret('boot', 'join'),
  'boot-2': secret('boot-2', 'join'),
}

/** What a look-up finds in this account. */
export const images: Images = imagesFor('1.34.0', '1.34.1')

export const account: World = provision(emptyWorld(1_767_225_600_000), names.scope, {
  subnets: [
    { id: 'subnet-a', zone: 'us-east-1a', tags: { 'kubernetes.io/cluster/c': 'shared', tier: 'edge', rack: 'private' } },
    { id: 'subnet-b', zone: 'us-east-1b', tags: { tier: 'private' } },
    { id: 'subnet-c', zone: 'us-east-1c', tags: { tier: 'private' } },
    { id: 'subnet-d', zone: 'us-east-1b', public: true },
  ],
  images: [{ id: 'ami-1' }, { id: 'ami-2' }, ...builds(images)],
  instanceTypes: ['m5.large', 'm5.xlarge', 'c5.large'].map((name) => ({ name })),
  keyPairs: ['key-1', 'key-2'],
  securityGroups: ['sg-node', 'sg-lb', 'sg-1', 'sg-2'].map((id) => ({ id, tags: groupTags(id) })),
  buckets: [names.bucket],
})

/** Bounds and a count within them. */
export const sizes = fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5)).map((xs) => {
  const [minSize = 0, replicas = 0, maxSize = 0] = [...xs].sort((x, y) => x - y)
  return [
    { at: ['AWSMachinePool', 'spec', 'minSize'], to: minSize },
    { at: ['AWSMachinePool', 'spec', 'maxSize'], to: Math.max(1, maxSize) },
    { at: ['MachinePool', 'spec', 'replicas'], to: replicas },
  ]
})

// ---- what others do --------------------------------------------------------------------------------------------------------

const scope = names.scope
const others = (w: World, op: string, input: object): World => {
  const done = Events.byOthers(w, scope, op, input)
  return E.isRight(done) ? done.right : w
}
const theGroup = (w: World): Group | undefined => regionOf(w, scope).groups.get(names.pool)
const theTemplate = (w: World): Template | undefined => [...regionOf(w, scope).templates.values()].find((t) => t.name === names.pool)
const named = { AutoScalingGroupName: names.pool }

const ours = (does: Edit<World>['does'], how: Edit<World>['how'] = 'changes'): Edit<World> => ({ whose: 'ours', how, does })
const theirs = (does: Edit<World>['does'], how: Edit<World>['how'] = 'changes'): Edit<World> => ({ whose: 'foreign', how, does })
/** Edits of things that are there; without them nothing happens. */
const onGroup = (does: (w: World, g: Group, n: number, d: Desired) => World) => (w: World, n: number, d: Desired) => {
  const g = theGroup(w)
  return g === undefined ? w : does(w, g, n, d)
}
const onTemplate = (does: (w: World, t: Template, n: number) => World) => (w: World, n: number) => {
  const t = theTemplate(w)
  return t === undefined ? w : does(w, t, n)
}

export const edits: { readonly [name: string]: Edit<World> } = {
  'an instance ends': ours(
    onGroup((w, g, n) => {
      const i = g.instances[n % Math.max(1, g.instances.length)]
      return i === undefined ? w : Events.terminateInstance(w, scope, i.id)
    }),
    'deletes',
  ),
  'an instance becomes unhealthy': ours(
    onGroup((w, g, n) => {
      const i = g.instances[n % Math.max(1, g.instances.length)]
      return i === undefined ? w : Events.failHealthCheck(w, scope, i.id)
    }),
  ),
  'the bounds are changed': ours(
    onGroup((w, g, n) =>
      others(w, 'autoscaling:UpdateAutoScalingGroup', {
        ...named,
        MinSize: Math.min(n % 3, g.desired),
        MaxSize: Math.max(4 + (n % 3), g.desired),
      }),
    ),
  ),
  'the subnets are changed': ours(
    onGroup((w) => others(w, 'autoscaling:UpdateAutoScalingGroup', { ...named, VPCZoneIdentifier: 'subnet-c' })),
  ),
  'the group is pointed at its first version': ours(
    onGroup((w, _, __) => {
      const t = theTemplate(w)
      return t === undefined
        ? w
        : others(w, 'autoscaling:UpdateAutoScalingGroup', { ...named, LaunchTemplate: { LaunchTemplateId: t.id, Version: '1' } })
    }),
  ),
  'a version is made by hand': ours(
    onTemplate((w, t) =>
      others(w, 'ec2:CreateLaunchTemplateVersion', {
        LaunchTemplateId: t.id,
        LaunchTemplateData: { InstanceType: 'c5.large', ImageId: 'ami-2' },
      }),
    ),
  ),
  'the group is deleted': ours(
    onGroup((w) => others(w, 'autoscaling:DeleteAutoScalingGroup', { ...named, ForceDelete: true })),
    'deletes',
  ),
  'the template is deleted': ours(
    onTemplate((w, t) => others(w, 'ec2:DeleteLaunchTemplate', { LaunchTemplateId: t.id })),
    'deletes',
  ),
  'the role tag is taken off': ours(
    onGroup((w) => Events.editTags(w, scope, names.pool, { 'sigs.k8s.io/cluster-api-provider-aws/role': null })),
    'tags',
  ),
  'a refresh is started by hand': ours(onGroup((w) => others(w, 'autoscaling:StartInstanceRefresh', named))),
  'the refresh is cancelled': ours(onGroup((w) => others(w, 'autoscaling:CancelInstanceRefresh', named))),
  'a foreign tag on the group': theirs(
    onGroup((w, _, n) => Events.editTags(w, scope, names.pool, { [`${foreign}/tag`]: String(n) })),
    'tags',
  ),
  'a foreign tag on the template': theirs(
    onTemplate((w, t, n) => others(w, 'ec2:CreateTags', { Resources: [t.id], Tags: [{ Key: `${foreign}/tag`, Value: String(n) }] })),
    'tags',
  ),
  'a foreign hook': theirs(
    onGroup((w, _, n) =>
      others(w, 'autoscaling:PutLifecycleHook', {
        ...named,
        LifecycleHookName: `${foreign}-${n % 3}`,
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 30,
      }),
    ),
  ),
  'a process is suspended': theirs(
    onGroup((w) => others(w, 'autoscaling:SuspendProcesses', { ...named, ScalingProcesses: [foreignProcess] })),
  ),
  'an autoscaler moves the count': theirs(
    onGroup((w, g, n) => Events.setDesired(w, scope, names.pool, Math.min(g.max, Math.max(g.min, n)))),
    'scales',
  ),
  'another template takes the name': theirs((w) =>
    theTemplate(w) === undefined
      ? others(w, 'ec2:CreateLaunchTemplate', {
          LaunchTemplateName: names.pool,
          LaunchTemplateData: { InstanceType: 'c5.large', ImageId: 'ami-2' },
        })
      : w,
  ),
  'another group takes the name': theirs((w) => {
    if (theGroup(w) !== undefined) return w
    const made = others(w, 'ec2:CreateLaunchTemplate', {
      LaunchTemplateName: `${foreign}-template`,
      LaunchTemplateData: { InstanceType: 'c5.large', ImageId: 'ami-2' },
    })
    return others(made, 'autoscaling:CreateAutoScalingGroup', {
      ...named,
      MinSize: 0,
      MaxSize: 1,
      VPCZoneIdentifier: 'subnet-a',
      LaunchTemplate: { LaunchTemplateName: `${foreign}-template`, Version: '1' },
    })
  }),
}

// ---- all of it -------------------------------------------------------------------------------------------------------------

/** `admits` is what decodes the documents: an API server takes nothing that does not. */
export const awsMachinePoolInputs = (admits: (d: Desired) => boolean): Inputs<World> => ({
  base,
  world: account,
  leaves,
  together: [sizes, reserved('AWSMachinePool'), ignited, lookedUp, zoned],
  admits,
  deletion: { place: ['AWSMachinePool', 'metadata', 'deletionTimestamp'], to: '2026-01-02T00:00:00Z' },
  edits,
  shuffle: (d, n) => {
    const pool = reordered(d['AWSMachinePool'] ?? null, n)
    const spec = (pool as { readonly [k: string]: Json })['spec'] as { readonly [k: string]: Json }
    const subnets = spec['subnets']
    const turnedSpec = Array.isArray(subnets) ? { ...spec, subnets: turned(subnets as ReadonlyArray<Json>, n) } : spec
    const all = { ...d, AWSMachinePool: { ...(pool as { readonly [k: string]: Json }), spec: turnedSpec } }
    return Object.fromEntries(turned(Object.entries(all), n))
  },
  echo: (_, answer, n) => reworded(answer, n) as object,
  canaries,
})
