import { describe, expect, it } from 'vitest'
import { clusterKey } from './Wanted.js'
import { nodegroup, scope } from './nodegroup.fixture.js'
import { minorOf, releaseParameter, type VersionQuestion, versionFor } from './version.js'

const key = clusterKey({ scope, cluster: 'prod' })
/** Of a group that is to be made in a cluster of 1.30. */
const fresh: VersionQuestion = {
  observed: null,
  asked: 'v1.30.2',
  cluster: '1.30',
  clusterKey: key,
  custom: false,
  release: null,
  templateAgrees: true,
}
const own = (version: string | undefined, releaseVersion: string | undefined = undefined) => {
  const { version: _, releaseVersion: __, ...rest } = nodegroup
  return {
    ...rest,
    ...(version === undefined ? {} : { version }),
    ...(releaseVersion === undefined ? {} : { releaseVersion }),
  }
}
const there = (version: string | undefined, more: Partial<VersionQuestion> = {}, release = '1.30.0-20240801'): VersionQuestion => ({
  ...fresh,
  observed: own(version, release),
  ...more,
})

type Expected = {
  readonly version: string | null
  readonly release: string | null
  readonly hold?: readonly [code: string, about: ReadonlyArray<string>, why: RegExp]
}
const versions = ['MachinePool.spec.template.spec.version']
const of = (version: string | null, release: string | null = null): Expected => ({ version, release })
const heldFor = (version: string | null, release: string | null, code: string, about: ReadonlyArray<string>, why: RegExp): Expected => ({
  version,
  release,
  hold: [code, about, why],
})

