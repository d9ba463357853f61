/**
 * What is only ever looked up: images, subnets, security groups, instance types.
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { BlockDeviceMapping } from './LaunchTemplate.js'
import { Tag } from './tags.js'

/** `SnapshotId` and the like are dropped; of the mappings only size and device matter here. */
export const Image = struct(
  'Image',
  { ImageId: t.string },
  {
    Name: t.string,
    CreationDate: t.string,
    Architecture: t.string,
    State: t.string,
    OwnerId: t.string,
    RootDeviceName: t.string,
    BlockDeviceMappings: t.readonlyArray(BlockDeviceMapping),
  },
)
export type Image = t.TypeOf<typeof Image>

export const Subnet = struct(
  'Subnet',
  { SubnetId: t.string, AvailabilityZone: t.string },
  { VpcId: t.string, State: t.string, MapPublicIpOnLaunch: t.boolean, Tags: t.readonlyArray(Tag) },
)
export type Subnet = t.TypeOf<typeof Subnet>

export const SecurityGroup = struct(
  'SecurityGroup',
  { GroupId: t.string },
  { GroupName: t.string, VpcId: t.string, Tags: t.readonlyArray(Tag) },
)
export type SecurityGroup = t.TypeOf<typeof SecurityGroup>

export const InstanceType = struct(
  'InstanceType',
  { InstanceType: t.string },
  { ProcessorInfo: struct('ProcessorInfo', {}, { SupportedArchitectures: t.readonlyArray(t.string) }) },
)
export type InstanceType = t.TypeOf<typeof InstanceType>

/** `Name` and `Values` of a Describe request: any value of a filter, all filters. */
export const Filter = struct('Filter', { Name: t.string, Values: t.readonlyArray(t.string) })
export type Filter = t.TypeOf<typeof Filter>
