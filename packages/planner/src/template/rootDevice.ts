/**
 * What the image says of its root volume: the device's name, and how small it may not be (L13, L14).
 * @since 0.1.0
 */
import type { Image } from '@poolwright/aws/lookups'
import type { Look } from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import type { Volume } from '@poolwright/schema/AWSLaunchTemplate'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { open, type Resolution, sure, waitFor } from '../pool/Resolution.js'
import type { Chosen } from './image.js'

/** Asked only when the pool has a root volume of its own. */
export const rootDeviceOf = (
  look: Look<PoolNouns>,
  scope: Key.Scope,
  root: Volume | undefined,
  chosen: Resolution<Chosen>,
): Resolution<string | null> => {
  if (root === undefined) return sure(null)
  const written = root.deviceName === undefined || root.deviceName === '' ? null : root.deviceName
  const { id, image } = chosen.value
  // The image's own hold says already what is waited for.
  if (id === null) return { value: written, holds: chosen.holds, findings: [] }
  if (image?.RootDeviceName !== undefined) return fitting(root, image, image.RootDeviceName)
  const key = Key.of('image', scope, id)
  const fact = look(key)
  if (fact._tag === 'Unknown') return open(written, waitFor(key, fact))
  const device = (fact._tag === 'Present' ? fact.value.RootDeviceName : undefined) ?? written
  if (device === null)
    return open(null, Hold.awaits('PW-IMAGE-NONE', key, `image ${id}, whose root device the root volume goes under, cannot be found`))
  return fact._tag === 'Present' ? fitting(root, fact.value, device) : sure(device)
}

const fitting = (root: Volume, image: Image, device: string): Resolution<string> => {
  const least = image.BlockDeviceMappings?.[0]?.Ebs?.VolumeSize ?? 0
  return root.size >= least
    ? sure(device)
    : open(
        device,
        Hold.refused(
          'PW-ROOT-VOLUME-SIZE',
          ['awsLaunchTemplate.rootVolume.size'],
          `a root volume of ${root.size} GiB cannot hold image ${image.ImageId}, which has ${least} GiB`,
        ),
      )
}
