import { queryId } from '@poolwright/aws/nouns'
import { type CloudError, denied } from '@poolwright/core/CloudError'
import * as Fact from '@poolwright/core/Fact'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { type Asked, factKey, lookOf, manifestsOf, region } from '../baseline.fixture.js'
import { chooseImage, type ImageQuestion } from './image.js'

const specOf = (template: NonNullable<Asked['template']>) => {
  const [pool] = manifestsOf({ template: { ami: {}, ...template } }).awsMachinePools
  if (pool === undefined) throw new Error('no pool')
  return pool.value.spec.awsLaunchTemplate
}
const chosen = (template: NonNullable<Asked['template']>, facts: Fact.Facts, more: Partial<ImageQuestion> = {}) =>
  chooseImage({
    look: lookOf({}, { more: facts }),
    scope: region,
    spec: specOf(template),
    cluster: {},
    version: 'v1.31.2',
    overrides: [],
    eks: false,
    policy: 'pin',
    inUse: [],
    ...more,
  })
const lookup = (name: string, architecture = 'x86_64', owner = '819546954734') =>
  factKey(
    'images',
    queryId([
      { Name: 'architecture', Values: [architecture] },
      { Name: 'name', Values: [name] },
      { Name: 'owner-id', Values: [owner] },
      { Name: 'state', Values: ['available'] },
      { Name: 'virtualization-type', Values: ['hvm'] },
    ]),
  )
const usual = lookup('capa-ami-ubuntu-24.04-?1.31.2-*')
const present = (u: unknown) => Fact.present(u, 0)
const image = (ImageId: string, day: number) => ({ ImageId, CreationDate: `2026-01-0${day}T00:00:00.000Z` })
const typeKey = (name: string) => factKey('instanceType', name)
const type = (name: string, ...SupportedArchitectures: ReadonlyArray<string>) => ({
  [typeKey(name)]: present({ InstanceType: name, ProcessorInfo: { SupportedArchitectures } }),
})
const x86 = type('m5.large', 'i386', 'x86_64')
const found = { ...x86, [usual]: present([image('ami-1', 1)]) }
const codes = (r: ReturnType<typeof chosen>) => [r.value.id, r.holds.map((h) => h.code), r.findings.map((f) => f.code)]

describe('an image', () => {
  it('that is named is that; an empty name is none', () => {
    expect(codes(chosen({ ami: { id: 'ami-9' } }, {}))).toEqual(['ami-9', [], []])
    expect(codes(chosen({ ami: { id: '' } }, found))).toEqual(['ami-1', [], []])
  })

  it.each(['v1.31.2', '1.31.2'])('is looked up by version %s', (version) => expect(chosen({}, found, { version }).value.id).toBe('ami-1'))

  it.each([undefined, ''])('is not looked up by version %j', (version) =>
    expect(chosen({}, found, { version }).holds).toEqual([
      {
        _tag: 'Refused',
        code: 'PW-IMAGE-VERSION',
        paths: ['MachinePool.spec.template.spec.version', 'awsLaunchTemplate.ami.id'],
        why: 'an image is looked up by version, and the MachinePool has none',
      },
    ]),
  )

  it.each([
    ['a-{{.BaseOS}}-{{.K8sVersion}}', 'a-ubuntu-24.04-1.31.2'],
    ['a-{{ .BaseOS }}-{{  .K8sVersion  }}', 'a-ubuntu-24.04-1.31.2'],
    ['{{.K8sVersion}}{{.K8sVersion}}{{.BaseOS}}{{.BaseOS}}', '1.31.21.31.2ubuntu-24.04ubuntu-24.04'],
    ['', 'capa-ami-ubuntu-24.04-?1.31.2-*'],
  ])('is called by a format: %s', (imageLookupFormat, name) =>
    expect(chosen({ imageLookupFormat }, { ...x86, [lookup(name)]: present([image('ami-f', 1)]) }).value.id).toBe('ami-f'),
  )

  it('of another version is looked up anew, for the same pool', () => {
    const spec = specOf({ instanceType: '' })
    const facts = {
      ...x86,
      ...type('m6g.large', 'arm64'),
      [lookup('os-1.31.2')]: present([image('ami-31', 1)]),
      [lookup('os-1.32.0')]: present([image('ami-32', 1)]),
      [lookup('os-1.32.0', 'x86_64', '77')]: present([image('ami-77', 1)]),
      [lookup('os-1.32.0', 'arm64')]: present([image('ami-arm', 1)]),
    }
    const at = (version: string, imageLookupOrg = '', instanceType = 'm5.large') => {
      const cluster = { imageLookupFormat: 'os-{{.K8sVersion}}', imageLookupOrg }
      return chosen({}, facts, { spec, version, overrides: [instanceType], cluster }).value.id
    }
    expect([at('v1.31.2'), at('v1.32.0'), at('v1.32.0', '77'), at('v1.32.0', '', 'm6g.large')]).toEqual([
      'ami-31',
      'ami-32',
      'ami-77',
      'ami-arm',
    ])
  })

  it('is looked up where nothing is said of any', () => {
    const { ami: _, ...spec } = specOf({})
    expect(chosen({}, found, { spec }).value.id).toBe('ami-1')
  })

  it('is the pool’s, else the cluster’s, word by word', () => {
    const facts = { ...x86, [lookup('p-os-c', 'x86_64', '77')]: present([image('ami-m', 1)]) }
    const cluster = { imageLookupFormat: 'never', imageLookupOrg: '77', imageLookupBaseOS: 'os-c' }
    expect(chosen({ imageLookupFormat: 'p-{{.BaseOS}}', imageLookupOrg: '' }, facts, { cluster }).value.id).toBe('ami-m')
  })
})

