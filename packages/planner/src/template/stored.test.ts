import { denied, lost, refused } from '@poolwright/core/CloudError'
import { digest } from '@poolwright/core/digest'
import * as Fact from '@poolwright/core/Fact'
import { mayGo } from '@poolwright/core/Plan'
import { bytesOf, text } from '@poolwright/core/Payload'
import { digestUserData } from '@poolwright/core/UserData'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  type Asked,
  askedFor,
  calls,
  data,
  factKey,
  findings,
  holds,
  input,
  instance,
  lookOf,
  nothing,
  now,
  plan,
  said,
  type Seen,
  version,
} from '../baseline.fixture.js'
import { awsMachinePool } from '../pool/awsMachinePool.js'
import { stubFor } from './stub.js'

const hash = digest(data)
const id = (of: string) => `bucket-b/machine-pool/workers/${of}`
const asked: Asked = {
  format: 'ignition',
  spec: { ignition: { version: '3.4' } },
  awsCluster: { region: 'eu-west-1', network: { vpc: { id: 'vpc-1' } }, s3Bucket: { name: 'bucket-b' } },
}
const object = (fact: Fact.Fact<unknown>, of = hash): Fact.Facts => ({ [factKey('object', id(of))]: fact })
const aged = (milliseconds: number) => object(Fact.present({ LastModified: new Date(now - milliseconds).toISOString() }, now))
const hidden = object(Fact.unknown('unreadable', O.some(denied('AccessDenied', 'no'))))
const empty: Seen = { group: null, template: null, versions: {} }
const made = ['PutObject', 'CreateLaunchTemplate', 'CreateAutoScalingGroup']

/** The version that holds a stub for some data. */
const stubbed = (of: string = data, stable = of) => {
  const at = { bucket: 'bucket-b', key: `machine-pool/workers/${digest(of)}` }
  const v = version({}, of)
  const tags = [{ Key: 'poolwright.dev/bootstrap-data-stable', Value: digestUserData(bytesOf(text(stable)), ['token']).stable }]
  return {
    ...v,
    UserData: digestUserData(bytesOf(text(stubFor('3.4', at))), ['token']),
    TagSpecifications: (v.TagSpecifications ?? []).map((s) => (s.ResourceType === 'instance' ? { ...s, Tags: [...s.Tags, ...tags] } : s)),
  }
}
const young = aged(3_600_000)

