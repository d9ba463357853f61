/** What is left of a plan while one thing is not known, or was not seen lately: it waits for that, by name, and goes on with the rest. */
import type { AwsAct } from '@poolwright/aws/actions'
import { queryId } from '@poolwright/aws/nouns'
import * as Fact from '@poolwright/core/Fact'
import type { Hold } from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import { digest } from '@poolwright/core/digest'
import { describe, expect, it } from 'vitest'
import { type Asked, data, factKey, lookOf, now, type Seen, version } from '../baseline.fixture.js'
import * as eks from '../nodegroup/nodegroup.fixture.js'
import { factsOf } from './facts.js'
import { pools } from './pools.js'
import type { PoolNouns } from './PoolNouns.js'

const present = (value: unknown) => Fact.present(value, now)
const nounOf = (h: Hold): string => ('fact' in h && h.code === 'PW-WAIT-READ' ? Key.nounOf(h.fact) : h.code)
/** Steps that go by their names, those that are held with what holds them, and what the plan waits for; how soon it looks again. */
const shown = (p: Plan<AwsAct>): string =>
  [
    ...p.steps.map((s) => (s.holds.length === 0 ? s.id : `${s.id}: ${s.holds.map(nounOf).join(' ')}`)),
    ...p.holds.map((h) => `waits: ${nounOf(h)}`),
    p.next._tag === 'After' && p.next.delay <= 15_000 ? 'soon' : 'later',
  ].join(', ')

const images = queryId([
  { Name: 'architecture', Values: ['x86_64'] },
  { Name: 'name', Values: ['capa-ami-ubuntu-24.04-?1.31.2-*'] },
  { Name: 'owner-id', Values: ['819546954734'] },
  { Name: 'state', Values: ['available'] },
  { Name: 'virtualization-type', Values: ['hvm'] },
])
const type = { InstanceType: 'm5.large', ProcessorInfo: { SupportedArchitectures: ['x86_64'] } }
const lookups: Fact.Facts = {
  [factKey('instanceType', 'm5.large')]: present(type),
  [factKey('images', images)]: present([{ ImageId: 'ami-2', CreationDate: '2026-01-01T00:00:00.000Z', RootDeviceName: '/dev/sda1' }]),
  [factKey('image', 'ami-1')]: present({ ImageId: 'ami-1', RootDeviceName: '/dev/sda1' }),
}
const none: Seen = { group: null, template: null, versions: {} }
const stored: Asked = {
  format: 'ignition',
  spec: { ignition: { version: '3.4' } },
  awsCluster: { region: 'eu-west-1', network: { vpc: { id: 'vpc-1' } }, s3Bucket: { name: 'bucket-b' } },
}
const thirty = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [String(i + 1), version()]))
const filtered = { subnets: [{ filters: [{ name: 'tag:x', values: ['y'] }] }] }

