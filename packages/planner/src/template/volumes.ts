/**
 * Volumes in one normal form, whether a manifest asks for them or a template version holds them.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateEbsBlockDeviceRequest.html
 * @since 0.1.0
 */
import type { BlockDeviceMapping } from '@poolwright/aws/LaunchTemplate'
import { byText } from '@poolwright/core/Json'
import type { Volume } from '@poolwright/schema/AWSLaunchTemplate'

/** `null`: not asked for, AWS decides. A type whose members are JSON, so that a change can show it. */
export type Device = {
  readonly device: string
  readonly size: number | null
  readonly type: string | null
  readonly iops: number | null
  readonly throughput: number | null
  readonly encrypted: boolean
  readonly key: string | null
  readonly deletedWithInstance: boolean
}

const some = (n: number | undefined): number | null => (n === undefined || n === 0 ? null : n)
const text = (s: string | undefined): string | null => (s === undefined || s === '' ? null : s)
const inOrder = (devices: ReadonlyArray<Device>): ReadonlyArray<Device> =>
  devices.length < 2 ? devices : [...devices].sort((x, y) => byText(x.device, y.device))

const deviceOf = (v: Volume, device: string): Device => ({
  device,
  size: v.size,
  type: text(v.type),
  iops: some(v.iops),
  throughput: some(v.throughput),
  encrypted: text(v.encryptionKey) !== null || v.encrypted === true,
  key: text(v.encryptionKey),
  deletedWithInstance: true,
})

/** The root volume goes under the image's own device name, whatever the manifest calls it. */
export const wantedDevices = (root: Volume | undefined, rootDevice: string | null, others: ReadonlyArray<Volume>): ReadonlyArray<Device> =>
  inOrder([
    ...(root === undefined ? [] : [deviceOf(root, rootDevice ?? root.deviceName ?? '')]),
    ...others.map((v) => deviceOf(v, v.deviceName ?? '')),
  ])

const none: ReadonlyArray<Device> = []
export const observedDevices = (mappings: ReadonlyArray<BlockDeviceMapping> | undefined): ReadonlyArray<Device> =>
  mappings === undefined || mappings.length === 0
    ? none
    : inOrder(
        mappings.map(({ DeviceName, Ebs }) => ({
          device: DeviceName,
          size: Ebs?.VolumeSize ?? null,
          type: text(Ebs?.VolumeType),
          iops: some(Ebs?.Iops),
          throughput: some(Ebs?.Throughput),
          encrypted: Ebs?.Encrypted === true,
          key: text(Ebs?.KmsKeyId),
          deletedWithInstance: Ebs?.DeleteOnTermination === true,
        })),
      )

export const mappingOf = (d: Device): BlockDeviceMapping => ({
  DeviceName: d.device,
  Ebs: {
    ...(d.size === null ? {} : { VolumeSize: d.size }),
    ...(d.type === null ? {} : { VolumeType: d.type }),
    ...(d.iops === null ? {} : { Iops: d.iops }),
    ...(d.throughput === null ? {} : { Throughput: d.throughput }),
    ...(d.encrypted ? { Encrypted: true } : {}),
    ...(d.key === null ? {} : { KmsKeyId: d.key }),
    DeleteOnTermination: d.deletedWithInstance,
  },
})