describe('Ignition data in the bucket', () => {
  it('is put before the template that fetches it, with the data as a secret and the stub as text', () => {
    const p = plan(asked, empty)
    expect(calls(p)).toEqual(made)
    expect(p.steps.map((s) => s.after)).toEqual([[], ['store'], ['store', 'template']])
    expect(input(p, 'store')).toMatchObject({ Body: { $secret: hash } })
    const { LaunchTemplateData } = input(p, 'template') as { LaunchTemplateData: { UserData: { $text: string } } }
    expect(JSON.parse(LaunchTemplateData.UserData.$text)).toMatchObject({
      ignition: { config: { merge: [{ source: `s3://${id(hash)}` }] }, version: '3.4.0' },
    })
  })

  it('may be larger than what a template takes', () => expect(holds(plan({ ...asked, data: 'x'.repeat(20_000) }, empty))).toEqual([]))

  it('rests while it is young, is put again when the bucket may end it soon, and when it is gone', () => {
    const at = (more: Fact.Facts) => plan(asked, { versions: { 1: stubbed() }, more })
    expect(said(at(young))).toEqual(nothing)
    expect(calls(at(aged(13 * 3_600_000)))).toEqual(['PutObject'])
    expect(calls(at({}))).toEqual(['PutObject'])
  })

  it('is put with each version where it may not be seen, and said so; an answer that is late is waited for', () => {
    expect(calls(plan(asked, { ...empty, more: hidden }))).toEqual(made)
    const rest = plan(asked, { versions: { 1: stubbed() }, more: hidden })
    expect(said(rest)).toEqual(nothing)
    expect(findings(rest)).toEqual(['PW-IGNITION-UNSEEN'])
    const late = plan(asked, { ...empty, more: object(Fact.unknown('unreadable', O.some(lost))) })
    expect(late.steps.map((s) => [s.id, s.holds.map((h) => h.code)])).toEqual([
      ['template', ['PW-WAIT-READ']],
      ['group', []],
    ])
    expect(mayGo(late)).toEqual([])
  })

  const withheld = denied('AccessDenied', 'no')
  it.each<readonly [string, Fact.Fact<unknown>, ReadonlyArray<string>]>([
    ['S3 may not be asked', Fact.unknown('unreadable', O.some(withheld)), made],
    ['S3 refuses to say', Fact.unknown('unreadable', O.some(refused('Forbidden'))), made],
    ['S3 refused some time ago', Fact.unknown('stale', O.some(withheld)), []],
    ['reading failed', Fact.unknown('unreadable'), []],
    ['nobody asked yet', Fact.unread, []],
  ])('goes with a template, or is waited for: %s', (_, fact, expected) => {
    const p = plan(asked, { ...empty, more: object(fact) })
    expect(mayGo(p).map((s) => s.action.op.replace(/^.*:/, ''))).toEqual(expected)
    expect(p.steps.map((s) => s.id).includes('store')).toBe(expected.length > 0)
    expect(findings(p).includes('PW-IGNITION-UNSEEN')).toBe(expected.length > 0)
  })

  it('says why it is put, and to which key', () => {
    const cause = (more: Fact.Facts, seen: Seen = { versions: { 1: stubbed() } }) =>
      plan(asked, { ...seen, more }).steps.find((s) => s.id === 'store')?.causes
    const key = factKey('object', id(hash))
    expect(cause(hidden, empty)).toEqual([{ _tag: 'World', fact: key, says: 'whether it is there may not be read' }])
    expect(cause({})).toEqual([{ _tag: 'Missing', fact: key }])
    const says = 'it was put twelve hours ago, and a bucket may end it after a day'
    expect(cause(aged(12 * 3_600_000 + 1))).toEqual([{ _tag: 'World', fact: key, says }])
    expect(cause(aged(12 * 3_600_000))).toBeUndefined()
    expect(cause(object(Fact.present({}, now)))).toBeUndefined()
  })

  it('is put encrypted, and not for a version that may not be made', () => {
    const p = plan({ ...asked, template: { marketType: 'CapacityBlock' } }, { versions: { 1: stubbed() } })
    expect(p.steps.filter((s) => s.id !== 'refresh').map((s) => [s.id, s.holds.map((h) => h.code)])).toEqual(
      ['store', 'template'].map((name) => [name, ['PW-MARKET-CLASH']]),
    )
    expect(input(p, 'store')).toEqual({
      Bucket: 'bucket-b',
      Key: `machine-pool/workers/${hash}`,
      Body: { $secret: hash },
      ServerSideEncryption: 'aws:kms',
    })
  })

  it('is not looked at anew while it is known to be there', () => {
    const look = lookOf(asked, { versions: { 1: stubbed() }, more: young })
    const old: typeof look = (key, maxAge) =>
      key === factKey('object', id(hash)) && maxAge !== undefined ? Fact.absent(now) : look(key, maxAge)
    expect(said(awsMachinePool.plan('awsmachinepool:kube:/ns/workers', old, now))).toEqual(nothing)
  })

  it.each<readonly [string, Fact.Fact<unknown>, ReadonlyArray<string>]>([
    ['is there by now', Fact.present({}, now), ['template', 'group']],
    ['is still missing', Fact.absent(now), ['store', 'template', 'group']],
    ['may not be seen any more', Fact.unknown('unreadable', O.some(withheld)), ['store', 'template', 'group']],
    ['is being asked for', Fact.unknown('stale'), ['group']],
  ])('that was missing %s', (_, again, going) => {
    const look = lookOf(asked, empty)
    const later: typeof look = (key, maxAge) =>
      key === factKey('object', id(hash)) && maxAge !== undefined ? (again as never) : look(key, maxAge)
    const p = awsMachinePool.plan('awsmachinepool:kube:/ns/workers', later, now)
    expect(p.steps.filter((s) => s.holds.length === 0).map((s) => s.id)).toEqual(going)
  })

  it('a token makes an object and a version and rolls nothing, also where changed data rolls', () => {
    const rotated = 'hostname: a\ntoken: two\n'
    const seen: Seen = { versions: { 1: stubbed() }, more: young, settings: { userDataChange: 'roll' } }
    expect(calls(plan({ ...asked, data: rotated }, seen))).toEqual(['PutObject', 'CreateLaunchTemplateVersion'])
    const changed = plan({ ...asked, data: 'hostname: b\ntoken: two\n' }, seen)
    expect(calls(changed)).toEqual(['PutObject', 'CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
  })

  it('goes with the pool when the record names it and nothing else does any more', () => {
    const left: Seen = { ...empty, record: { objects: [id('aa'), id('bb')] }, more: object(Fact.present({}, now), 'aa') }
    const p = plan(
      { deleted: true, without: ['MachinePool', 'Cluster', 'AWSCluster', 'Secret'] },
      { ...left, settings: { region: 'eu-west-1' } },
    )
    expect(p.steps.map((s) => [s.id, s.action.input])).toEqual([['unstore-aa', { Bucket: 'bucket-b', Key: 'machine-pool/workers/aa' }]])
    expect(p.steps.map((s) => [s.after, s.holds, s.causes])).toMatchObject([[[], [], [{ says: 'the pool that put it is being deleted' }]]])
  })

  describe('of versions', () => {
    const of = (...texts: ReadonlyArray<string>) => texts.map((text) => id(digest(text)))
    const there = (...ids: ReadonlyArray<string>): Fact.Facts =>
      Object.fromEntries(ids.map((x) => [factKey('object', x), Fact.present({ LastModified: new Date(now).toISOString() }, now)]))
    const taken = (p: ReturnType<typeof plan>) =>
      p.steps
        .filter((s) => s.action.op === 's3:DeleteObject')
        .map((s) => (s.action.input as { readonly Bucket: string; readonly Key: string }).Key.split('/').at(-1))
    const hashes = (...texts: ReadonlyArray<string>) => texts.map((text) => digest(text)).sort()

    const versions = {
      1: stubbed('a'),
      2: stubbed('b'),
      3: stubbed('a'),
      4: stubbed('c'),
      5: stubbed('d'),
      6: stubbed(),
    }
    const running = ['i-1', 'i-2', 'i-3'].map((name) => instance(name, '6'))
    const old = (more: Fact.Facts, objects: ReadonlyArray<string> = []): Seen => ({
      template: { LatestVersionNumber: 6 },
      versions,
      group: { Instances: running },
      settings: { retainVersions: 2 },
      record: { objects },
      more: { ...there(...of('a', 'b', 'c', 'd', 'e', data)), ...more },
    })

    it('goes with the last version that names it, and with it what only the record names', () => {
      const p = plan(asked, old({}, of('e', data)))
      expect(input(p, 'prune')).toMatchObject({ Versions: ['2', '3', '4'] })
      expect(taken(p)).toEqual(hashes('b', 'c', 'e'))
      const [first] = p.steps.filter((s) => s.id.startsWith('unstore-'))
      expect([first?.after, first?.holds, first?.causes]).toMatchObject([
        ['prune'],
        [],
        [{ says: 'only versions that are deleted refer to it' }],
      ])
    })

    it.each<readonly [string, Fact.Fact<unknown>, ReadonlyArray<string>]>([
      ['is not read yet, none goes', Fact.unread, []],
      ['may not be read, the others go', Fact.unknown('unreadable'), ['prune', 'b', 'c']],
      ['cannot be understood, the others go', Fact.unknown('invalid'), ['prune', 'b', 'c']],
    ])('where one %s', (_, fact, expected) => {
      const p = plan(asked, old({ [factKey('version', 'lt-1/5')]: fact }))
      expect([...p.steps.filter((s) => s.id === 'prune').map((s) => s.id), ...taken(p)]).toEqual([
        ...expected.slice(0, 1),
        ...hashes(...expected.slice(1)),
      ])
    })

    const numbers = factKey('versionNumbers', 'lt-1')
    it.each<readonly [string, Fact.Facts, ReadonlyArray<string>, ReadonlyArray<string>]>([
      ['are known', {}, ['a', 'b', 'c', 'd', data], []],
      ['are being read', { [numbers]: Fact.unread }, [], ['PW-WAIT-READ']],
      ['may not be listed', { [numbers]: Fact.unknown('unreadable') }, [], []],
      ['are not there', { [numbers]: Fact.absent(now) }, [], []],
      ['are known but for one that is being read', { [factKey('version', 'lt-1/2')]: Fact.unread }, [], ['PW-WAIT-READ']],
      [
        'are known but for one that may not be read',
        { [factKey('version', 'lt-1/2')]: Fact.unknown('unreadable') },
        ['a', 'c', 'd', data],
        [],
      ],
      ['are known but for one that is gone', { [factKey('version', 'lt-1/2')]: Fact.absent(now) }, ['a', 'c', 'd', data], []],
    ])('that %s, while the pool goes', (_, more, expected, held) => {
      const p = plan({ ...asked, deleted: true }, { ...old(more), group: null })
      expect(taken(p)).toEqual(hashes(...expected))
      const holding = p.steps.find((s) => s.id === 'template')?.holds ?? []
      expect(holding.map((h) => [h.code, h.why])).toEqual(held.map((code) => [code, 'its versions tell which stored data is the pool’s']))
    })

    it.each<readonly [string, Asked, Seen]>([
      ['no data is stored', {}, {}],
      ['none is stored though there is a bucket', { awsCluster: { ...asked.awsCluster, additionalTags: {} } }, {}],
      ['there is no bucket', { format: 'ignition', spec: { ignition: { version: '3.4' } } }, {}],
      ['versions note none', asked, { versions: { 1: version({ TagSpecifications: [] }) } }],
      ['versions are being read', asked, { more: { [numbers]: Fact.unread } }],
    ])('is not asked for while the pool goes and %s', (_, a, more) => {
      const keys = askedFor({ ...a, deleted: true }, { versions: { 1: stubbed() }, ...more, group: null })
      expect(keys.filter((key) => key.startsWith('object:'))).toEqual([])
    })
  })

  it('no template goes before its versions have told what they fetch', () => {
    const more = { [factKey('versionNumbers', 'lt-1')]: Fact.unread }
    const p = plan({ ...asked, deleted: true }, { group: null, versions: { 1: stubbed() }, more })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-WAIT-READ'] })
  })
})