describe('the architecture', () => {
  const refusedRead = (error: CloudError) => ({ ...found, [typeKey('m5.large')]: Fact.unknown('unreadable', O.some(error)) })
  it('is assumed, and said so, where a type tells none or may not be read', () => {
    const assumed = ['ami-1', [], ['PW-ASSUMED-ARCHITECTURE']]
    for (const fact of [present({ InstanceType: 'm5.large' }), present({ InstanceType: 'm5.large', ProcessorInfo: {} }), Fact.absent(0)])
      expect(codes(chosen({}, { ...found, [typeKey('m5.large')]: fact }))).toEqual(assumed)
    expect(codes(chosen({}, refusedRead(denied('AccessDenied', 'no'))))).toEqual(assumed)
    expect(chosen({}, { ...found, [typeKey('m5.large')]: Fact.absent(0) }).findings).toEqual([
      {
        severity: 'warning',
        code: 'PW-ASSUMED-ARCHITECTURE',
        message: 'the architecture of m5.large is not known; x86_64 is assumed',
        paths: ['awsLaunchTemplate.instanceType'],
      },
    ])
  })

  it('is waited for, where it was not read', () => {
    for (const fact of [Fact.unread, Fact.unknown('unreadable'), Fact.unknown('stale', O.some(denied('AccessDenied', 'no')))])
      expect(chosen({}, { ...found, [typeKey('m5.large')]: fact })).toMatchObject({
        value: { id: null },
        holds: [{ fact: typeKey('m5.large') }],
      })
    expect(chosen({}, refusedRead({ _tag: 'Lost' })).holds).toHaveLength(1)
  })

  it('is one for all types of a pool', () => {
    const both = { ...found, ...type('m6g.large', 'arm64'), ...type('m5.xlarge', 'x86_64') }
    expect(codes(chosen({}, both, { overrides: ['m5.xlarge', 'm5.large'] }))).toEqual(['ami-1', [], []])
    expect(chosen({}, both, { overrides: ['m5.xlarge', 'm6g.large'] }).holds).toEqual([
      {
        _tag: 'Refused',
        code: 'PW-ARCHITECTURES',
        paths: ['awsLaunchTemplate.instanceType', 'mixedInstancesPolicy.overrides[].instanceType'],
        why: 'm5.large is x86_64 and m6g.large is arm64: no image runs on both',
      },
    ])
    const arm = { ...both, [lookup('capa-ami-ubuntu-24.04-?1.31.2-*', 'arm64')]: present([image('ami-arm', 1)]) }
    expect(chosen({ instanceType: '' }, arm, { overrides: ['m6g.large'] }).value.id).toBe('ami-arm')
    expect(codes(chosen({ instanceType: '' }, found))).toEqual(['ami-1', [], []])
  })
})

