/**
 * Volumes of a launch template (V12, V14, V19).
 */
import type { AWSLaunchTemplate, Volume } from '../AWSLaunchTemplate.js'
import { type Breach, breach, repeats, when } from '../internal/Rule.js'
import type { Path } from '../internal/Tree.js'

const provisioned = ['io1', 'io2']

const volumeRules = (volume: Volume, path: Path, root: boolean): ReadonlyArray<Breach> => {
  const { type, iops, throughput } = volume
  const also = [[...path, 'type']]
  return [
    ...when(provisioned.includes(type ?? '') && (iops ?? 0) === 0, () =>
      breach('PW-VOLUME', 'creation', [...path, 'iops'], { expected: `iops for a volume of type ${type ?? ''}`, got: 'none', also }),
    ),
    ...when(throughput !== undefined && type !== 'gp3', () =>
      breach('PW-VOLUME', 'creation', [...path, 'throughput'], {
        expected: 'throughput on volumes of type gp3 only',
        got: type === undefined ? 'a volume without a type' : `type ${type}`,
        also,
      }),
    ),
    ...when(root && throughput !== undefined && type === 'gp3' && (throughput < 125 || throughput > 2000), () =>
      breach('PW-VOLUME', 'creation', [...path, 'throughput'], {
        expected: 'a throughput from 125 to 2000 MiB/s',
        got: String(throughput),
        also,
      }),
    ),
    ...when(!root && (volume.deviceName ?? '') === '', () =>
      breach('PW-VOLUME', 'creation', [...path, 'deviceName'], { expected: 'a device name such as /dev/sdb', got: 'none' }),
    ),
  ]
}

export const templateVolumeRules = (template: AWSLaunchTemplate, path: Path): ReadonlyArray<Breach> => {
  const others = template.nonRootVolumes ?? []
  const rootPath = [...path, 'rootVolume']
  const otherPath = (i: number): Path => [...path, 'nonRootVolumes', i]
  const devices = [
    ...(template.rootVolume?.deviceName === undefined ? [] : [{ name: template.rootVolume.deviceName, path: rootPath }]),
    ...others.flatMap((v, i) => (v.deviceName === undefined || v.deviceName === '' ? [] : [{ name: v.deviceName, path: otherPath(i) }])),
  ]
  return [
    ...(template.rootVolume === undefined ? [] : volumeRules(template.rootVolume, rootPath, true)),
    ...others.flatMap((volume, i) => volumeRules(volume, otherPath(i), false)),
    ...repeats(devices.map((d) => d.name)).flatMap((i) => {
      const device = devices[i]
      if (device === undefined) return []
      return [
        breach('PW-VOLUME-TWICE', 'tolerated', [...device.path, 'deviceName'], {
          expected: 'each device name once',
          got: `${JSON.stringify(device.name)} again`,
          advice: 'AWS refuses a template that maps one device twice.',
        }),
      ]
    }),
  ]
}
