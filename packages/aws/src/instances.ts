/**
 * Running instances as EC2 shows them: their tags, and which volumes go when they do.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { Tag } from './tags.js'

const AttachedVolume = struct('EbsInstanceBlockDevice', {}, { VolumeId: t.string, DeleteOnTermination: t.boolean })
export const RunningInstance = struct(
  'Instance',
  { InstanceId: t.string },
  {
    Tags: t.readonlyArray(Tag),
    BlockDeviceMappings: t.readonlyArray(struct('InstanceBlockDeviceMapping', {}, { DeviceName: t.string, Ebs: AttachedVolume })),
  },
)
export type RunningInstance = t.TypeOf<typeof RunningInstance>

/** One tag of one resource, as `ec2:DescribeTags` lists them. */
export const ResourceTag = struct('TagDescription', { ResourceId: t.string, Key: t.string, Value: t.string }, { ResourceType: t.string })

/** Volumes that were made with the instance and go with it; what somebody attached later is not among them. */
export const ownVolumesOf = (i: RunningInstance): ReadonlyArray<string> =>
  (i.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => (Ebs?.DeleteOnTermination === true ? (Ebs.VolumeId ?? []) : []))
