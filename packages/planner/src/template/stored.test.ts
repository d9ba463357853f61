import { denied, lost } from '@poolwright/core/CloudError'
import { digest } from '@poolwright/core/digest'
import * as Fact from '@poolwright/core/Fact'
import { mayGo } from '@poolwright/core/Plan'
import { bytesOf, text } from '@poolwright/core/Payload'
import { digestUserData } from '@poolwright/core/UserData'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  type Asked,
  calls,
  data,
  factKey,
  findings,
  holds,
  input,
  nothing,
  now,
  plan,
  said,
  type Seen,
  version,
} from '../baseline.fixture.js'
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
  })

  it('no template goes before its versions have told what they fetch', () => {
    const more = { [factKey('versionNumbers', 'lt-1')]: Fact.unread }
    const p = plan({ ...asked, deleted: true }, { group: null, versions: { 1: stubbed() }, more })
    expect(said(p)).toEqual({ calls: [], holds: ['PW-WAIT-READ'] })
  })
})
