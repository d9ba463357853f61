import type { Volume } from '@poolwright/schema/AWSLaunchTemplate'
import { describe, expect, it } from 'vitest'
import { type Device, mappingOf, observedDevices, wantedDevices } from './volumes.js'

const bare: Device = {
  device: '/dev/sdb',
  size: null,
  type: null,
  iops: null,
  throughput: null,
  encrypted: false,
  key: null,
  deletedWithInstance: true,
}
const full: Device = { ...bare, size: 40, type: 'gp3', iops: 4000, throughput: 200, encrypted: true, key: 'key-1' }
const only = (v: Volume) => wantedDevices(undefined, null, [v])

describe('volumes', () => {
  it.each([
    ['nothing but the size', {}, {}],
    ['an empty type is none', { type: '' }, {}],
    ['a type', { type: 'io2' }, { type: 'io2' }],
    ['no operations a second are none said', { iops: 0 }, {}],
    ['operations a second', { iops: 3000 }, { iops: 3000 }],
    ['no throughput is none said', { throughput: 0 }, {}],
    ['throughput', { throughput: 200 }, { throughput: 200 }],
    ['encrypted', { encrypted: true }, { encrypted: true }],
    ['not encrypted', { encrypted: false }, {}],
    ['an empty key is none', { encryptionKey: '' }, {}],
    ['a key encrypts', { encrypted: false, encryptionKey: 'key-1' }, { encrypted: true, key: 'key-1' }],
  ] as const)('as asked: %s', (_, asked, wanted) => {
    expect(only({ deviceName: '/dev/sdb', size: 8, ...asked })).toEqual([{ ...bare, size: 8, ...wanted }])
  })

  it('the root volume has the image’s device, else its own, and all are in order of their devices', () => {
    const root = { size: 8, deviceName: '/dev/z' }
    const others = [
      { size: 2, deviceName: '/dev/sdc' },
      { size: 1, deviceName: '/dev/sdb' },
    ]
    const named = (image: string | null) => wantedDevices(root, image, others).map((d) => [d.device, d.size])
    expect(named('/dev/sda1')).toEqual([
      ['/dev/sda1', 8],
      ['/dev/sdb', 1],
      ['/dev/sdc', 2],
    ])
    expect(named(null)).toEqual([
      ['/dev/sdb', 1],
      ['/dev/sdc', 2],
      ['/dev/z', 8],
    ])
    expect(wantedDevices(undefined, '/dev/sda1', [])).toEqual([])
    expect(wantedDevices({ size: 8 }, null, [{ size: 1 }]).map((d) => [d.device, d.size])).toEqual([
      ['', 8],
      ['', 1],
    ])
  })

  it.each<readonly [string, Device]>([
    ['all that can be said', full],
    ['nothing', bare],
    ['a volume that outlives its instance', { ...bare, deletedWithInstance: false }],
    ...(['size', 'type', 'iops', 'throughput', 'key'] as const).map((name) => [`no ${name}`, { ...full, [name]: null }] as const),
  ])('what is written is read back, and what is not said is not sent: %s', (_, d) => {
    const mapping = mappingOf(d)
    expect(observedDevices([mapping])).toEqual([d])
    expect(Object.values(mapping.Ebs ?? {}).filter((x) => x === null || x === undefined)).toEqual([])
  })

  it('reads what others wrote: no volume at all, empty words, zeros, a mapping without a volume', () => {
    expect(observedDevices(undefined)).toEqual([])
    expect(observedDevices([])).toEqual([])
    expect(observedDevices([{ DeviceName: '/dev/sdb', Ebs: { VolumeType: '', Iops: 0, Throughput: 0, KmsKeyId: '' } }])).toEqual([
      { ...bare, deletedWithInstance: false },
    ])
    expect(observedDevices([{ DeviceName: '/dev/sdb' }])).toEqual([{ ...bare, deletedWithInstance: false }])
    expect(observedDevices([{ DeviceName: 'b' }, { DeviceName: 'a' }]).map((d) => d.device)).toEqual(['a', 'b'])
  })
})
