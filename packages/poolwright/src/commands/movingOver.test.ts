import { digest } from '@poolwright/core/digest'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../document.js'
import { plan } from '../index.js'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { answers, bootstrap, eks, instancesLeft, manifestsOf, membersOf, objects, patched, worldLeft } from '../testing/olderController.js'

type Variant = {
  /** What is asked for beyond the simplest pool, as a patch of the objects. */
  readonly asked?: JsonValue
  /** What the older controller makes of it, as a patch of AWS's answers. */
  readonly left?: JsonValue
  /** A difference that must not go unnoticed, on one side or the other, and the row that finds it. */
  readonly planted: { readonly asked?: JsonValue; readonly left?: JsonValue; readonly row: string }
  /** What people are told all the same. */
  readonly told?: ReadonlyArray<string>
}

const spec = (pool: JsonValue): JsonValue => ({ pool: { spec: pool } })
const lt = (template: JsonValue): JsonValue => spec({ awsLaunchTemplate: template })
const body = (data: JsonValue): JsonValue => ({ versions: { 1: data } })
const group = (g: JsonValue): JsonValue => ({ group: g })
const ebs = (more: JsonValue): JsonValue => patched({ DeleteOnTermination: true }, more)
const hook = { LifecycleHookName: 'drain', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }
const metadata = { HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 1, HttpTokens: 'optional', InstanceMetadataTags: 'disabled' }
const byName = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', Version: '$Latest' }
const everyProcess = [
  'AZRebalance',
  'AddToLoadBalancer',
  'AlarmNotification',
  'HealthCheck',
  'InstanceRefresh',
  'Launch',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'Terminate',
]
const tagged = (users: { readonly [key: string]: string }): JsonValue => ({
  group: { Tags: users },
  template: { Tags: users },
  versions: { 1: { TagSpecifications: { instance: users, volume: users } } },
})

const rotated = (n: number): JsonValue => ({ UserData: bootstrap(`abcde${n}.0123456789abcdef`) })

/** The data in the cluster's bucket, put on the last pass, and the stub in the template, which names the object where it says KEPT. */
const stored = (ignition: JsonValue, stub: string): Variant => {
  const data = '{"ignition":{"version":"3.4.0"}}'
  const [hash, key] = [digest(data), `machine-pool/workers/${digest(data)}`]
  return {
    asked: {
      awsCluster: { spec: { s3Bucket: { name: 'data' } } },
      pool: { spec: { ignition } },
      secret: { stringData: { format: 'ignition', value: data } },
    },
    left: {
      ...membersOf(
        body({
          UserData: stub.replace('KEPT', `s3://data/${key}`),
          TagSpecifications: { instance: { 'sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-hash': hash } },
        }),
      ),
      buckets: { data: { [key]: { digest: hash, size: data.length, encryption: 'aws:kms', modifiedAt: Date.UTC(2026, 2, 1) } } },
    },
    planted: { asked: { awsCluster: { spec: { s3Bucket: { name: 'other' } } } }, row: 'UserData' },
  }
}