describe('of several images', () => {
  const several = (...images: ReadonlyArray<object>) => ({ ...x86, [usual]: present(images) })
  it('the newest is taken, of equal dates the last by id', () => {
    expect(chosen({}, several(image('ami-1', 1), image('ami-3', 3), image('ami-2', 2))).value.id).toBe('ami-3')
    expect(chosen({}, several(image('ami-b', 1), image('ami-a', 1))).value.id).toBe('ami-b')
  })

  it('the first in use that is among them stays, unless settings say otherwise', () => {
    const facts = several(image('ami-1', 1), image('ami-2', 2), image('ami-3', 3))
    const at = (inUse: ReadonlyArray<string>, policy: ImageQuestion['policy'] = 'pin') => chosen({}, facts, { inUse, policy })
    expect(codes(at(['ami-0', 'ami-2', 'ami-1']))).toEqual(['ami-2', [], ['PW-IMAGE-NEWER']])
    expect(codes(at(['ami-0']))).toEqual(['ami-3', [], []])
    expect(codes(at(['ami-1'], 'roll'))).toEqual(['ami-3', [], []])
    expect(at(['ami-1']).findings).toEqual([
      {
        severity: 'info',
        code: 'PW-IMAGE-NEWER',
        message: 'the look-up finds ami-3 by now; the pool stays with ami-1',
        paths: ['awsLaunchTemplate.ami.id', 'MachinePool.spec.template.spec.version'],
      },
    ])
  })

  it.each([
    [{ ImageId: 'ami-2' }, 'none'],
    [{ ImageId: 'ami-2', CreationDate: 'soon' }, 'soon'],
  ])('one without a date keeps the choice open', (undated, said) =>
    expect(chosen({}, several(image('ami-1', 1), undated)).holds).toEqual([
      { _tag: 'Await', code: 'PW-IMAGE-DATE', fact: usual, why: `ami-2 has no creation date that can be read: ${said}` },
    ]),
  )

  it('none is waited for, and so is a look-up that is not known', () => {
    const why = 'no image of owner 819546954734 is called capa-ami-ubuntu-24.04-?1.31.2-* (x86_64, available, hvm)'
    for (const fact of [present([]), Fact.absent(0)])
      expect(chosen({}, { ...x86, [usual]: fact }).holds).toEqual([{ _tag: 'Await', code: 'PW-IMAGE-NONE', fact: usual, why }])
    expect(chosen({}, { ...x86, [usual]: Fact.unread }).holds).toMatchObject([{ code: 'PW-WAIT-READ', fact: usual }])
  })
})

