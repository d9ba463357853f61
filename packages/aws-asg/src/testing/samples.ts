/**
 * Every operation with a request and an answer, for tests.
 */
import type { AsgAct } from '@poolwright/aws'
import { digestUserData } from '@poolwright/core/UserData'

const bytes = new TextEncoder().encode('#cloud-config\n')
const name = { AutoScalingGroupName: 'workers' }

export type Sample = {
  readonly input: object
  /** Members of the request that must have gone out, as the query protocols flatten them. */
  readonly sent: { readonly [field: string]: string }
  /** What else must be so of the request, where the service goes by host and path. */
  readonly to?: {
    readonly method: string
    readonly hostname: string
    readonly path: string
    readonly body?: string
    readonly headers?: object
  }
  /** The members of AWS's answer, in its own spelling; of S3's, its headers. */
  readonly reply?: string | object
  readonly answer: object
}

const tagged = { ResourceId: 'workers', ResourceType: 'auto-scaling-group', Key: 'team' }
const object = { Bucket: 'data', Key: 'machine-pool/workers/0a1b' }
const at = (method: string) => ({ method, hostname: 'data.s3.eu-west-1.amazonaws.com', path: `/${object.Key}` })
const lookUp = (filter: string) => ({ Filters: [{ Name: filter, Values: ['a', 'b'] }] })
const filtered = (filter: string) => ({ 'Filter.1.Name': filter, 'Filter.1.Value.1': 'a', 'Filter.1.Value.2': 'b' })