/** A pool by what is asked and seen of it, and what is left of its plan while a noun is not known. */
type Situation<A, S> = {
  readonly of: readonly [asked: A, seen: S]
  readonly plan: string
  /** Nouns without which there is no more than the wait for them. */
  readonly alone: string
  readonly unread: { readonly [noun: string]: string }
  /** What is known but not of lately. */
  readonly old: { readonly [noun: string]: string }
}
const machines: { readonly [situation: string]: Situation<Asked, Seen> } = {
  'as asked': {
    of: [{}, {}],
    plan: 'later',
    alone: 'awscluster awsmachinepool cluster group machinepool settings template version',
    unread: { secret: 'waits: secret, later' },
    old: {},
  },
  'a first group': {
    of: [{}, none],
    plan: 'template, group, soon',
    alone: 'awscluster awsmachinepool cluster machinepool settings template',
    unread: { group: 'template, waits: group, soon', secret: 'template: secret, group: secret, soon' },
    old: { group: 'template, waits: group, soon', template: 'waits: template, soon' },
  },
  'another size': {
    of: [{ machinePool: { replicas: 4 } }, {}],
    plan: 'group, soon',
    alone: 'awscluster awsmachinepool cluster group machinepool settings',
    unread: { secret: 'group, waits: secret, soon', template: 'group, waits: template, soon', version: 'group, waits: version, soon' },
    old: { group: 'waits: group, soon' },
  },
  'another type': {
    of: [{ template: { instanceType: 'm5.xlarge' } }, {}],
    plan: 'template, refresh, soon',
    alone: 'awscluster awsmachinepool cluster machinepool settings template version',
    unread: {
      group: 'template, waits: group, soon',
      refresh: 'template, waits: refresh, soon',
      secret: 'template: secret, refresh: secret, soon',
    },
    old: { group: 'template, waits: group, soon', refresh: 'template, waits: refresh, soon', template: 'waits: template, soon' },
  },
  'an image that is looked up': {
    of: [{ template: { ami: {}, rootVolume: { size: 30 } } }, { ...none, more: lookups }],
    plan: 'template, group, soon',
    alone: 'awscluster awsmachinepool cluster machinepool settings template',
    unread: {
      group: 'template, waits: group, soon',
      images: 'template: images, group: images, soon',
      instanceType: 'template: instanceType, group: instanceType, soon',
      secret: 'template: secret, group: secret, soon',
    },
    old: { group: 'template, waits: group, soon', template: 'waits: template, soon' },
  },
  'the root volume of a named image': {
    of: [{ template: { rootVolume: { size: 30 } } }, { ...none, more: lookups }],
    plan: 'template, group, soon',
    alone: 'awscluster awsmachinepool cluster machinepool settings template',
    unread: {
      group: 'template, waits: group, soon',
      image: 'template: image, group: image, soon',
      secret: 'template: secret, group: secret, soon',
    },
    old: { group: 'template, waits: group, soon', template: 'waits: template, soon' },
  },
  'an image that is looked up, for a group that is there': {
    of: [{ template: { ami: {} } }, { versions: { 1: version({ ImageId: 'ami-2' }) }, more: lookups }],
    plan: 'later',
    alone: 'awscluster awsmachinepool cluster group machinepool settings template version',
    unread: {
      images: 'waits: images, later',
      instanceType: 'waits: instanceType, later',
      secret: 'waits: secret, later',
    },
    old: {},
  },
  'a first group that is suspended': {
    of: [{ spec: { suspendProcesses: { processes: { launch: true } } } }, none],
    plan: 'template, group, suspend, soon',
    alone: 'awscluster awsmachinepool cluster machinepool settings template',
    unread: { group: 'template, waits: group, soon', secret: 'template: secret, group: secret, suspend, soon' },
    old: { group: 'template, waits: group, soon', template: 'waits: template, soon' },
  },
  'groups that are looked up, for a group that is there': {
    of: [
      { template: { additionalSecurityGroups: [{ filters: [{ name: 'n', values: ['v'] }] }] } },
      { versions: { 1: version({ SecurityGroupIds: ['sg-l', 'sg-n'] }) } },
    ],
    plan: 'waits: PW-SECURITY-GROUP-NONE, later',
    alone: 'awscluster awsmachinepool cluster machinepool settings',
    unread: { securityGroups: 'waits: securityGroups, later' },
    old: {},
  },
  'subnets that are looked up': {
    of: [{ spec: filtered }, none],
    plan: 'template: PW-SUBNET-NONE, group: PW-SUBNET-NONE, later',
    alone: 'awscluster awsmachinepool cluster machinepool settings template',
    unread: {
      group: 'template, waits: group, soon',
      secret: 'template: secret PW-SUBNET-NONE, group: secret PW-SUBNET-NONE, later',
      subnets: 'template, group: subnets, soon',
    },
    old: { group: 'template, waits: group, soon', template: 'waits: template, soon' },
  },
  'groups that are looked up': {
    of: [{ template: { additionalSecurityGroups: [{ filters: [{ name: 'n', values: ['v'] }] }] } }, none],
    plan: 'template: PW-SECURITY-GROUP-NONE, group: PW-SECURITY-GROUP-NONE, later',
    alone: 'awscluster awsmachinepool cluster machinepool settings template',
    unread: {
      group: 'template: PW-SECURITY-GROUP-NONE, waits: group, soon',
      secret: 'template: PW-SECURITY-GROUP-NONE secret, group: PW-SECURITY-GROUP-NONE secret, later',
      securityGroups: 'template: securityGroups, group: securityGroups, soon',
    },
    old: { group: 'template: PW-SECURITY-GROUP-NONE, waits: group, soon', template: 'waits: template, soon' },
  },
  'a cluster of EKS': {
    of: [{ eks: {} }, none],
    plan: 'template, group, soon',
    alone: 'awsmachinepool awsmanagedcontrolplane cluster machinepool settings template',
    unread: { group: 'template, waits: group, soon', secret: 'template: secret, group: secret, soon' },
    old: { group: 'template, waits: group, soon', template: 'waits: template, soon' },
  },
  'data in a bucket': {
    of: [stored, none],
    plan: 'store, template, group, soon',
    alone: 'awscluster awsmachinepool cluster machinepool settings template',
    unread: {
      group: 'store, template, waits: group, soon',
      object: 'template: object, group, soon',
      secret: 'template: secret, group: secret, soon',
    },
    old: { group: 'store, template, waits: group, soon', object: 'template: object, group, soon', template: 'waits: template, soon' },
  },
  'versions that may go': {
    of: [{}, { template: { LatestVersionNumber: 30 }, versions: thirty }],
    plan: 'prune, later',
    alone: 'awscluster awsmachinepool cluster group machinepool settings template version',
    unread: { refresh: 'later', secret: 'prune, waits: secret, later', versionNumbers: 'later' },
    old: { refresh: 'later', template: 'later', versionNumbers: 'later' },
  },
  hooks: {
    of: [{ spec: { lifecycleHooks: [{ name: 'h', lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }] } }, {}],
    plan: 'soon',
    alone: 'awscluster awsmachinepool cluster group hooks machinepool secret settings template version',
    unread: {},
    old: { hooks: 'waits: hooks, soon' },
  },
  'a pool that goes': {
    of: [{ deleted: true }, {}],
    plan: 'group, template: PW-WAIT-GONE, soon',
    alone: 'awscluster awsmachinepool cluster machinepool settings',
    unread: { group: 'template: group, waits: group, soon', template: 'group, waits: template, soon' },
    old: { group: 'template: group, waits: group, soon', template: 'group, waits: template, soon' },
  },
  'a pool of EKS that goes': {
    of: [{ deleted: true, eks: {} }, {}],
    plan: 'waits: PW-NOT-OURS, waits: PW-NOT-OURS, later',
    alone: 'awsmachinepool awsmanagedcontrolplane cluster machinepool settings',
    unread: { group: 'waits: group, waits: PW-NOT-OURS, soon', template: 'waits: PW-NOT-OURS, waits: template, soon' },
    old: { group: 'waits: group, waits: PW-NOT-OURS, soon', template: 'waits: PW-NOT-OURS, waits: template, soon' },
  },
  'a pool that goes with its data': {
    of: [
      { ...stored, deleted: true },
      { group: null, more: { [factKey('object', `bucket-b/machine-pool/workers/${digest(data)}`)]: present({}) } },
    ],
    plan: 'unstore-aa85a774714f, template, soon',
    alone: 'awscluster awsmachinepool cluster machinepool settings template',
    unread: {
      group: 'unstore-aa85a774714f: group, template: group, waits: group, soon',
      object: 'template, soon',
      version: 'template: template, soon',
      versionNumbers: 'template: template, soon',
    },
    old: {
      group: 'unstore-aa85a774714f: group, template: group, waits: group, soon',
      object: 'template, soon',
      template: 'waits: template, soon',
    },
  },
  'a pool that was released': {
    of: [{}, { record: { released: true } }],
    plan: 'later',
    alone: 'awscluster awsmachinepool cluster machinepool settings',
    unread: {},
    old: {},
  },
}

