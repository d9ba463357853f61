import { describe, expect, it } from 'vitest'
import type { JsonValue, PlannedPool } from '../document.js'
import { apply, embeddedCloud, plan } from '../index.js'
import {
  answers,
  bootstrap,
  eks,
  instancesLeft,
  manifestsOf,
  type Members,
  membersOf,
  objects,
  patched,
  worldLeft,
} from '../testing/olderController.js'

type Change = readonly [row: string, before: JsonValue, after: JsonValue]
type Case = {
  /** The objects, as a patch of the simplest pool's. */
  readonly asked?: JsonValue
  /** What AWS answers, as a patch of what the older controller leaves of that pool. */
  readonly left?: JsonValue
  readonly settings?: Members
  /** The operations that the plan would send now, in its order; none when left out. */
  readonly calls?: ReadonlyArray<string>
  /** Parts of the inputs of calls, by operation. */
  readonly inputs?: { readonly [operation: string]: Members }
  /** Changes that must be among the causes. */
  readonly changes?: ReadonlyArray<Change>
  readonly holds?: ReadonlyArray<string>
  readonly told?: ReadonlyArray<string>
  readonly status?: Members
  /** In seconds; not compared when left out. */
  readonly next?: number
  /** `false`: what is left cannot be carried out, or ends with the pool, so that there is no second pass to look at. */
  readonly again?: false
}

const spec = (pool: JsonValue): JsonValue => ({ pool: { spec: pool } })
const lt = (template: JsonValue): JsonValue => spec({ awsLaunchTemplate: template })
const body = (data: JsonValue): JsonValue => ({ versions: { 1: data } })
const first = membersOf(answers['versions'])['1']
/** A further version, as a patch of the first. */
const version = (data: JsonValue): JsonValue => patched(first, data)
const group = (g: JsonValue): JsonValue => ({ group: g })
const deleted = { metadata: { deletionTimestamp: '2026-02-28T00:00:00Z' } }
const hook = { name: 'drain', lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }
const hookLeft = {
  LifecycleHookName: 'drain',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  HeartbeatTimeout: 3600,
  DefaultResult: 'ABANDON',
}
const running = { InstanceRefreshId: 'refresh-1', Status: 'InProgress' }
const foreign = { Name: 'workers', 'sigs.k8s.io/cluster-api-provider-aws/cluster/other': 'owned' }
const noTags = { 'kubernetes.io/cluster/c': null, 'sigs.k8s.io/cluster-api-provider-aws/cluster/c': null }
const rolled = ['CreateLaunchTemplateVersion', 'StartInstanceRefresh']
const rolls = { calls: rolled, told: ['PW-UNDRAINED'] }
const tokens = { bad: 'abcdef.0123456789abcdef', good: 'ghijkl.0123456789abcdef' }

