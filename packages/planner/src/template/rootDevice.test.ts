import type { Image } from '@poolwright/aws/lookups'
import * as Fact from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import type { Volume } from '@poolwright/schema/AWSLaunchTemplate'
import { expect, it } from 'vitest'
import { factKey, region } from '../baseline.fixture.js'
import { open, sure } from '../pool/Resolution.js'
import type { Chosen } from './image.js'
import { rootDeviceOf } from './rootDevice.js'

const image = (more: Partial<Image> = {}): Image => ({ ImageId: 'ami-1', ...more })
const holding = (VolumeSize: number) => image({ RootDeviceName: '/dev/sda1', BlockDeviceMappings: [{ Ebs: { VolumeSize } }] } as never)
const named = sure<Chosen>({ id: 'ami-1', image: null })
const found = (i: Image) => sure<Chosen>({ id: i.ImageId, image: i })
const waits = Hold.awaits('PW-WAIT-READ', 'images:aws:1/r/x', 'not read')
const undecided = open<Chosen>({ id: null, image: null }, waits)
const absent = Fact.absent(0)
const present = (i: Image) => Fact.present(i, 0)

it.each<readonly [string, Volume | undefined, typeof named, Fact.Fact<Image>, string | null, ReadonlyArray<string>]>([
  ['no root volume asks for none', undefined, named, Fact.unread, null, []],
  ['an image that is not chosen yet is waited for', { size: 8 }, undecided, absent, null, ['PW-WAIT-READ']],
  [
    'an image that is not chosen yet leaves the written name',
    { size: 8, deviceName: '/dev/x' },
    undecided,
    absent,
    '/dev/x',
    ['PW-WAIT-READ'],
  ],
  ['what the look-up found says it', { size: 8 }, found(holding(8)), Fact.unread, '/dev/sda1', []],
  ['what the look-up found wins over the written name', { size: 8, deviceName: '/dev/x' }, found(holding(8)), Fact.unread, '/dev/sda1', []],
  ['a found image without the name is read', { size: 8 }, found(image()), present(holding(8)), '/dev/sda1', []],
  ['a named image is read', { size: 8 }, named, present(holding(8)), '/dev/sda1', []],
  ['a named image is waited for', { size: 8, deviceName: '/dev/x' }, named, Fact.unread, '/dev/x', ['PW-WAIT-READ']],
  ['an image without a name for it has the written one', { size: 8, deviceName: '/dev/x' }, named, present(image()), '/dev/x', []],
  ['an image that is not there has the written one', { size: 8, deviceName: '/dev/x' }, named, absent, '/dev/x', []],
  ['an image that is not there, and nothing written', { size: 8 }, named, absent, null, ['PW-IMAGE-NONE']],
  ['an empty name is none', { size: 8, deviceName: '' }, named, absent, null, ['PW-IMAGE-NONE']],
  ['a volume that is too small for a found image', { size: 7 }, found(holding(8)), Fact.unread, '/dev/sda1', ['PW-ROOT-VOLUME-SIZE']],
  ['a volume that is too small for a named image', { size: 7 }, named, present(holding(8)), '/dev/sda1', ['PW-ROOT-VOLUME-SIZE']],
  [
    'an image that says no size',
    { size: 1 },
    named,
    present(image({ RootDeviceName: '/dev/a', BlockDeviceMappings: [{}] } as never)),
    '/dev/a',
    [],
  ],
  [
    'an image that says no volumes',
    { size: 1 },
    named,
    present(image({ RootDeviceName: '/dev/a', BlockDeviceMappings: [] })),
    '/dev/a',
    [],
  ],
])('%s', (_, root, chosen, fact, device, codes) => {
  const r = rootDeviceOf((() => fact) as never, region, root, chosen)
  expect([r.value, r.holds.map((h) => h.code), r.findings]).toEqual([device, codes, []])
})

it('what is wrong names the image and the sizes', () => {
  const [small] = rootDeviceOf(() => absent, region, { size: 7 }, found(holding(8))).holds
  expect(small).toMatchObject({ _tag: 'Refused', paths: ['awsLaunchTemplate.rootVolume.size'] })
  expect(small?.why).toMatch(/7 GiB .* ami-1, .* 8 GiB/)
  const [gone] = rootDeviceOf(() => absent, region, { size: 7 }, named).holds
  expect(gone).toMatchObject({ _tag: 'Await', fact: factKey('image', 'ami-1') })
  expect(gone?.why).toContain('image ami-1')
})