/** Tags with the name that EKS knows the cluster by. */
const ofEks = {
  'kubernetes.io/cluster/c': null,
  'sigs.k8s.io/cluster-api-provider-aws/cluster/c': null,
  'kubernetes.io/cluster/eks-x': 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/cluster/eks-x': 'owned',
}
const variants: { readonly [field: string]: Variant } = {
  'the simplest pool': { planted: { asked: spec({ maxSize: 6 }), row: 'MaxSize' } },
  'minSize and maxSize': {
    asked: spec({ minSize: 0, maxSize: 50 }),
    left: group({ MinSize: 0, MaxSize: 50 }),
    planted: { asked: spec({ minSize: 2 }), row: 'MinSize' },
  },
  replicas: {
    asked: { machinePool: { spec: { replicas: 1 } } },
    left: group({ DesiredCapacity: 1, Instances: instancesLeft('1') }),
    planted: { asked: { machinePool: { spec: { replicas: 2 } } }, row: 'DesiredCapacity' },
  },
  'replicas that an autoscaler sets': {
    asked: { machinePool: { metadata: { annotations: { 'cluster.x-k8s.io/replicas-managed-by': '' } } } },
    left: group({ DesiredCapacity: 2, Instances: instancesLeft('1', '1') }),
    planted: { asked: { machinePool: { metadata: { annotations: null } } }, row: 'DesiredCapacity' },
  },
  availabilityZones: {
    asked: spec({ subnets: null, availabilityZones: ['eu-west-1b'] }),
    left: group({ VPCZoneIdentifier: 'subnet-b, subnet-public' }),
    planted: { asked: spec({ availabilityZones: ['eu-west-1a'] }), row: 'VPCZoneIdentifier' },
  },
  availabilityZoneSubnetType: {
    asked: spec({ subnets: null, availabilityZones: ['eu-west-1b'], availabilityZoneSubnetType: 'public' }),
    left: group({ VPCZoneIdentifier: 'subnet-public' }),
    planted: { asked: spec({ availabilityZoneSubnetType: 'private' }), row: 'VPCZoneIdentifier' },
  },
  'subnets by filter': {
    asked: spec({ subnets: [{ filters: [{ name: 'tag:tier', values: ['a'] }] }] }),
    left: group({ VPCZoneIdentifier: 'subnet-a' }),
    planted: { asked: spec({ subnets: [{ filters: [{ name: 'tag:tier', values: ['b'] }] }] }), row: 'VPCZoneIdentifier' },
  },
  'subnets in another order': {
    asked: spec({ subnets: [{ id: 'subnet-b' }, { id: 'subnet-a' }] }),
    left: group({ VPCZoneIdentifier: 'subnet-b, subnet-a' }),
    planted: { asked: spec({ subnets: [{ id: 'subnet-a' }] }), row: 'VPCZoneIdentifier' },
  },
  'the zones of failure domains': {
    asked: { pool: { spec: { subnets: null } }, machinePool: { spec: { failureDomains: ['eu-west-1a'] } } },
    left: group({ VPCZoneIdentifier: 'subnet-a' }),
    planted: { asked: { machinePool: { spec: { failureDomains: ['eu-west-1b'] } } }, row: 'VPCZoneIdentifier' },
  },
  'the cluster’s private subnets': {
    asked: spec({ subnets: null }),
    planted: {
      asked: { awsCluster: { spec: { network: { subnets: [{ id: 'subnet-a', availabilityZone: 'eu-west-1a' }] } } } },
      row: 'VPCZoneIdentifier',
    },
  },
  additionalTags: {
    asked: {
      pool: {
        metadata: { annotations: { 'sigs.k8s.io/cluster-api-provider-aws-last-applied-tags': '{"team":"x","cost":"1","Name":"mine"}' } },
        spec: { additionalTags: { team: 'x', Name: 'mine' } },
      },
      awsCluster: { spec: { additionalTags: { cost: '1', team: 'of all' } } },
    },
    left: tagged({ team: 'x', cost: '1', Name: 'mine' }),
    planted: { asked: spec({ additionalTags: { team: 'y' } }), row: 'InstanceTags' },
  },
  'awsLaunchTemplate.name and versionNumber': {
    asked: lt({ name: 'other', versionNumber: 7 }),
    told: ['PW-NO-EFFECT', 'PW-NO-EFFECT'],
    planted: { asked: lt({ instanceType: 'm5.xlarge' }), row: 'InstanceType' },
  },
  iamInstanceProfile: {
    asked: lt({ iamInstanceProfile: 'nodes.cluster-api-provider-aws.sigs.k8s.io' }),
    left: body({ IamInstanceProfile: { Name: 'nodes.cluster-api-provider-aws.sigs.k8s.io' } }),
    planted: { asked: lt({ iamInstanceProfile: 'others' }), row: 'IamInstanceProfile' },
  },
  'an image by look-up': {
    asked: lt({ ami: { id: null } }),
    told: ['PW-IMAGE-NEWER'],
    planted: { asked: lt({ ami: { id: 'ami-2' } }), row: 'ImageId' },
  },
  'an image by the pool’s own look-up': {
    asked: lt({
      ami: { id: null },
      imageLookupFormat: '{{.BaseOS}}-{{.K8sVersion}}',
      imageLookupOrg: '1234',
      imageLookupBaseOS: 'flatcar',
    }),
    left: {
      images: [{ ImageId: 'ami-1', Name: 'flatcar-1.31.2', OwnerId: '1234', CreationDate: '2026-01-01T00:00:00.000Z' }],
    },
    planted: { asked: lt({ ami: { id: 'ami-2' } }), row: 'ImageId' },
  },
  'an image by the cluster’s look-up': {
    asked: {
      pool: { spec: { awsLaunchTemplate: { ami: { id: null } } } },
      awsCluster: { spec: { imageLookupFormat: 'of-{{.BaseOS}}-{{.K8sVersion}}', imageLookupOrg: '5', imageLookupBaseOS: 'us' } },
    },
    left: { images: [{ ImageId: 'ami-1', Name: 'of-us-1.31.2', OwnerId: '5', CreationDate: '2026-01-01T00:00:00.000Z' }] },
    planted: { asked: lt({ ami: { id: 'ami-2' } }), row: 'ImageId' },
  },
  'instanceType absent beside a policy': {
    asked: spec({ awsLaunchTemplate: { instanceType: null }, mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }] } }),
    left: {
      group: {
        LaunchTemplate: null,
        MixedInstancesPolicy: {
          LaunchTemplate: { LaunchTemplateSpecification: byName, Overrides: [{ InstanceType: 'm5.large' }] },
          InstancesDistribution: {},
        },
      },
      versions: { 1: { InstanceType: null } },
    },
    planted: { asked: lt({ instanceType: 'm5.large' }), row: 'InstanceType' },
  },
  rootVolume: {
    asked: lt({ rootVolume: { deviceName: '/dev/sda1', size: 80, type: 'gp3', iops: 4000, throughput: 200, encrypted: true } }),
    left: body({
      BlockDeviceMappings: [
        { DeviceName: '/dev/sda1', Ebs: ebs({ VolumeSize: 80, VolumeType: 'gp3', Iops: 4000, Throughput: 200, Encrypted: true }) },
      ],
    }),
    planted: { asked: lt({ rootVolume: { size: 100 } }), row: 'BlockDeviceMappings' },
  },
  'rootVolume.encryptionKey': {
    asked: lt({ rootVolume: { deviceName: '/dev/sda1', size: 80, encryptionKey: 'key-1' } }),
    left: body({ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: ebs({ VolumeSize: 80, Encrypted: true, KmsKeyId: 'key-1' }) }] }),
    planted: { asked: lt({ rootVolume: { encryptionKey: 'key-2' } }), row: 'BlockDeviceMappings' },
  },
  'rootVolume.encrypted false': {
    asked: lt({ rootVolume: { deviceName: '/dev/sda1', size: 80, iops: 0, encrypted: false } }),
    left: body({ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: ebs({ VolumeSize: 80, Encrypted: false }) }] }),
    planted: { asked: lt({ rootVolume: { encrypted: true } }), row: 'BlockDeviceMappings' },
  },
  nonRootVolumes: {
    asked: lt({
      nonRootVolumes: [
        { deviceName: '/dev/sdc', size: 20, type: 'io2', iops: 500 },
        { deviceName: '/dev/sdb', size: 8, encrypted: true },
        { deviceName: '/dev/sdd', size: 10, type: 'gp3', throughput: 250, encryptionKey: 'key-1' },
      ],
    }),
    left: body({
      BlockDeviceMappings: [
        { DeviceName: '/dev/sdc', Ebs: ebs({ VolumeSize: 20, VolumeType: 'io2', Iops: 500 }) },
        { DeviceName: '/dev/sdb', Ebs: ebs({ VolumeSize: 8, Encrypted: true }) },
        { DeviceName: '/dev/sdd', Ebs: ebs({ VolumeSize: 10, VolumeType: 'gp3', Throughput: 250, Encrypted: true, KmsKeyId: 'key-1' }) },
      ],
    }),
    planted: { asked: lt({ nonRootVolumes: [{ deviceName: '/dev/sdb', size: 8, encrypted: true }] }), row: 'BlockDeviceMappings' },
  },
  sshKeyName: {
    asked: lt({ sshKeyName: 'key-1' }),
    left: body({ KeyName: 'key-1' }),
    planted: { asked: lt({ sshKeyName: null }), row: 'KeyName' },
  },
  'sshKeyName empty': { asked: lt({ sshKeyName: '' }), planted: { asked: lt({ sshKeyName: 'key-1' }), row: 'KeyName' } },
  'additionalSecurityGroups by id': {
    asked: lt({ additionalSecurityGroups: [{ id: 'sg-1' }, { id: 'sg-node' }] }),
    left: body({ SecurityGroupIds: ['sg-node', 'sg-lb', 'sg-1'] }),
    planted: { asked: lt({ additionalSecurityGroups: [] }), row: 'SecurityGroupIds' },
  },
  'additionalSecurityGroups by filter': {
    asked: lt({ additionalSecurityGroups: [{ filters: [{ name: 'group-name', values: ['more'] }] }] }),
    left: body({ SecurityGroupIds: ['sg-node', 'sg-lb', 'sg-1'] }),
    planted: { asked: lt({ additionalSecurityGroups: null }), row: 'SecurityGroupIds' },
  },
  spotMarketOptions: {
    asked: lt({ marketType: 'Spot', spotMarketOptions: {} }),
    left: body({ InstanceMarketOptions: { MarketType: 'spot' } }),
    planted: { asked: lt({ marketType: null, spotMarketOptions: null }), row: 'MarketType' },
  },
  'spotMarketOptions.maxPrice': {
    asked: lt({ marketType: 'Spot', spotMarketOptions: { maxPrice: '0.05' } }),
    left: body({ InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: '0.050000' } } }),
    planted: { asked: lt({ spotMarketOptions: { maxPrice: '0.06' } }), row: 'SpotMaxPrice' },
  },
  'marketType Spot without options': {
    asked: lt({ marketType: 'Spot' }),
    left: body({ InstanceMarketOptions: { MarketType: 'spot' } }),
    planted: { asked: lt({ marketType: 'OnDemand' }), row: 'MarketType' },
  },
  'marketType CapacityBlock': {
    asked: lt({ marketType: 'CapacityBlock', capacityReservationId: 'cr-1' }),
    left: body({
      InstanceMarketOptions: { MarketType: 'capacity-block' },
      CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId: 'cr-1' } },
    }),
    planted: { asked: lt({ marketType: 'OnDemand' }), row: 'MarketType' },
  },
  capacityReservationId: {
    asked: lt({ capacityReservationId: 'cr-1', capacityReservationPreference: 'CapacityReservationsOnly' }),
    left: body({
      CapacityReservationSpecification: {
        CapacityReservationPreference: 'capacity-reservations-only',
        CapacityReservationTarget: { CapacityReservationId: 'cr-1' },
      },
    }),
    planted: { asked: lt({ capacityReservationId: 'cr-2' }), row: 'CapacityReservationId' },
  },
  capacityReservationPreference: {
    asked: lt({ capacityReservationPreference: 'Open' }),
    left: body({ CapacityReservationSpecification: { CapacityReservationPreference: 'open' } }),
    planted: { asked: lt({ capacityReservationPreference: 'None' }), row: 'CapacityReservationPreference' },
  },
  'instanceMetadataOptions with their defaults': {
    asked: lt({ instanceMetadataOptions: {} }),
    left: body({ MetadataOptions: metadata }),
    planted: { asked: lt({ instanceMetadataOptions: { httpTokens: 'required' } }), row: 'HttpTokens' },
  },
  instanceMetadataOptions: {
    asked: lt({
      instanceMetadataOptions: {
        httpEndpoint: 'enabled',
        httpProtocolIpv6: 'disabled',
        httpPutResponseHopLimit: 2,
        httpTokens: 'required',
        instanceMetadataTags: 'enabled',
      },
    }),
    left: body({
      MetadataOptions: { HttpEndpoint: 'enabled', HttpPutResponseHopLimit: 2, HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
    }),
    planted: { asked: lt({ instanceMetadataOptions: { httpProtocolIpv6: 'enabled' } }), row: 'HttpProtocolIpv6' },
  },
  enclaveOptions: {
    asked: lt({ enclaveOptions: { enabled: true } }),
    left: body({ EnclaveOptions: { Enabled: true } }),
    planted: { asked: lt({ enclaveOptions: { enabled: false } }), row: 'Enclave' },
  },
  privateDnsName: {
    asked: lt({
      privateDnsName: { hostnameType: 'resource-name', enableResourceNameDnsARecord: true, enableResourceNameDnsAAAARecord: false },
    }),
    left: body({
      PrivateDnsNameOptions: { HostnameType: 'resource-name', EnableResourceNameDnsARecord: true, EnableResourceNameDnsAAAARecord: false },
    }),
    planted: { asked: lt({ privateDnsName: { enableResourceNameDnsAAAARecord: true } }), row: 'DnsAAAARecord' },
  },
  'a mixed instances policy': {
    asked: spec({
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandAllocationStrategy: 'lowest-price',
          onDemandBaseCapacity: 1,
          onDemandPercentageAboveBaseCapacity: 50,
          spotAllocationStrategy: 'capacity-optimized',
        },
        overrides: [{ instanceType: 'm5.large' }, { instanceType: 'm5a.large' }],
      },
    }),
    left: group({
      LaunchTemplate: null,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: byName, Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'm5a.large' }] },
        InstancesDistribution: {
          OnDemandAllocationStrategy: 'lowest-price',
          OnDemandBaseCapacity: 1,
          OnDemandPercentageAboveBaseCapacity: 50,
          SpotAllocationStrategy: 'capacity-optimized',
        },
      },
    }),
    planted: { asked: spec({ mixedInstancesPolicy: { instancesDistribution: { onDemandBaseCapacity: 2 } } }), row: 'Distribution' },
  },
  'a mixed instances policy that leaves its distribution to AWS': {
    asked: spec({ mixedInstancesPolicy: { overrides: [{ instanceType: 'm5.large' }, { instanceType: 'm5a.large' }] } }),
    left: group({
      LaunchTemplate: null,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: byName, Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'm5a.large' }] },
        InstancesDistribution: {
          OnDemandAllocationStrategy: 'prioritized',
          OnDemandBaseCapacity: 0,
          OnDemandPercentageAboveBaseCapacity: 100,
          SpotAllocationStrategy: 'lowest-price',
          SpotInstancePools: 2,
        },
      },
    }),
    planted: {
      asked: spec({ mixedInstancesPolicy: { overrides: [{ instanceType: 'm5a.large' }, { instanceType: 'm5.large' }] } }),
      row: 'Overrides',
    },
  },
  defaultCoolDown: {
    asked: spec({ defaultCoolDown: '1m0s' }),
    left: group({ DefaultCooldown: 60 }),
    planted: { asked: spec({ defaultCoolDown: '2m0s' }), row: 'DefaultCooldown' },
  },
  defaultInstanceWarmup: {
    asked: spec({ defaultInstanceWarmup: '1h30m0s' }),
    left: group({ DefaultInstanceWarmup: 5400 }),
    planted: { asked: spec({ defaultInstanceWarmup: '2h0m0s' }), row: 'DefaultInstanceWarmup' },
  },
  capacityRebalance: {
    asked: spec({ capacityRebalance: true }),
    left: group({ CapacityRebalance: true }),
    planted: { asked: spec({ capacityRebalance: false }), row: 'CapacityRebalance' },
  },
  refreshPreferences: {
    asked: spec({ refreshPreferences: { strategy: 'Rolling', minHealthyPercentage: 80, maxHealthyPercentage: 100, instanceWarmup: 60 } }),
    left: { refreshes: [{ InstanceRefreshId: 'refresh-1', Status: 'Successful' }] },
    planted: { asked: lt({ instanceType: 'm5.xlarge' }), row: 'InstanceType' },
  },
  'refreshPreferences.disable': {
    asked: spec({ refreshPreferences: { disable: true } }),
    planted: { asked: lt({ instanceType: 'm5.xlarge' }), row: 'InstanceType' },
  },
  'suspendProcesses.all': {
    asked: spec({ suspendProcesses: { all: true, processes: {} } }),
    left: group({ SuspendedProcesses: everyProcess }),
    planted: { left: group({ SuspendedProcesses: ['Launch'] }), row: 'SuspendedProcesses' },
  },
  'suspendProcesses but some': {
    asked: spec({ suspendProcesses: { all: true, processes: { launch: false, terminate: false } } }),
    left: group({ SuspendedProcesses: everyProcess.filter((p) => p !== 'Launch' && p !== 'Terminate') }),
    planted: { asked: spec({ suspendProcesses: { processes: { launch: null } } }), row: 'SuspendedProcesses' },
  },
  'suspendProcesses by name': {
    asked: spec({
      suspendProcesses: {
        processes: {
          addToLoadBalancer: true,
          alarmNotification: true,
          healthCheck: true,
          instanceRefresh: true,
          replaceUnhealthy: true,
          scheduledActions: true,
        },
      },
    }),
    left: group({
      SuspendedProcesses: [
        'AddToLoadBalancer',
        'AlarmNotification',
        'HealthCheck',
        'InstanceRefresh',
        'ReplaceUnhealthy',
        'ScheduledActions',
      ],
    }),
    planted: { asked: spec({ suspendProcesses: { all: true } }), row: 'SuspendedProcesses' },
  },
  'suspendProcesses.processes': {
    asked: spec({ suspendProcesses: { processes: { azRebalance: true } } }),
    left: group({ SuspendedProcesses: ['AZRebalance'] }),
    planted: { asked: spec({ suspendProcesses: { processes: { healthCheck: true } } }), row: 'SuspendedProcesses' },
  },
  'lifecycleHooks made with the group': {
    asked: spec({ lifecycleHooks: [{ name: 'drain', lifecycleTransition: hook.LifecycleTransition }] }),
    left: { hooks: [{ ...hook, HeartbeatTimeout: 3600, DefaultResult: 'ABANDON' }] },
    planted: {
      asked: spec({ lifecycleHooks: [{ name: 'drain', lifecycleTransition: hook.LifecycleTransition, defaultResult: 'CONTINUE' }] }),
      row: 'DefaultResult',
    },
  },
  'lifecycleHooks put later': {
    asked: spec({
      lifecycleHooks: [
        {
          name: 'drain',
          lifecycleTransition: hook.LifecycleTransition,
          heartbeatTimeout: '15m0s',
          defaultResult: 'CONTINUE',
          notificationTargetARN: 'arn:aws:sqs:eu-west-1:000000000000:q',
          roleARN: 'arn:aws:iam::000000000000:role/r',
          notificationMetadata: 'm',
        },
      ],
    }),
    left: {
      hooks: [
        {
          ...hook,
          HeartbeatTimeout: 900,
          DefaultResult: 'CONTINUE',
          NotificationTargetARN: 'arn:aws:sqs:eu-west-1:000000000000:q',
          RoleARN: 'arn:aws:iam::000000000000:role/r',
          NotificationMetadata: 'm',
        },
      ],
    },
    planted: {
      asked: spec({ lifecycleHooks: [{ name: 'drain', lifecycleTransition: hook.LifecycleTransition }] }),
      row: 'HeartbeatTimeout',
    },
  },
  'bootstrap data whose token was rotated, each time in a version of its own': {
    asked: { secret: { stringData: { value: bootstrap('abcde3.0123456789abcdef') } } },
    left: {
      versions: {
        1: rotated(1),
        2: patched(membersOf(answers['versions'])['1'], rotated(2)),
        3: patched(membersOf(answers['versions'])['1'], rotated(3)),
      },
      group: { Instances: instancesLeft('1', '2', '3') },
    },
    planted: { asked: { secret: { stringData: { value: bootstrap('abcde4.0123456789abcdef') } } }, row: 'UserData' },
  },
  'a cluster of EKS': {
    asked: {
      ...eks,
      pool: { spec: { subnets: null, awsLaunchTemplate: { ami: { id: null, eksLookupType: 'AmazonLinux2023' } } } },
    },
    left: {
      group: { Tags: ofEks },
      template: { Tags: ofEks },
      versions: { 1: { SecurityGroupIds: ['sg-node', 'sg-eks'], TagSpecifications: { instance: ofEks, volume: ofEks } } },
      parameters: { '/aws/service/eks/optimized-ami/1.31/amazon-linux-2023/x86_64/standard/recommended/image_id': 'ami-1' },
    },
    planted: { asked: lt({ ami: { eksLookupType: null, id: 'ami-2' } }), row: 'ImageId' },
  },
  'ignition in user data': {
    asked: {
      pool: { spec: { ignition: { storageType: 'UnencryptedUserData', version: '3.4' } } },
      secret: { stringData: { format: 'ignition', value: '{"ignition":{"version":"3.4.0"}}' } },
    },
    left: body({ UserData: '{"ignition":{"version":"3.4.0"}}' }),
    planted: { asked: { secret: { stringData: { value: '{"ignition":{"version":"3.3.0"}}' } } }, row: 'UserData' },
  },
  // The bytes of both stubs are what Go's encoder makes of the types of Ignition 2.3 and 3.4.
  'ignition of version 2 in the bucket': stored(
    { version: '2.3', storageType: 'ClusterObjectStore' },
    '{"ignition":{"config":{"append":[{"source":"KEPT","verification":{}}]},"security":{"tls":{}},"timeouts":{},"version":"2.3.0"},' +
      '"networkd":{},"passwd":{},"storage":{},"systemd":{}}',
  ),
  'ignition of version 3 in the bucket': stored(
    { version: '3.1', storageType: 'ClusterObjectStore' },
    '{"ignition":{"config":{"merge":[{"source":"KEPT","verification":{}}],"replace":{"verification":{}}},"proxy":{},"security":{"tls":{}},' +
      '"timeouts":{},"version":"3.1.0"},"kernelArguments":{},"passwd":{},"storage":{},"systemd":{}}',
  ),
}