type Doubted = (look: Fact.Look<PoolNouns>) => Fact.Look<PoolNouns>
const unread =
  (noun: string): Doubted =>
  (look) =>
  (key, maxAge) =>
    Key.nounOf(key) === noun ? Fact.unread : look(key, maxAge)
const old =
  (noun: string): Doubted =>
  (look) =>
  (key, maxAge) =>
    Key.nounOf(key) === noun && maxAge !== undefined ? Fact.unknown('stale') : look(key, maxAge)

const gate = { EKSEnableIAM: true }
const tagged = (tags: object) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value: String(Value) }))
const leaving = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] } }
const mine = { Tags: tagged({ ...eks.owner, 'poolwright.dev/pool': 'default/pool1' }) }
const arn = `arn:aws:iam::000000000000:role/${eks.managedRole}`
const nodegroups: { readonly [situation: string]: Situation<eks.Asked, eks.Seen> } = {
  'as asked': {
    of: [{}, {}],
    plan: 'later',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster ekscluster machinepool nodegroup settings',
    unread: {},
    old: {},
  },
  'a first group': {
    of: [{}, { nodegroup: null }],
    plan: 'nodegroup, soon',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster machinepool nodegroup settings',
    unread: { ekscluster: 'nodegroup: ekscluster PW-WAIT-VERSION, waits: ekscluster, soon', role: 'nodegroup: role, soon' },
    old: { nodegroup: 'waits: nodegroup, soon' },
  },
  'a first group with its role': {
    of: [{}, { nodegroup: null, role: null, settings: gate }],
    plan: 'role, role-attach-AmazonEKSWorkerNodePolicy, role-attach-AmazonEKS_CNI_Policy, role-attach-AmazonEC2ContainerRegistryReadOnly, nodegroup: PW-WAIT-ROLE, soon',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster machinepool nodegroup settings',
    unread: {
      ekscluster:
        'role, role-attach-AmazonEKSWorkerNodePolicy, role-attach-AmazonEKS_CNI_Policy, role-attach-AmazonEC2ContainerRegistryReadOnly, nodegroup: ekscluster PW-WAIT-ROLE PW-WAIT-VERSION, waits: ekscluster, soon',
      role: 'nodegroup: role, waits: role, soon',
    },
    old: {
      nodegroup:
        'role, role-attach-AmazonEKSWorkerNodePolicy, role-attach-AmazonEKS_CNI_Policy, role-attach-AmazonEC2ContainerRegistryReadOnly, waits: nodegroup, soon',
      role: 'nodegroup: role, waits: role, soon',
    },
  },
  'a role that lacks a policy': {
    of: [{}, { nodegroup: { nodeRole: arn }, role: { Tags: tagged(eks.owner) }, policies: [], settings: gate }],
    plan: 'role-attach-AmazonEKSWorkerNodePolicy, role-attach-AmazonEKS_CNI_Policy, role-attach-AmazonEC2ContainerRegistryReadOnly, soon',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster machinepool nodegroup role rolePolicies settings',
    unread: {
      ekscluster:
        'role-attach-AmazonEKSWorkerNodePolicy, role-attach-AmazonEKS_CNI_Policy, role-attach-AmazonEC2ContainerRegistryReadOnly, waits: ekscluster, soon',
    },
    old: { role: 'soon', rolePolicies: 'soon' },
  },
  'a first template': {
    of: [{ spec: { awsLaunchTemplate: { instanceType: 'm5.large' } } }, { nodegroup: null }],
    plan: 'template, nodegroup, soon',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster machinepool nodegroup settings template',
    unread: {
      ekscluster: 'template, nodegroup: ekscluster PW-WAIT-VERSION, waits: ekscluster, soon',
      role: 'template, nodegroup: role, soon',
    },
    old: { nodegroup: 'template, waits: nodegroup, soon', template: 'waits: template, soon' },
  },
  'a template with an image': {
    of: [
      { spec: { awsLaunchTemplate: { instanceType: 'm5.large', ami: { id: 'ami-1' }, rootVolume: { size: 30 } } } },
      { nodegroup: null, more: { [eks.factKey('image', 'ami-1')]: present({ ImageId: 'ami-1', RootDeviceName: '/dev/sda1' }) } },
    ],
    plan: 'template, nodegroup, soon',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster machinepool nodegroup settings template',
    unread: {
      ekscluster: 'template, nodegroup: ekscluster PW-WAIT-VERSION, waits: ekscluster, soon',
      image: 'template: image, nodegroup: image, soon',
      role: 'template, nodegroup: role, soon',
    },
    old: { nodegroup: 'template, waits: nodegroup, soon', template: 'waits: template, soon' },
  },
  'another size': {
    of: [{ machinePool: { replicas: 4 } }, {}],
    plan: 'config, soon',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster machinepool nodegroup nodegroupUpdates settings',
    unread: { ekscluster: 'config: ekscluster, waits: ekscluster, soon' },
    old: { nodegroup: 'waits: nodegroup, soon', nodegroupUpdates: 'waits: nodegroupUpdates, soon' },
  },
  'a pool that goes': {
    of: [leaving, { nodegroup: { nodeRole: arn }, role: mine, settings: gate }],
    plan: 'nodegroup, role-detach-AmazonEC2ContainerRegistryReadOnly: PW-WAIT-GONE, role-detach-AmazonEKSWorkerNodePolicy: PW-WAIT-GONE, role-detach-AmazonEKS_CNI_Policy: PW-WAIT-GONE, role: PW-WAIT-GONE, soon',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster machinepool settings',
    unread: {
      nodegroup:
        'role-detach-AmazonEC2ContainerRegistryReadOnly: PW-WAIT-GONE PW-WAIT-GONE, role-detach-AmazonEKSWorkerNodePolicy: PW-WAIT-GONE PW-WAIT-GONE, role-detach-AmazonEKS_CNI_Policy: PW-WAIT-GONE PW-WAIT-GONE, role: PW-WAIT-GONE PW-WAIT-GONE, waits: nodegroup, waits: nodegroup, soon',
      role: 'nodegroup, waits: role, soon',
      roleInlinePolicies: 'nodegroup, waits: roleInlinePolicies, soon',
      rolePolicies: 'nodegroup, waits: rolePolicies, soon',
      roleusers: 'nodegroup, waits: roleusers, soon',
      template:
        'nodegroup, role-detach-AmazonEC2ContainerRegistryReadOnly: PW-WAIT-GONE, role-detach-AmazonEKSWorkerNodePolicy: PW-WAIT-GONE, role-detach-AmazonEKS_CNI_Policy: PW-WAIT-GONE, role: PW-WAIT-GONE, waits: template, soon',
    },
    old: {
      nodegroup:
        'role-detach-AmazonEC2ContainerRegistryReadOnly: PW-WAIT-GONE PW-WAIT-GONE, role-detach-AmazonEKSWorkerNodePolicy: PW-WAIT-GONE PW-WAIT-GONE, role-detach-AmazonEKS_CNI_Policy: PW-WAIT-GONE PW-WAIT-GONE, role: PW-WAIT-GONE PW-WAIT-GONE, waits: nodegroup, waits: nodegroup, soon',
      role: 'nodegroup, waits: role, soon',
      roleInlinePolicies: 'nodegroup, waits: roleInlinePolicies, soon',
      rolePolicies: 'nodegroup, waits: rolePolicies, soon',
      template:
        'nodegroup, role-detach-AmazonEC2ContainerRegistryReadOnly: PW-WAIT-GONE, role-detach-AmazonEKSWorkerNodePolicy: PW-WAIT-GONE, role-detach-AmazonEKS_CNI_Policy: PW-WAIT-GONE, role: PW-WAIT-GONE, waits: template, soon',
    },
  },
  'a pool that goes after its group': {
    of: [leaving, { nodegroup: null, role: mine, settings: gate, inline: ['x'] }],
    plan: 'role-detach-AmazonEC2ContainerRegistryReadOnly, role-detach-AmazonEKSWorkerNodePolicy, role-detach-AmazonEKS_CNI_Policy, role-remove-x, role, soon',
    alone: 'awsmanagedcontrolplane awsmanagedmachinepool cluster machinepool role roleInlinePolicies rolePolicies roleusers settings',
    unread: {
      nodegroup:
        'role-detach-AmazonEC2ContainerRegistryReadOnly: PW-WAIT-GONE PW-WAIT-GONE, role-detach-AmazonEKSWorkerNodePolicy: PW-WAIT-GONE PW-WAIT-GONE, role-detach-AmazonEKS_CNI_Policy: PW-WAIT-GONE PW-WAIT-GONE, role-remove-x: PW-WAIT-GONE PW-WAIT-GONE, role: PW-WAIT-GONE PW-WAIT-GONE, waits: nodegroup, waits: nodegroup, soon',
      template:
        'role-detach-AmazonEC2ContainerRegistryReadOnly, role-detach-AmazonEKSWorkerNodePolicy, role-detach-AmazonEKS_CNI_Policy, role-remove-x, role, waits: template, soon',
    },
    old: {
      nodegroup:
        'role-detach-AmazonEC2ContainerRegistryReadOnly: PW-WAIT-GONE PW-WAIT-GONE, role-detach-AmazonEKSWorkerNodePolicy: PW-WAIT-GONE PW-WAIT-GONE, role-detach-AmazonEKS_CNI_Policy: PW-WAIT-GONE PW-WAIT-GONE, role-remove-x: PW-WAIT-GONE PW-WAIT-GONE, role: PW-WAIT-GONE PW-WAIT-GONE, waits: nodegroup, waits: nodegroup, soon',
      role: 'waits: role, soon',
      roleInlinePolicies: 'waits: roleInlinePolicies, soon',
      rolePolicies: 'waits: rolePolicies, soon',
      template:
        'role-detach-AmazonEC2ContainerRegistryReadOnly, role-detach-AmazonEKSWorkerNodePolicy, role-detach-AmazonEKS_CNI_Policy, role-remove-x, role, waits: template, soon',
    },
  },
}