/** By the numbers and names of the list of known bugs; what no plan can show is told of below. */
const cases: { readonly [title: string]: Case } = {
  '7.1 an empty maxPrice is none': {
    asked: lt({ marketType: 'Spot', spotMarketOptions: { maxPrice: '' } }),
    left: body({ InstanceMarketOptions: { MarketType: 'spot' } }),
  },
  '7.2 IPv6 of the metadata service is sent': {
    asked: lt({ instanceMetadataOptions: { httpProtocolIpv6: 'enabled' } }),
    left: body({
      MetadataOptions: { HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1, HttpTokens: 'optional', InstanceMetadataTags: 'disabled' },
    }),
    ...rolls,
    inputs: { CreateLaunchTemplateVersion: { LaunchTemplateData: { MetadataOptions: { HttpProtocolIpv6: 'enabled' } } } },
    changes: [['HttpProtocolIpv6', 'disabled', 'enabled']],
  },
  '7.3 enclaves that are empty are absent': { asked: lt({ enclaveOptions: {} }) },
  '7.3 enclaves that are false are absent': { asked: lt({ enclaveOptions: { enabled: false } }) },
  '7.4 a host name without its type': {
    asked: lt({ privateDnsName: { enableResourceNameDnsARecord: true } }),
    left: body({ PrivateDnsNameOptions: { EnableResourceNameDnsARecord: true } }),
  },
  '7.5 Spot options added to a market type that a controller wrote': {
    asked: lt({ marketType: 'OnDemand', spotMarketOptions: {} }),
    holds: ['PW-MARKET-CLASH'],
    again: false,
  },
  '7.5 Spot options added to a pool that says nothing of the market': {
    asked: lt({ marketType: null, spotMarketOptions: {} }),
    ...rolls,
    changes: [['MarketType', null, 'spot']],
  },
  '7.6 a security group listed twice, and a core one listed again': {
    asked: lt({ additionalSecurityGroups: [{ id: 'sg-1' }, { id: 'sg-1' }, { id: 'sg-node' }] }),
    left: body({ SecurityGroupIds: ['sg-1', 'sg-lb', 'sg-node'] }),
  },
  '7.7 an on-demand fleet whose template grew': {
    asked: lt({ marketType: 'OnDemand' }),
    left: { versions: { 2: version({}), 3: version({}) }, group: { Instances: instancesLeft('1', '2', '3') } },
  },
  '7.8 an empty key name is none': { asked: lt({ sshKeyName: '' }) },
  '7.10 a hook’s target is taken away': {
    asked: spec({ lifecycleHooks: [hook] }),
    left: {
      hooks: [{ ...hookLeft, NotificationTargetARN: 'arn:aws:sqs:eu-west-1:000000000000:q', RoleARN: 'arn:aws:iam::000000000000:role/r' }],
    },
    calls: ['PutLifecycleHook'],
    inputs: { PutLifecycleHook: { NotificationTargetARN: '', RoleARN: '' } },
    changes: [['NotificationTargetARN', 'arn:aws:sqs:eu-west-1:000000000000:q', '']],
  },
  '7.11 no count is no opinion': {
    asked: { machinePool: { spec: { replicas: null } } },
    left: group({ DesiredCapacity: 2, Instances: instancesLeft('1', '1') }),
  },
  '7.12 a group that cannot be made makes no versions': {
    asked: { machinePool: { spec: { replicas: 9 } }, pool: { spec: { additionalTags: { team: 'x' } } } },
    left: { group: null, template: null, versions: null },
    holds: ['PW-SIZE-BOUNDS'],
    again: false,
  },
  '7.12 nor does it with a template that is as it should be': {
    asked: { machinePool: { spec: { replicas: 9 } } },
    left: { group: null },
    holds: ['PW-SIZE-BOUNDS'],
    again: false,
  },
  '7.13 hooks are compared with what AWS fills in': {
    asked: spec({ lifecycleHooks: [{ ...hook, notificationMetadata: '' }] }),
    left: { hooks: [hookLeft] },
  },
  '7.14 user tags at creation': {
    asked: {
      pool: {
        metadata: { annotations: { 'sigs.k8s.io/cluster-api-provider-aws-last-applied-tags': null } },
        spec: { additionalTags: { team: 'x' } },
      },
    },
    left: {
      group: { Tags: { team: 'x' } },
      template: { Tags: { team: 'x' } },
      versions: { 1: { TagSpecifications: { instance: { team: 'x' }, volume: { team: 'x' } } } },
    },
  },
  '7.15 a refresh that was never started': {
    asked: lt({ instanceType: 'm5.xlarge' }),
    left: { versions: { 2: version({ InstanceType: 'm5.xlarge' }) } },
    calls: ['StartInstanceRefresh'],
    told: ['PW-UNDRAINED'],
    changes: [['InstanceType', 'm5.large', 'm5.xlarge']],
  },
  '7.15 a refresh that bakes is under way': {
    asked: lt({ instanceType: 'm5.xlarge' }),
    left: {
      versions: { 2: version({ InstanceType: 'm5.xlarge' }) },
      group: { Instances: instancesLeft('2', '2', '2') },
      refreshes: [{ ...running, Status: 'Baking' }],
    },
    again: false,
  },
  '7.15 a rollback is waited for': {
    asked: lt({ instanceType: 'm5.xlarge' }),
    left: { versions: { 2: version({ InstanceType: 'm5.xlarge' }) }, refreshes: [{ ...running, Status: 'RollbackInProgress' }] },
    holds: ['PW-REFRESH-ENDING'],
    told: ['PW-UNDRAINED'],
    again: false,
  },
  '7.16 a disabled refresh that an operator started': {
    asked: spec({ refreshPreferences: { disable: true }, awsLaunchTemplate: { instanceType: 'm5.xlarge' } }),
    left: { refreshes: [running] },
    calls: ['CreateLaunchTemplateVersion'],
    told: ['PW-REFRESH-DISABLED'],
  },
  '7.17 a root volume grows': {
    asked: lt({ rootVolume: { size: 60 } }),
    left: body({ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 40, DeleteOnTermination: true } }] }),
    ...rolls,
    inputs: {
      CreateLaunchTemplateVersion: {
        LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 60, DeleteOnTermination: true } }] },
      },
    },
  },
  '7.17 a further volume is added': {
    asked: lt({ nonRootVolumes: [{ deviceName: '/dev/sdb', size: 8 }] }),
    ...rolls,
    inputs: {
      CreateLaunchTemplateVersion: {
        LaunchTemplateData: { BlockDeviceMappings: [{ DeviceName: '/dev/sdb', Ebs: { VolumeSize: 8, DeleteOnTermination: true } }] },
      },
    },
  },
  '7.17 on-demand becomes a capacity block': {
    asked: lt({ marketType: 'CapacityBlock', capacityReservationId: 'cr-1' }),
    left: body({ CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId: 'cr-1' } } }),
    ...rolls,
    changes: [['MarketType', null, 'capacity-block']],
  },
  '7.17 a reservation’s preference alone': {
    asked: lt({ capacityReservationPreference: 'None' }),
    left: body({ CapacityReservationSpecification: { CapacityReservationPreference: 'open' } }),
    ...rolls,
    changes: [['CapacityReservationPreference', 'open', 'none']],
  },
  '7.18 cooldown and warm-up after creation': {
    asked: spec({ defaultCoolDown: '1m0s', defaultInstanceWarmup: '2m0s' }),
    calls: ['UpdateAutoScalingGroup'],
    inputs: { UpdateAutoScalingGroup: { AutoScalingGroupName: 'workers', DefaultCooldown: 60, DefaultInstanceWarmup: 120 } },
    changes: [
      ['DefaultCooldown', 300, 60],
      ['DefaultInstanceWarmup', 300, 120],
    ],
  },
  '7.19 a newer image is told of': { asked: lt({ ami: { id: null } }), told: ['PW-IMAGE-NEWER'] },
  '7.19 a newer image rolls where that is asked for': {
    asked: lt({ ami: { id: null } }),
    settings: { imageLookup: 'roll' },
    ...rolls,
    changes: [['ImageId', 'ami-1', 'ami-2']],
  },
  '7.20 a tag alone replaces nothing': {
    asked: spec({ additionalTags: { team: 'x' } }),
    calls: ['CreateLaunchTemplateVersion', 'CreateTags', 'CreateOrUpdateTags'],
    changes: [['Tags.team', null, 'x']],
  },
  '7.21 a new token flows while a refresh runs': {
    asked: { secret: { stringData: { value: bootstrap(tokens.good) } } },
    left: { refreshes: [running] },
    calls: ['CreateLaunchTemplateVersion'],
  },
  '7.21 a refresh that is started again leaves out what is done': {
    asked: lt({ instanceType: 'm5.xlarge' }),
    left: {
      versions: { 2: version({ InstanceType: 'm5.xlarge' }) },
      group: { Instances: instancesLeft('2', '1', '1') },
      refreshes: [{ ...running, Status: 'Cancelled' }],
    },
    calls: ['StartInstanceRefresh'],
    inputs: { StartInstanceRefresh: { Preferences: { SkipMatching: true } } },
    told: ['PW-UNDRAINED'],
  },
  '7.22 scaling, tags and hooks do not wait for a refresh to end': {
    asked: {
      pool: { spec: { awsLaunchTemplate: { instanceType: 'm5.xlarge' }, lifecycleHooks: [hook] } },
      machinePool: { spec: { replicas: 5 } },
    },
    left: { refreshes: [{ ...running, Status: 'Cancelling' }], group: { Tags: { 'sigs.k8s.io/cluster-api-provider-aws/role': null } } },
    calls: ['UpdateAutoScalingGroup', 'CreateOrUpdateTags', 'PutLifecycleHook'],
    inputs: { UpdateAutoScalingGroup: { AutoScalingGroupName: 'workers', DesiredCapacity: 5 } },
    holds: ['PW-REFRESH-ENDING'],
    again: false,
  },
  '7.23 a rotated token is in the template at once': {
    asked: { secret: { stringData: { value: bootstrap(tokens.good) } } },
    calls: ['CreateLaunchTemplateVersion'],
  },
  '7.24 nodes that end undrained are told of': {
    asked: { machinePool: { spec: { replicas: 3 } }, pool: { spec: { awsLaunchTemplate: { instanceType: 'm5.xlarge' } } } },
    ...rolls,
  },
  '7.24 where a hook stands in the way they are not': {
    asked: spec({ awsLaunchTemplate: { instanceType: 'm5.xlarge' }, lifecycleHooks: [hook] }),
    left: { hooks: [hookLeft] },
    calls: rolled,
  },
  '7.25 two edits are one version and one refresh': {
    asked: lt({ instanceType: 'm5.xlarge', sshKeyName: 'key-1' }),
    ...rolls,
    changes: [
      ['InstanceType', 'm5.large', 'm5.xlarge'],
      ['KeyName', null, 'key-1'],
    ],
  },
  '7.26 a group that is short is looked at again soon': {
    left: group({ Instances: instancesLeft('1', '1') }),
    next: 15,
    again: false,
  },
  '7.26 a pool at rest is looked at again later': { next: 600 },
  '7.27 a group of another cluster is left alone': {
    left: { group: { Tags: { ...noTags, ...foreign } } },
    asked: spec({ maxSize: 9 }),
    holds: ['PW-NOT-OURS'],
    again: false,
  },
  '7.27 a group of nobody’s is not deleted': {
    left: { group: { Tags: noTags }, template: { Tags: noTags } },
    asked: { pool: deleted },
    holds: ['PW-NOT-OURS'],
    again: false,
  },
  '7.28 the template was deleted by hand': {
    left: { template: null, versions: null },
    calls: ['CreateLaunchTemplate', 'UpdateAutoScalingGroup'],
    told: ['PW-VERSION-GONE'],
    again: false,
  },
  '7.29 hooks and suspensions of others stay': {
    left: { hooks: [{ ...hookLeft, LifecycleHookName: 'theirs' }], group: { SuspendedProcesses: ['AZRebalance'] } },
    asked: spec({ lifecycleHooks: [hook] }),
    calls: ['PutLifecycleHook'],
    inputs: { PutLifecycleHook: { LifecycleHookName: 'drain' } },
    told: ['PW-FOREIGN-HOOKS', 'PW-FOREIGN-PROCESSES'],
  },
  '7.29 unless everything is to be managed': {
    left: { hooks: [{ ...hookLeft, LifecycleHookName: 'theirs' }], group: { SuspendedProcesses: ['AZRebalance'] } },
    settings: { ownership: 'strict' },
    calls: ['ResumeProcesses', 'DeleteLifecycleHook'],
  },
  '7.30 a base tag that was taken off': {
    left: group({ Tags: { 'sigs.k8s.io/cluster-api-provider-aws/role': null } }),
    calls: ['CreateOrUpdateTags'],
    changes: [['Tags.sigs.k8s.io/cluster-api-provider-aws/role', null, 'node']],
  },
  '7.30 a tag that had replaced the name is dropped': {
    left: {
      group: { Tags: { Name: 'mine' } },
      template: { Tags: { Name: 'mine' } },
      versions: { 1: { TagSpecifications: { instance: { Name: 'mine' }, volume: { Name: 'mine' } } } },
    },
    calls: ['CreateLaunchTemplateVersion', 'CreateTags', 'CreateOrUpdateTags'],
    changes: [['Tags.Name', 'mine', 'workers']],
  },
  '7.30 a user’s tag with a key that says whose a thing is': {
    asked: spec({ additionalTags: { 'sigs.k8s.io/cluster-api-provider-aws/role': 'x' } }),
    told: ['PW-TAG-RESERVED'],
  },
  '7.31 each entry of filters is a question of its own': {
    asked: spec({
      subnets: [{ filters: [{ name: 'tag:tier', values: ['a'] }] }, { filters: [{ name: 'tag:tier', values: ['b'] }] }],
    }),
  },
  '7.31 security groups of another VPC are none': {
    asked: lt({ additionalSecurityGroups: [{ filters: [{ name: 'group-name', values: ['elsewhere'] }] }] }),
    left: { securityGroups: [{ GroupId: 'sg-9', GroupName: 'elsewhere', VpcId: 'vpc-9' }] },
    holds: ['PW-SECURITY-GROUP-NONE'],
    again: false,
  },
  '7.32 a zone at the edge has no subnet for a pool': {
    asked: {
      pool: { spec: { subnets: null, availabilityZones: ['eu-west-1-lhr-1a'] } },
      awsCluster: {
        spec: {
          network: { subnets: [{ id: 'subnet-edge', availabilityZone: 'eu-west-1-lhr-1a', isPublic: false, zoneType: 'local-zone' }] },
        },
      },
    },
    holds: ['PW-SUBNET-NONE'],
    again: false,
  },
  '7.33 subnets of a secondary range are told of': {
    asked: {
      pool: { spec: { subnets: null, availabilityZones: ['eu-west-1a'] } },
      awsCluster: {
        spec: {
          network: {
            subnets: [
              { id: 'subnet-a', availabilityZone: 'eu-west-1a', isPublic: false },
              {
                id: 'subnet-b',
                availabilityZone: 'eu-west-1a',
                isPublic: false,
                tags: { 'sigs.k8s.io/cluster-api-provider-aws/association': 'secondary' },
              },
            ],
          },
        },
      },
    },
    told: ['PW-SUBNET-SECONDARY'],
  },
  '7.34 what a controller wrote into the spec is no wish': {
    asked: spec({
      providerID: 'arn:of:another',
      providerIDList: [],
      suspendProcesses: { processes: {} },
      awsLaunchTemplate: { rootVolume: { deviceName: '/dev/written', size: 40 } },
    }),
    left: body({ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 40, DeleteOnTermination: true } }] }),
  },
  '7.36 what is in service is counted apart': {
    left: group({
      Instances: [
        ...(instancesLeft('1', '1') as ReadonlyArray<JsonValue>),
        patched((instancesLeft('1', '1', '1') as ReadonlyArray<JsonValue>)[2], { LifecycleState: 'Terminating' }),
      ],
    }),
    status: { replicas: 3, inService: 2 },
    again: false,
  },
  '7.39 a group that is being deleted still has its template': {
    left: group({ Status: 'Delete in progress' }),
    asked: { pool: deleted },
    holds: ['PW-WAIT-GONE'],
    next: 15,
    again: false,
  },
  '7.40 the template goes by what is there, not by what a status says': {
    asked: { pool: { ...deleted, status: null } },
    left: { group: null },
    calls: ['DeleteLaunchTemplate'],
    inputs: { DeleteLaunchTemplate: { LaunchTemplateId: 'lt-1' } },
    again: false,
  },
  '7.41 a pool goes after its cluster': {
    asked: { pool: deleted, cluster: null, awsCluster: null, machinePool: null, secret: null },
    settings: { region: 'eu-west-1' },
    calls: ['DeleteAutoScalingGroup'],
    holds: ['PW-WAIT-GONE'],
    told: ['PW-UNDRAINED'],
    again: false,
  },
  '7.44 a policy without distribution for a group without policy': {
    asked: spec({ mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }] } }),
    calls: ['UpdateAutoScalingGroup'],
    changes: [['Overrides', null, ['m5.large']]],
  },
  '7.44 the market Spot without options': {
    asked: lt({ marketType: 'Spot' }),
    ...rolls,
    changes: [['MarketType', null, 'spot']],
  },
  '7.44 no count where the group is to be made': {
    asked: { machinePool: { spec: { replicas: null } } },
    left: { group: null, template: null, versions: null },
    calls: ['CreateLaunchTemplate', 'CreateAutoScalingGroup'],
  },
  '7.44 a template that was made by hand': {
    left: {
      versions: {
        1: { ImageId: null, SecurityGroupIds: null, UserData: null, TagSpecifications: null, MetadataOptions: { HttpTokens: 'required' } },
      },
    },
    ...rolls,
    changes: [
      ['ImageId', null, 'ami-1'],
      ['HttpTokens', 'required', null],
    ],
  },
  '7.45 a count outside the bounds of a group that is there': {
    asked: { machinePool: { spec: { replicas: 6 } } },
    holds: ['PW-SIZE-BOUNDS'],
    again: false,
  },
  '7.46 where there is no group nothing is rolled': {
    asked: lt({ instanceType: 'm5.xlarge' }),
    left: { group: null },
    calls: ['CreateLaunchTemplateVersion', 'CreateAutoScalingGroup'],
  },
  '7.47 no image of EKS where its default has none': {
    asked: {
      ...eks,
      pool: { spec: { subnets: null, awsLaunchTemplate: { ami: { id: null } } } },
      machinePool: { spec: { template: { spec: { version: 'v1.33.0' } } } },
    },
    left: { group: null, template: null, versions: null },
    holds: ['PW-IMAGE-FAMILY'],
    again: false,
  },
  '7.48 bounds are read for what they are': {
    asked: spec({ minSize: 2, maxSize: 9 }),
    left: group({ MinSize: 2, MaxSize: 9 }),
  },
  '7.50 bootstrap data that is too long': {
    asked: { secret: { stringData: { value: bootstrap(tokens.bad, `# ${'x'.repeat(16_384)}\n`) } } },
    holds: ['PW-USER-DATA-SIZE'],
    again: false,
  },
  '7.52 a count that an autoscaler sets': {
    asked: { machinePool: { metadata: { annotations: { 'cluster.x-k8s.io/replicas-managed-by': 'external-autoscaler' } } } },
    left: group({ DesiredCapacity: 4, Instances: instancesLeft('1', '1', '1', '1') }),
  },
}