/** Every place in a document, lists by their items: `lifecycleHooks[].name`. */
const pathsIn = (u: JsonValue | undefined, at = ''): ReadonlyArray<string> => {
  if (Array.isArray(u)) return (u as ReadonlyArray<JsonValue>).flatMap((x) => pathsIn(x, `${at}[]`))
  const inner = Object.entries(membersOf(u)).flatMap(([k, x]) => pathsIn(x, at === '' ? k : `${at}.${k}`))
  return [at, ...inner]
}

const planned = async (asked: JsonValue, left: JsonValue) => {
  const [one] = (await plan({ manifests: manifestsOf(asked), observed: worldLeft(left) })).plans
  if (one === undefined) throw new Error('there is no pool')
  return one
}

/** From the objects of an API server, as `kubectl get` prints them, and AWS's answers at that time. */
describe('moving over: what the older controller left is as the manifests say', () => {
  for (const [field, { asked = {}, left = {}, planted, told = [] }] of Object.entries(variants))
    it(field, async () => {
      const wanted = patched(objects, asked)
      const there = patched(answers, left)
      const { steps, holds, findings } = await planned(wanted, there)
      expect({ steps, holds, told: findings.map((f) => f.code) }).toEqual({ steps: [], holds: [], told })
      const other = await planned(patched(wanted, planted.asked ?? {}), patched(there, planted.left ?? {}))
      const rows = other.steps.flatMap((s) => s.causes.flatMap((c) => (c._tag === 'Change' ? [c.row] : [])))
      expect(rows, 'the planted difference').toContain(planted.row)
    })

  it('covers every field of the spec that AWS ever sees', () => {
    const asked = [objects, ...Object.values(variants).map((v) => v.asked ?? {})].flatMap((d) =>
      pathsIn(membersOf(membersOf(d)['pool'])['spec']),
    )
    const spoken = Object.values(awsMachinePool.rows).flatMap((table) => Object.values(table).flatMap((row) => row.paths))
    const own = [...new Set(spoken)].filter((path) => !/^([A-Z]|settings\.)/.test(path))
    expect(own.length).toBeGreaterThan(60)
    expect(own.filter((path) => !asked.some((x) => x === path || x.startsWith(`${path}.`) || x.startsWith(`${path}[`)))).toEqual([])
  })

  it('the manifests alone are as good as the objects of the API server', async () => {
    const bare = patched(objects, {
      pool: {
        metadata: { uid: null, annotations: null, finalizers: null },
        spec: { providerID: null, providerIDList: null, capacityRebalance: null, awsLaunchTemplate: { marketType: null } },
        status: null,
      },
    })
    expect(await planned(bare, answers)).toMatchObject({ steps: [], holds: [], findings: [] })
  })
})