it.each<readonly [string, VersionQuestion, Expected]>([
  ['a new group: the version that is asked for, as EKS counts', fresh, of('1.30')],
  ['a new group: the release with it', { ...fresh, release: '1.30.4-20240901' }, of('1.30', '1.30.4-20240901')],
  ['a new group of nobody’s version: the cluster’s, unsaid', { ...fresh, asked: undefined }, of(null)],
  ['a new group of nobody’s version: the release', { ...fresh, asked: undefined, release: '1.30.4-20240901' }, of(null, '1.30.4-20240901')],
  ['a new group with its own image: neither', { ...fresh, custom: true, release: '1.30.4-20240901' }, of(null)],
  [
    'a new group with its own image, of nobody’s version: neither',
    { ...fresh, asked: undefined, custom: true, release: '1.29.4-20240901' },
    of(null),
  ],
  [
    'a new group with its own image waits for its cluster too',
    { ...fresh, custom: true, asked: 'v1.31.0' },
    heldFor(null, null, 'PW-WAIT-VERSION', [key], /cluster runs 1\.30.* run 1\.31 /),
  ],
  [
    'a new group of an unknown cluster waits',
    { ...fresh, cluster: undefined },
    heldFor('1.30', null, 'PW-WAIT-VERSION', [key], /version of the cluster is not known/),
  ],
  [
    'a new group that is behind its cluster is refused',
    { ...fresh, cluster: '1.31' },
    heldFor('1.30', null, 'PW-VERSION-UNREACHABLE', versions, /cluster runs 1\.31, .*no other version/),
  ],
  [
    'a new group ahead of its cluster by a major version waits',
    { ...fresh, asked: '2.1' },
    heldFor('2.1', null, 'PW-WAIT-VERSION', [key], /run 2\.1 /),
  ],
  [
    'a new group with a release of another version is refused',
    { ...fresh, release: '1.29.4-20240901' },
    heldFor(
      '1.30',
      '1.29.4-20240901',
      'PW-VERSION-UNREACHABLE',
      ['amiVersion', ...versions],
      /1\.29\.4-20240901 is of Kubernetes 1\.29, .* 1\.30$/,
    ),
  ],
  [
    'a new group of nobody’s version with a release of another version than the cluster’s is refused',
    { ...fresh, asked: undefined, release: '1.29.4-20240901' },
    heldFor(null, '1.29.4-20240901', 'PW-VERSION-UNREACHABLE', ['amiVersion', ...versions], /1\.29/),
  ],
  [
    'a new group of an unknown version takes any release',
    { ...fresh, asked: undefined, cluster: undefined, release: '1.29.4-20240901' },
    of(null, '1.29.4-20240901'),
  ],
  ['a new group: Bottlerocket counts its releases by itself', { ...fresh, release: '1.20.0-fcf71a47' }, of('1.30', '1.20.0-fcf71a47')],

  ['a group of the version that is asked for: nothing', there('1.30'), of(null)],
  ['a group that shows no version: nothing', there(undefined), of(null)],
  ['a group of nobody’s version: nothing', there('1.29', { asked: undefined }), of(null)],
  ['a group behind its cluster: up to it', there('1.29'), of('1.30')],
  ['a group behind its cluster: with the release', there('1.29', { release: '1.30.4-20240901' }), of('1.30', '1.30.4-20240901')],
  [
    'a group behind its cluster with a release of what it has is refused',
    there('1.29', { release: '1.29.9-20240901' }, '1.29.0-20240801'),
    heldFor('1.30', '1.29.9-20240901', 'PW-VERSION-UNREACHABLE', ['amiVersion', ...versions], /1\.29\.9/),
  ],
  ['a group with a newer release to get: that', there('1.30', { release: '1.30.4-20240901' }), of(null, '1.30.4-20240901')],
  ['a group with the release already: the same', there('1.30', { release: '1.30.0-20240801' }), of(null, '1.30.0-20240801')],
  [
    'a group that has a release of another version, which is asked for: not held',
    there('1.30', { release: '1.29.0-20240801' }, '1.29.0-20240801'),
    of(null, '1.29.0-20240801'),
  ],
  ['a group that shows no release: none', { ...fresh, observed: own('1.30'), release: '1.30.4-20240901' }, of(null)],
  [
    'a group that shows no release: no word of one of another version',
    { ...fresh, observed: own('1.30'), release: '1.31.0-20241001' },
    of(null),
  ],
  ['a group asked for a release without a day', there('1.30', { release: '1.30.0-aaaaaaaa' }), of(null, '1.30.0-aaaaaaaa')],
  ['a group asked for a release that ends in no day', there('1.30', { release: '1.30.0-20240101b' }), of(null, '1.30.0-20240101b')],
  [
    'a group that has a release without a day',
    there('1.30', { release: '1.30.1-20240101' }, '1.30.0-fcf71a47'),
    of(null, '1.30.1-20240101'),
  ],
  ['a group asked for another release of the same day', there('1.30', { release: '1.30.1-20240801' }), of(null, '1.30.1-20240801')],
  [
    'a group asked for an older release of another version is told of the version',
    there('1.30', { release: '1.29.0-20240101' }),
    heldFor(null, '1.29.0-20240101', 'PW-VERSION-UNREACHABLE', ['amiVersion', ...versions], /1\.29/),
  ],
  ['a group with its own image: no release', there('1.30', { custom: true, release: '1.30.4-20240901' }), of(null)],
  [
    'a group with a newer release than is asked for is refused',
    there('1.30', { release: '1.30.0-20240101' }),
    heldFor(
      null,
      '1.30.0-20240101',
      'PW-VERSION-DOWNGRADE',
      ['amiVersion'],
      /run release 1\.30\.0-20240801, .* back to 1\.30\.0-20240101$/,
    ),
  ],
  [
    'a group whose release is newer by count, older by day',
    there('1.30', { release: '1.30.0-20240901' }, '1.30.4-20240801'),
    of(null, '1.30.0-20240901'),
  ],
  [
    'a group whose release says no day',
    there('1.30', { release: '1.19.0-20240101' }, '1.20.0-fcf71a47'),
    heldFor(null, '1.19.0-20240101', 'PW-VERSION-UNREACHABLE', ['amiVersion', ...versions], /1\.19/),
  ],
  ['a group that is asked for a release without a day', there('1.30', { release: '1.19.0-aaaaaaaa' }), of(null, '1.19.0-aaaaaaaa')],
  [
    'a group with a release of another version than its own is refused',
    there('1.30', { release: '1.31.0-20241001' }),
    heldFor(null, '1.31.0-20241001', 'PW-VERSION-UNREACHABLE', ['amiVersion', ...versions], /is of Kubernetes 1\.31, .* 1\.30$/),
  ],
  [
    'a group ahead of what is asked for is refused, and stays',
    there('1.31', { cluster: '1.31' }),
    heldFor(null, null, 'PW-VERSION-DOWNGRADE', versions, /run 1\.31, .* back to 1\.30$/),
  ],
  [
    'a group of another version than its cluster’s that is asked for is refused',
    there('1.28', { asked: '1.29', cluster: '1.30' }),
    heldFor('1.29', null, 'PW-VERSION-UNREACHABLE', versions, /from 1\.28 to its cluster's 1\.30 only, not to 1\.29$/),
  ],
  [
    'a group with its own image behind its cluster, whose template changes: with the template',
    there('1.29', { custom: true, templateAgrees: false }),
    of(null),
  ],
  [
    'a group with its own image behind its cluster, whose template stays, needs another image',
    there('1.29', { custom: true }),
    heldFor(null, null, 'PW-CUSTOM-IMAGE', [...versions, 'awsLaunchTemplate.ami.id'], /1\.30 .*ami\.id/),
  ],
  [
    'a group with its own image waits for its cluster too',
    there('1.29', { custom: true, cluster: '1.29', templateAgrees: false }),
    heldFor(null, null, 'PW-WAIT-VERSION', [key], /cluster runs 1\.29/),
  ],
])('%s', (_, question, { version, release, hold }) => {
  const wish = versionFor(question)
  expect({ version: wish.version, release: wish.release }).toEqual({ version, release })
  expect(wish.findings).toEqual([])
  expect(wish.holds.map((h) => [h.code, 'paths' in h ? h.paths : 'fact' in h ? [h.fact] : []])).toEqual(
    hold === undefined ? [] : [[hold[0], hold[1]]],
  )
  if (hold !== undefined) expect(wish.holds[0]?.why).toMatch(hold[2])
})

it('an older release is told of beside an older version', () => {
  const wish = versionFor(there('1.31', { cluster: '1.31', release: '1.31.0-20240101' }, '1.31.0-20240801'))
  expect(wish.release).toBe('1.31.0-20240101')
  expect(wish.holds.map((h) => h.code)).toEqual(['PW-VERSION-DOWNGRADE', 'PW-VERSION-DOWNGRADE'])
})

it.each<readonly [string, string | undefined, string | undefined, string | null]>([
  ['as far as is supported', '1.30', '1.33', null],
  ['further than is supported', '1.30', '1.34', '4 minor versions .* 1.34; 3 are supported'],
  ['as far as was supported', '1.25', '1.27', null],
  ['further than was supported', '1.24', '1.27', '3 minor versions .* 1.27; 2 are supported'],
  ['as far as is supported since 1.28', '1.25', '1.28', null],
  ['of another major version', '1.30', '2.0', 'of 1.30 are 970 '],
  ['of an unknown cluster', '1.20', undefined, null],
  ['of an unknown version', undefined, '1.34', null],
])('nodes behind their cluster, %s', (_, version, cluster, expected) => {
  const { findings, holds } = versionFor({ ...fresh, asked: undefined, observed: own(version), cluster })
  expect(holds).toEqual([])
  expect(findings.map((f) => [f.severity, f.code, f.paths])).toEqual(expected === null ? [] : [['warning', 'PW-VERSION-SKEW', versions]])
  if (expected !== null) expect(findings[0]?.message).toMatch(new RegExp(expected))
})

it.each([
  ['v1.30.7', '1.30'],
  ['1.30', '1.30'],
  ['v1.9.0', '1.9'],
  ['v21.130.7', '21.130'],
  ['latest', null],
  ['x1.30', null],
  ['1', null],
  ['', null],
  [undefined, null],
])('the version %s is %s to EKS', (written, expected) => expect(minorOf(written)).toBe(expected))

describe('where AWS says the newest release', () => {
  const ofLinux = (family: string) => `/aws/service/eks/optimized-ami/1.30/${family}/recommended/release_version`
  const ofRocket = (flavour: string, arch: string) => `/aws/service/bottlerocket/aws-k8s-1.30${flavour}/${arch}/latest/image_version`
  it.each([
    ['AL2_x86_64', ofLinux('amazon-linux-2')],
    ['AL2_x86_64_GPU', ofLinux('amazon-linux-2-gpu')],
    ['AL2_ARM_64', ofLinux('amazon-linux-2-arm64')],
    ['AL2023_x86_64_STANDARD', ofLinux('amazon-linux-2023/x86_64/standard')],
    ['AL2023_ARM_64_STANDARD', ofLinux('amazon-linux-2023/arm64/standard')],
    ['AL2023_x86_64_NEURON', ofLinux('amazon-linux-2023/x86_64/neuron')],
    ['AL2023_x86_64_NVIDIA', ofLinux('amazon-linux-2023/x86_64/nvidia')],
    ['AL2023_ARM_64_NVIDIA', ofLinux('amazon-linux-2023/arm64/nvidia')],
    ['BOTTLEROCKET_x86_64', ofRocket('', 'x86_64')],
    ['BOTTLEROCKET_ARM_64', ofRocket('', 'arm64')],
    ['BOTTLEROCKET_x86_64_FIPS', ofRocket('-fips', 'x86_64')],
    ['BOTTLEROCKET_ARM_64_FIPS', ofRocket('-fips', 'arm64')],
    ['BOTTLEROCKET_x86_64_NVIDIA', ofRocket('-nvidia', 'x86_64')],
    ['BOTTLEROCKET_ARM_64_NVIDIA', ofRocket('-nvidia', 'arm64')],
    ['WINDOWS_CORE_2022_x86_64', null],
    ['CUSTOM', null],
    [undefined, null],
  ])('%s', (amiType, expected) => {
    expect(releaseParameter(amiType, '1.30')).toBe(expected)
    expect(releaseParameter(amiType, null)).toBeNull()
  })
})