describe('an image of EKS', () => {
  const parameter = (path: string) => factKey('parameter', `/aws/service/eks/optimized-ami/${path}/recommended/image_id`)
  const eks = (facts: Fact.Facts, more: Partial<ImageQuestion> = {}, ami = {}, instanceType = 'm5.large') =>
    chosen({ ami, instanceType }, { ...x86, ...type('m6g.large', 'arm64'), ...facts }, { eks: true, ...more })
  const two = parameter('1.31/amazon-linux-2')

  it.each([
    ['AmazonLinux', 'm5.large', 'amazon-linux-2'],
    ['AmazonLinux', 'm6g.large', 'amazon-linux-2-arm64'],
    ['AmazonLinuxGPU', 'm5.large', 'amazon-linux-2-gpu'],
    ['AmazonLinux2023', 'm5.large', 'amazon-linux-2023/x86_64/standard'],
    ['AmazonLinux2023', 'm6g.large', 'amazon-linux-2023/arm64/standard'],
    ['AmazonLinux2023GPU', 'm5.large', 'amazon-linux-2023/x86_64/nvidia'],
  ])('of %s on %s', (eksLookupType, instanceType, path) => {
    const r = eks({ [parameter(`1.31/${path}`)]: present('ami-e') }, {}, { eksLookupType }, instanceType)
    expect(codes(r)).toEqual(['ami-e', [], eksLookupType.startsWith('AmazonLinux2023') ? [] : ['PW-IMAGE-FAMILY']])
  })

  it('Amazon Linux 2 is the usual, and ends after 1.32', () => {
    expect(eks({ [two]: present('ami-e') }).value.id).toBe('ami-e')
    expect(codes(eks({ [parameter('1.32/amazon-linux-2')]: present('ami-e') }, { version: '1.32.0' }))).toEqual([
      'ami-e',
      [],
      ['PW-IMAGE-FAMILY'],
    ])
    expect(eks({}, { version: 'v1.33.1' }).holds).toEqual([
      {
        _tag: 'Refused',
        code: 'PW-IMAGE-FAMILY',
        paths: ['awsLaunchTemplate.ami.eksLookupType', 'MachinePool.spec.template.spec.version'],
        why: 'EKS has no Amazon Linux 2 image for 1.33; choose AmazonLinux2023 in awsLaunchTemplate.ami.eksLookupType',
      },
    ])
    const later = parameter('1.33/amazon-linux-2023/x86_64/standard')
    expect(eks({ [later]: present('ami-e') }, { version: 'v1.33.1' }, { eksLookupType: 'AmazonLinux2023' }).value.id).toBe('ami-e')
  })

  it('of Amazon Linux 2 says that there will be no more', () => {
    const { ami: _, ...spec } = specOf({})
    const { findings } = eks({ [two]: present('ami-e') }, { spec })
    expect(findings).toEqual([
      {
        severity: 'warning',
        code: 'PW-IMAGE-FAMILY',
        message: 'EKS has no Amazon Linux 2 image after Kubernetes 1.32; AmazonLinux2023 in awsLaunchTemplate.ami.eksLookupType goes on',
        paths: ['awsLaunchTemplate.ami.eksLookupType'],
      },
    ])
  })

  it('of a version without a minor one is none', () =>
    expect(eks({}, { version: 'v1' }).holds).toMatchObject([{ fact: parameter('1./amazon-linux-2') }]))

  it('is waited for', () => {
    expect(eks({ [two]: Fact.unread }).holds).toMatchObject([{ code: 'PW-WAIT-READ', fact: two }])
    expect(eks({ [two]: Fact.absent(0) }).holds).toEqual([
      {
        _tag: 'Await',
        code: 'PW-IMAGE-NONE',
        fact: two,
        why: 'there is no parameter /aws/service/eks/optimized-ami/1.31/amazon-linux-2/recommended/image_id',
      },
    ])
  })

  it('stays with another release of the same', () => {
    const named = (id: string, Name?: string) => ({
      [factKey('image', id)]: present({ ImageId: id, ...(Name === undefined ? {} : { Name }) }),
    })
    const at = (facts: Fact.Facts, more: Partial<ImageQuestion> = {}) =>
      eks({ [two]: present('ami-2'), ...facts }, { inUse: ['ami-1', 'ami-0'], ...more }).value.id
    const release = named('ami-2', 'amazon-eks-node-1.31-v20260202')
    const same = { ...release, ...named('ami-1', 'amazon-eks-node-1.31-v20260101') }
    expect(at(same)).toBe('ami-1')
    expect(at({ ...release, ...named('ami-1', 'amazon-eks-node-1.31-20260101') })).toBe('ami-1')
    expect(at({ ...release, ...named('ami-1', 'amazon-eks-node-1.31-v20260101-more') })).toBe('ami-1')
    expect(at({ ...release, ...named('ami-1', 'amazon-eks-node-1.31') })).toBe('ami-1')
    expect(at({ ...release, ...named('ami-1', 'amazon-eks-node-1.30-v20260101') })).toBe('ami-2')
    expect(at({ ...named('ami-2'), ...named('ami-1') })).toBe('ami-2')
    expect(at({ ...release, [factKey('image', 'ami-1')]: Fact.absent(0) })).toBe('ami-2')
    expect([at(same, { policy: 'roll' }), at(same, { inUse: [] }), at(same, { inUse: ['ami-2'] })]).toEqual(['ami-2', 'ami-2', 'ami-2'])
    for (const id of ['ami-1', 'ami-2'])
      expect(eks({ [two]: present('ami-2'), ...same, [factKey('image', id)]: Fact.unread }, { inUse: ['ami-1'] })).toMatchObject({
        value: { id: null },
        holds: [{ fact: factKey('image', id) }],
      })
  })

  it('is not asked for where nothing else is in use', () => {
    const asked: Array<string> = []
    const facts = { ...x86, [two]: present('ami-2') }
    const look = ((key: string) => {
      asked.push(key)
      return facts[key] ?? Fact.unread
    }) as Fact.Look<never> as ImageQuestion['look']
    for (const more of [{ policy: 'roll', inUse: ['ami-1'] }, { inUse: [] }, { inUse: ['ami-2'] }] as const) eks({}, { look, ...more })
    expect(asked.filter((key) => key.startsWith('image:'))).toEqual([])
  })
})