/** What takes more than one plan, or no plan at all, and where it is shown instead. */
const elsewhere: { readonly [number: string]: string } = {
  '7.9': 'addresses that are signed anew: behaviour L26',
  '7.35': 'versions of nodes come from the workload cluster',
  '7.37': 'a condition for each call that failed: behaviours H9 and W6',
  '7.38': 'no pass waits for a deletion: behaviour X12',
  '7.42': 'objects that go with versions: behaviours D30 and D31',
  '7.43': 'what a store forgets by itself: behaviour L25',
  '7.49': 'permissions stand with each operation in the table of operations',
  '7.51': 'a plan takes values, whatever template they come from',
}

const runningNow = (p: PlannedPool) => p.steps.filter((s) => s.holds.length === 0)
const planned = async (manifests: ReturnType<typeof manifestsOf>, observed: JsonValue, settings?: Members) => {
  const [one] = (await plan({ manifests, observed, settings })).plans
  if (one === undefined) throw new Error('there is no pool')
  return one
}

describe('bugs known of the older controller, from what it leaves', () => {
  for (const [title, c] of Object.entries(cases))
    it(title, async () => {
      const manifests = manifestsOf(patched(objects, c.asked ?? {}))
      const world = worldLeft(patched(answers, c.left ?? {}))
      const p = await planned(manifests, world, c.settings)
      const steps = runningNow(p)
      const holds = [...p.holds, ...p.steps.flatMap((s) => s.holds)].map((h) => h.code)
      expect({
        calls: steps.map((s) => s.call.operation),
        holds: [...new Set(holds)],
        told: [...new Set(p.findings.map((f) => f.code))].sort(),
      }).toEqual({ calls: c.calls ?? [], holds: c.holds ?? [], told: c.told ?? [] })
      for (const [operation, input] of Object.entries(c.inputs ?? {}))
        expect(steps.find((s) => s.call.operation === operation)?.call.input).toMatchObject(input)
      const changes = steps.flatMap((s) => s.causes.flatMap((x) => (x._tag === 'Change' ? [[x.row, x.before, x.after]] : [])))
      for (const change of c.changes ?? []) expect(changes).toContainEqual(change)
      if (c.status !== undefined) expect(p.status).toMatchObject(c.status)
      if (c.next !== undefined) expect(p.next).toEqual({ _tag: 'After', delay: c.next * 1_000 })
      if (c.again === false) return
      const cloud = embeddedCloud({ world })
      const applied = await apply({ manifests, cloud, settings: c.settings })
      expect(applied.ended, 'the first pass').toBe('settled')
      expect(await planned(manifests, cloud.dump(), c.settings), 'the second pass').toMatchObject({ steps: [], holds: [] })
    })

  it('are all here, or told where else they are shown', () => {
    const numbers = Array.from({ length: 52 }, (_, i) => `7.${i + 1}`)
    const shown = new Set([...Object.keys(cases).map((title) => title.split(' ')[0]), ...Object.keys(elsewhere)])
    expect(numbers.filter((n) => !shown.has(n))).toEqual([])
  })
})