type Case = readonly [situation: string, noun: string, doubt: string, expected: string]
const casesOf = (situations: { readonly [situation: string]: Situation<unknown, unknown> }): ReadonlyArray<Case> =>
  Object.entries(situations).flatMap(([name, s]) => [
    [name, 'nothing', 'unread', s.plan],
    ...s.alone.split(' ').map((noun): Case => [name, noun, 'unread', `waits: ${noun}, soon`]),
    ...Object.entries(s.unread).map(([noun, left]): Case => [name, noun, 'unread', left]),
    ...Object.entries(s.old).map(([noun, left]): Case => [name, noun, 'old', left]),
  ])
const doubtOf = (noun: string, doubt: string): Doubted => (doubt === 'unread' ? unread(noun) : old(noun))

describe('a pool of machines', () => {
  const looks = new Map(Object.entries(machines).map(([name, s]) => [name, lookOf(...s.of)]))
  it.each(casesOf(machines))('%s: %s is %s', (situation, noun, doubt, expected) => {
    const look = looks.get(situation) ?? lookOf()
    expect(shown(pools.plan('awsmachinepool:kube:/ns/workers', doubtOf(noun, doubt)(look), now))).toBe(expected)
  })
})

describe('a pool of a node group', () => {
  const lookIn = ([asked, seen]: readonly [eks.Asked, eks.Seen]): Fact.Look<PoolNouns> =>
    factsOf(eks.manifestsOf(asked), { facts: eks.factsSeen(seen), asOf: 0, complete: true }, seen.settings)
  const looks = new Map(Object.entries(nodegroups).map(([name, s]) => [name, lookIn(s.of)]))
  it.each(casesOf(nodegroups))('%s: %s is %s', (situation, noun, doubt, expected) => {
    const look = looks.get(situation) ?? lookIn([{}, {}])
    expect(shown(pools.plan(eks.poolKey, doubtOf(noun, doubt)(look), 0))).toBe(expected)
  })
})