/** Each operation once: what is asked, how it goes out, what comes back, how it is read. */
export const samples: { readonly [K in AsgAct['op']]: Sample } = {
  'ec2:DescribeLaunchTemplates': {
    input: { ...lookUp('launch-template-name'), MaxResults: 200, NextToken: 'n1' },
    sent: { ...filtered('launch-template-name'), MaxResults: '200', NextToken: 'n1' },
    reply: `<launchTemplates><item><launchTemplateId>lt-1</launchTemplateId><launchTemplateName>workers</launchTemplateName>
      <defaultVersionNumber>1</defaultVersionNumber><latestVersionNumber>3</latestVersionNumber>
      <tagSet><item><key>team</key><value>a &amp; b</value></item></tagSet></item></launchTemplates><nextToken>n2</nextToken>`,
    answer: {
      LaunchTemplates: [
        {
          ...{ LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', DefaultVersionNumber: 1, LatestVersionNumber: 3 },
          Tags: [{ Key: 'team', Value: 'a & b' }],
        },
      ],
      NextToken: 'n2',
    },
  },
  'ec2:DescribeLaunchTemplateVersions': {
    input: { LaunchTemplateId: 'lt-1', Versions: ['1', '2'], MaxResults: 200 },
    sent: { LaunchTemplateId: 'lt-1', 'LaunchTemplateVersion.1': '1', 'LaunchTemplateVersion.2': '2', MaxResults: '200' },
    reply: `<launchTemplateVersionSet><item><launchTemplateId>lt-1</launchTemplateId><versionNumber>2</versionNumber>
      <defaultVersion>false</defaultVersion><launchTemplateData><imageId>ami-1</imageId><userData>I2Nsb3VkLWNvbmZpZwo=</userData>
      <securityGroupIdSet><item>sg-1</item></securityGroupIdSet><blockDeviceMappingSet><item><deviceName>/dev/xvda</deviceName>
      <ebs><volumeSize>20</volumeSize><encrypted>true</encrypted></ebs></item></blockDeviceMappingSet></launchTemplateData></item>
      </launchTemplateVersionSet>`,
    answer: {
      LaunchTemplateVersions: [
        {
          ...{ LaunchTemplateId: 'lt-1', VersionNumber: 2, DefaultVersion: false },
          LaunchTemplateData: {
            ...{ ImageId: 'ami-1', SecurityGroupIds: ['sg-1'], UserData: digestUserData(bytes) },
            BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, Encrypted: true } }],
          },
        },
      ],
    },
  },
  'ec2:CreateLaunchTemplate': {
    input: {
      LaunchTemplateName: 'workers',
      LaunchTemplateData: { ImageId: 'ami-1', UserData: bytes, SecurityGroupIds: ['sg-1'], EnclaveOptions: { Enabled: false } },
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'team', Value: 'a' }] }],
    },
    sent: {
      ...{ LaunchTemplateName: 'workers', 'LaunchTemplateData.UserData': 'I2Nsb3VkLWNvbmZpZwo=' },
      ...{ 'LaunchTemplateData.EnclaveOptions.Enabled': 'false', 'TagSpecification.1.Tag.1.Key': 'team' },
    },
    reply: '<launchTemplate><launchTemplateId>lt-1</launchTemplateId><latestVersionNumber>1</latestVersionNumber></launchTemplate>',
    answer: { LaunchTemplateId: 'lt-1', VersionNumber: '1' },
  },
  'ec2:CreateLaunchTemplateVersion': {
    input: { LaunchTemplateId: 'lt-1', LaunchTemplateData: { ImageId: 'ami-2' } },
    sent: { LaunchTemplateId: 'lt-1', ClientToken: 'token', 'LaunchTemplateData.ImageId': 'ami-2' },
    reply: '<launchTemplateVersion><versionNumber>7</versionNumber></launchTemplateVersion>',
    answer: { VersionNumber: '7' },
  },
  'ec2:DeleteLaunchTemplateVersions': {
    input: { LaunchTemplateId: 'lt-1', Versions: ['1', '2'] },
    sent: { LaunchTemplateId: 'lt-1', 'LaunchTemplateVersion.1': '1', 'LaunchTemplateVersion.2': '2' },
    reply: `<unsuccessfullyDeletedLaunchTemplateVersionSet><item><versionNumber>2</versionNumber><responseError>
      <code>unexpectedError</code></responseError></item></unsuccessfullyDeletedLaunchTemplateVersionSet>`,
    answer: { UnsuccessfullyDeletedLaunchTemplateVersions: [{ VersionNumber: 2 }] },
  },
  'ec2:DeleteLaunchTemplate': { input: { LaunchTemplateId: 'lt-1' }, sent: { LaunchTemplateId: 'lt-1' }, answer: {} },
  'ec2:CreateTags': {
    input: { Resources: ['lt-1'], Tags: [{ Key: 'team', Value: '' }] },
    sent: { 'ResourceId.1': 'lt-1', 'Tag.1.Key': 'team', 'Tag.1.Value': '' },
    answer: {},
  },
  'ec2:DeleteTags': {
    input: { Resources: ['lt-1'], Tags: [{ Key: 'team' }] },
    sent: { 'ResourceId.1': 'lt-1', 'Tag.1.Key': 'team' },
    answer: {},
  },
  'ec2:DescribeImages': {
    input: lookUp('image-id'),
    sent: filtered('image-id'),
    reply: `<imagesSet><item><imageId>ami-1</imageId><imageState>available</imageState><architecture>arm64</architecture>
      <rootDeviceName>/dev/xvda</rootDeviceName></item></imagesSet>`,
    answer: { Images: [{ ImageId: 'ami-1', State: 'available', Architecture: 'arm64', RootDeviceName: '/dev/xvda' }] },
  },
  'ec2:DescribeInstances': {
    input: lookUp('instance-id'),
    sent: filtered('instance-id'),
    reply: `<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName>
      <ebs><volumeId>vol-1</volumeId><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>
      <tagSet><item><key>a</key><value>b</value></item></tagSet></item></instancesSet></item></reservationSet>`,
    answer: {
      Reservations: [
        {
          Instances: [
            {
              InstanceId: 'i-1',
              BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-1', DeleteOnTermination: true } }],
              Tags: [{ Key: 'a', Value: 'b' }],
            },
          ],
        },
      ],
    },
  },
  'ec2:DescribeTags': {
    input: lookUp('resource-id'),
    sent: filtered('resource-id'),
    reply: `<tagSet><item><resourceId>vol-1</resourceId><resourceType>volume</resourceType><key>a</key><value>b</value></item></tagSet>`,
    answer: { Tags: [{ ResourceId: 'vol-1', ResourceType: 'volume', Key: 'a', Value: 'b' }] },
  },
  'ec2:DescribeSubnets': {
    input: lookUp('subnet-id'),
    sent: filtered('subnet-id'),
    reply: `<subnetSet><item><subnetId>subnet-1</subnetId><availabilityZone>eu-west-1a</availabilityZone><vpcId>vpc-1</vpcId>
      </item></subnetSet>`,
    answer: { Subnets: [{ SubnetId: 'subnet-1', AvailabilityZone: 'eu-west-1a', VpcId: 'vpc-1' }] },
  },
  'ec2:DescribeSecurityGroups': {
    input: lookUp('group-id'),
    sent: filtered('group-id'),
    reply: '<securityGroupInfo><item><groupId>sg-1</groupId><groupName>nodes</groupName></item></securityGroupInfo>',
    answer: { SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'nodes' }] },
  },
  'ec2:DescribeInstanceTypes': {
    input: lookUp('instance-type'),
    sent: filtered('instance-type'),
    reply: `<instanceTypeSet><item><instanceType>m7g.large</instanceType><processorInfo><supportedArchitectures><item>arm64</item>
      </supportedArchitectures></processorInfo></item></instanceTypeSet>`,
    answer: { InstanceTypes: [{ InstanceType: 'm7g.large', ProcessorInfo: { SupportedArchitectures: ['arm64'] } }] },
  },
  'autoscaling:DescribeAutoScalingGroups': {
    input: { AutoScalingGroupNames: ['workers', 'other'], MaxRecords: 100 },
    sent: { 'AutoScalingGroupNames.member.1': 'workers', 'AutoScalingGroupNames.member.2': 'other', MaxRecords: '100' },
    reply: `<AutoScalingGroups><member><AutoScalingGroupName>workers</AutoScalingGroupName><MinSize>0</MinSize><MaxSize>3</MaxSize>
      <DesiredCapacity>1</DesiredCapacity><CapacityRebalance>true</CapacityRebalance>
      <LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>$Latest</Version></LaunchTemplate>
      <Instances><member><InstanceId>i-1</InstanceId><LifecycleState>InService</LifecycleState><HealthStatus>Healthy</HealthStatus>
      <AvailabilityZone>eu-west-1a</AvailabilityZone><ProtectedFromScaleIn>false</ProtectedFromScaleIn></member></Instances>
      <SuspendedProcesses><member><ProcessName>AZRebalance</ProcessName></member></SuspendedProcesses></member></AutoScalingGroups>
      <NextToken>n2</NextToken>`,
    answer: {
      AutoScalingGroups: [
        {
          ...{ AutoScalingGroupName: 'workers', MinSize: 0, MaxSize: 3, DesiredCapacity: 1, CapacityRebalance: true },
          LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '$Latest' },
          Instances: [
            {
              ...{ InstanceId: 'i-1', LifecycleState: 'InService', HealthStatus: 'Healthy', AvailabilityZone: 'eu-west-1a' },
              ProtectedFromScaleIn: false,
            },
          ],
          SuspendedProcesses: [{ ProcessName: 'AZRebalance' }],
        },
      ],
      NextToken: 'n2',
    },
  },
  'autoscaling:DescribeInstanceRefreshes': {
    input: { ...name, MaxRecords: 10 },
    sent: { ...name, MaxRecords: '10' },
    reply: `<InstanceRefreshes><member><InstanceRefreshId>r-1</InstanceRefreshId><Status>InProgress</Status>
      <PercentageComplete>50</PercentageComplete><Preferences><MinHealthyPercentage>90</MinHealthyPercentage><AlarmSpecification>
      <Alarms><member>a</member></Alarms></AlarmSpecification></Preferences></member></InstanceRefreshes>`,
    answer: {
      InstanceRefreshes: [
        {
          ...{ InstanceRefreshId: 'r-1', Status: 'InProgress', PercentageComplete: 50 },
          Preferences: { MinHealthyPercentage: 90, AlarmSpecification: { Alarms: ['a'] } },
        },
      ],
    },
  },
  'autoscaling:DescribeLifecycleHooks': {
    input: name,
    sent: name,
    reply: `<LifecycleHooks><member><LifecycleHookName>drain</LifecycleHookName><HeartbeatTimeout>60</HeartbeatTimeout>
      <LifecycleTransition>autoscaling:EC2_INSTANCE_TERMINATING</LifecycleTransition></member></LifecycleHooks>`,
    answer: {
      LifecycleHooks: [{ LifecycleHookName: 'drain', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', HeartbeatTimeout: 60 }],
    },
  },
  'autoscaling:DescribeScalingActivities': {
    input: { ...name, MaxRecords: 20 },
    sent: { ...name, MaxRecords: '20' },
    reply: `<Activities><member><ActivityId>a-1</ActivityId><StatusCode>Failed</StatusCode><StatusMessage>no capacity</StatusMessage>
      <StartTime>2026-11-22T10:00:00Z</StartTime></member></Activities>`,
    answer: {
      Activities: [{ ActivityId: 'a-1', StatusCode: 'Failed', StatusMessage: 'no capacity', StartTime: '2026-11-22T10:00:00.000Z' }],
    },
  },
  'autoscaling:CreateAutoScalingGroup': {
    input: {
      ...{ ...name, MinSize: 0, MaxSize: 3, VPCZoneIdentifier: 'subnet-1,subnet-2', CapacityRebalance: false },
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' },
      Tags: [{ ...tagged, Value: 'a', PropagateAtLaunch: true }],
      LifecycleHookSpecificationList: [{ LifecycleHookName: 'drain', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }],
    },
    sent: {
      ...{ ...name, MinSize: '0', MaxSize: '3', VPCZoneIdentifier: 'subnet-1,subnet-2', CapacityRebalance: 'false' },
      ...{ 'LaunchTemplate.LaunchTemplateId': 'lt-1', 'LaunchTemplate.Version': '1', 'Tags.member.1.PropagateAtLaunch': 'true' },
      'LifecycleHookSpecificationList.member.1.LifecycleHookName': 'drain',
    },
    answer: {},
  },
  'autoscaling:UpdateAutoScalingGroup': {
    input: { ...name, DesiredCapacity: 0, DefaultInstanceWarmup: -1 },
    sent: { ...name, DesiredCapacity: '0', DefaultInstanceWarmup: '-1' },
    answer: {},
  },
  'autoscaling:DeleteAutoScalingGroup': {
    input: { ...name, ForceDelete: true },
    sent: { ...name, ForceDelete: 'true' },
    answer: {},
  },
  'autoscaling:StartInstanceRefresh': {
    input: {
      ...{ ...name, Strategy: 'Rolling', Preferences: { MinHealthyPercentage: 90, SkipMatching: true } },
      DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } },
    },
    sent: {
      ...{ ...name, Strategy: 'Rolling', 'Preferences.SkipMatching': 'true' },
      'DesiredConfiguration.LaunchTemplate.Version': '2',
    },
    reply: '<InstanceRefreshId>r-1</InstanceRefreshId>',
    answer: { InstanceRefreshId: 'r-1' },
  },
  'autoscaling:CancelInstanceRefresh': { input: name, sent: name, reply: '<InstanceRefreshId>r-1</InstanceRefreshId>', answer: {} },
  'autoscaling:CreateOrUpdateTags': {
    input: { Tags: [{ ...tagged, Value: 'a', PropagateAtLaunch: false }] },
    sent: { 'Tags.member.1.ResourceId': 'workers', 'Tags.member.1.Value': 'a', 'Tags.member.1.PropagateAtLaunch': 'false' },
    answer: {},
  },
  'autoscaling:DeleteTags': {
    input: { Tags: [tagged] },
    sent: { 'Tags.member.1.ResourceId': 'workers', 'Tags.member.1.Key': 'team' },
    answer: {},
  },
  'autoscaling:SuspendProcesses': {
    input: { ...name, ScalingProcesses: ['AZRebalance'] },
    sent: { ...name, 'ScalingProcesses.member.1': 'AZRebalance' },
    answer: {},
  },
  'autoscaling:ResumeProcesses': {
    input: { ...name, ScalingProcesses: ['AZRebalance'] },
    sent: { ...name, 'ScalingProcesses.member.1': 'AZRebalance' },
    answer: {},
  },
  'autoscaling:PutLifecycleHook': {
    input: { ...name, LifecycleHookName: 'drain', HeartbeatTimeout: 60, DefaultResult: 'CONTINUE' },
    sent: { ...name, LifecycleHookName: 'drain', HeartbeatTimeout: '60', DefaultResult: 'CONTINUE' },
    answer: {},
  },
  'autoscaling:DeleteLifecycleHook': {
    input: { ...name, LifecycleHookName: 'drain' },
    sent: { ...name, LifecycleHookName: 'drain' },
    answer: {},
  },
  's3:PutObject': {
    input: { ...object, Body: bytes, ServerSideEncryption: 'aws:kms' },
    sent: {},
    to: { ...at('PUT'), body: '#cloud-config\n', headers: { 'x-amz-server-side-encryption': 'aws:kms' } },
    reply: { etag: '"a"', 'x-amz-server-side-encryption': 'aws:kms' },
    answer: {},
  },
  's3:DeleteObject': { input: object, sent: {}, to: at('DELETE'), reply: {}, answer: {} },
  's3:HeadObject': {
    input: object,
    sent: {},
    to: at('HEAD'),
    reply: { 'content-length': '14', 'last-modified': 'Sun, 22 Nov 2026 10:00:00 GMT', etag: '"a"' },
    answer: { ContentLength: 14, LastModified: '2026-11-22T10:00:00.000Z' },
  },
  'ssm:GetParameters': {
    input: { Names: ['/a', '/b'] },
    sent: {},
    reply: { Parameters: [{ Name: '/a', Value: 'ami-1', Type: 'String', Version: 3 }], InvalidParameters: ['/b'] },
    answer: { Parameters: [{ Name: '/a', Value: 'ami-1' }] },
  },
}
