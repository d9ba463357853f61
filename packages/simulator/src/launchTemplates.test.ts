import { fill } from '@poolwright/core/Action'
import * as Payload from '@poolwright/core/Payload'
import { digestUserData, volatileName } from '@poolwright/core/UserData'
import { describe, expect, it } from 'vitest'
import { account, after, answered, body, newGroup, newTemplate, newVersion, refusalOf, refusals, scope } from './account.fixture.js'
import { echo, stored } from './templateData.js'
import { type Raw, templateIn } from './World.js'

const create = 'ec2:CreateLaunchTemplate'
const versions = 'ec2:DescribeLaunchTemplateVersions'
const pool = { LaunchTemplateName: 'pool' }
/** What a body reads back as, or `{}` when it is refused. */
const backOf = (data: object): Raw => {
  const kept = stored({ ...data })
  return kept._tag === 'Right' ? echo(kept.right) : {}
}
const why = (data: object): string => refusalOf(account, create, { ...pool, LaunchTemplateData: data })

describe('a body reads back', () => {
  it('as it was sent, without anything resolved or filled in', () => {
    const data = {
      ...body,
      MetadataOptions: { HttpEndpoint: 'enabled' },
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 20, Encrypted: false } }],
    }
    expect(backOf(data)).toEqual(data)
  })
  it('without empty texts, and without the structures that they leave empty', () => {
    const data = {
      ...body,
      KeyName: '',
      IamInstanceProfile: { Name: '' },
      InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: '' } },
      BlockDeviceMappings: [],
    }
    expect(backOf(data)).toEqual({ ...body, InstanceMarketOptions: { MarketType: 'spot' } })
  })
  it('without enclaves that are not enabled', () => {
    expect(backOf({ ...body, EnclaveOptions: { Enabled: false } })).toEqual(body)
    expect(backOf({ ...body, EnclaveOptions: { Enabled: true } })).toEqual({ ...body, EnclaveOptions: { Enabled: true } })
  })
  it('with each security group once and in its own order, and empty tag values kept', () => {
    const data = {
      SecurityGroupIds: ['sg-2', 'sg-1', 'sg-2'],
      TagSpecifications: [
        {
          ResourceType: 'volume',
          Tags: [
            { Key: 'b', Value: '' },
            { Key: 'a', Value: '1' },
          ],
        },
        { ResourceType: 'instance', Tags: [{ Key: 'c', Value: '' }] },
      ],
    }
    expect(backOf(data)).toEqual({
      SecurityGroupIds: ['sg-1', 'sg-2'],
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'c', Value: '' }] },
        {
          ResourceType: 'volume',
          Tags: [
            { Key: 'a', Value: '1' },
            { Key: 'b', Value: '' },
          ],
        },
      ],
    })
  })
  it('with digests of its user data, of bytes and of base64 alike, blanked where the volatile tag says', () => {
    const bytes = new TextEncoder().encode('a: 1\nkey: secret\n')
    const TagSpecifications = [{ ResourceType: 'instance', Tags: [{ Key: volatileName, Value: 'key' }] }]
    expect(backOf({ UserData: bytes })['UserData']).toEqual(digestUserData(bytes))
    expect(backOf({ UserData: bytes, TagSpecifications })['UserData']).toEqual(digestUserData(bytes, ['key']))
    const text = { UserData: Payload.text('{"ignition":{}} ✓') }
    const none = () => undefined
    expect(backOf(fill(text, none, none) as object)['UserData']).toEqual(digestUserData(new TextEncoder().encode(text.UserData.$text)))
    expect(backOf({ UserData: btoa('a: 1\nkey: secret\n'), TagSpecifications })['UserData']).toEqual(digestUserData(bytes, ['key']))
    const w = after(account, newTemplate({ ...body, UserData: bytes }))
    expect(JSON.stringify(templateIn(w, scope, 'pool')?.versions.get(1))).not.toContain('secret')
  })
})

describe('EC2 refuses', () => {
  it.each([
    ['a body of nothing', { KeyName: undefined }, 'MissingParameter'],
    ['user data over 16,384 bytes', { UserData: new Uint8Array(16_385) }, 'InvalidUserData.Malformed'],
    ['user data that is no text at all', { UserData: 7 }, 'InvalidUserData.Malformed'],
    [
      'security groups beside network interfaces',
      { SecurityGroupIds: ['sg-1'], NetworkInterfaces: [{ DeviceIndex: 0 }] },
      'InvalidParameterCombination',
    ],
    ['a profile by name and by ARN', { IamInstanceProfile: { Name: 'a', Arn: 'b' } }, 'InvalidParameterCombination'],
    [
      'tags of a type that a launch does not make',
      { TagSpecifications: [{ ResourceType: 'launch-template', Tags: [] }, { ResourceType: 'group' }] },
      'InvalidParameterValue',
    ],
    [
      'reserved tag keys',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:x', Value: '' }] }] },
      'InvalidParameterValue',
    ],
    [
      'one resource type twice',
      { TagSpecifications: ['a', 'b'].map((Key) => ({ ResourceType: 'instance', Tags: [{ Key, Value: '' }] })) },
      'InvalidParameterValue',
    ],
    ['markets it does not have', { InstanceMarketOptions: { MarketType: 'futures' } }, 'InvalidParameterValue'],
  ])('%s', (_, data, code) => expect(why(data)).toContain(`${code}: `))

  it('accepts 16,384 bytes, and images, types and groups that do not exist', () => {
    expect(why({ UserData: new Uint8Array(16_384) })).toBe('answered')
    expect(why({ ImageId: 'ami-none', InstanceType: 'x', SecurityGroupIds: ['sg-none'] })).toBe('answered')
  })
  it('names that are too short or hold a blank, and names that are taken', () => {
    for (const LaunchTemplateName of ['ab', 'a b c', 'x'.repeat(129)])
      expect(refusalOf(account, create, { LaunchTemplateName, LaunchTemplateData: body })).toContain(
        'InvalidLaunchTemplateName.MalformedException',
      )
    expect(refusalOf(after(account, newTemplate()), create, { ...pool, LaunchTemplateData: body })).toContain(
      'InvalidLaunchTemplateName.AlreadyExistsException',
    )
  })
  it('tags of a template that are for something else, and more than fifty', () => {
    const withTags = (ResourceType: string, n: number) => ({
      ...pool,
      LaunchTemplateData: body,
      TagSpecifications: [{ ResourceType, Tags: Array.from({ length: n }, (_, i) => ({ Key: `k${i}`, Value: '' })) }],
    })
    expect(refusalOf(account, create, withTags('instance', 1))).toContain('InvalidParameterValue')
    expect(refusalOf(account, create, withTags('launch-template', 51))).toContain('TagLimitExceeded')
    expect(refusalOf(account, create, withTags('launch-template', 50))).toBe('answered')
  })
})

describe('versions', () => {
  const three = after(account, newTemplate(), newVersion({ ...body, KeyName: 'key' }), newVersion({ KeyName: 'other' }))
  const numbers = (w: typeof three, input: object) =>
    (
      answered(w, versions, { ...pool, ...input })['LaunchTemplateVersions'] as
        ReadonlyArray<{ readonly VersionNumber: number }> | undefined
    )?.map((v) => v.VersionNumber)

  it('are numbered from 1, the default stays the first, the latest moves', () => {
    expect(answered(three, 'ec2:DescribeLaunchTemplates', { LaunchTemplateNames: ['pool'] })).toMatchObject({
      LaunchTemplates: [{ LaunchTemplateId: 'lt-00000000000000001', DefaultVersionNumber: 1, LatestVersionNumber: 3 }],
    })
    expect(numbers(three, { Versions: ['$Latest', '$Default', '2', '1'] })).toEqual([3, 2, 1])
  })
  it('come newest first, in pages, and between bounds', () => {
    expect(numbers(three, {})).toEqual([3, 2, 1])
    expect(numbers(three, { MinVersion: '2', MaxVersion: '$Latest' })).toEqual([3, 2])
    const first = answered(three, versions, { ...pool, MaxResults: 2 })
    expect(numbers(three, { MaxResults: 2 })).toEqual([3, 2])
    expect(numbers(three, { MaxResults: 2, NextToken: first['NextToken'] })).toEqual([1])
    expect(refusalOf(three, versions, { ...pool, NextToken: 'mine' })).toContain('InvalidNextToken')
  })
  it('hold the given members only, or those of a source under them', () => {
    const from = { ...pool, SourceVersion: '2', LaunchTemplateData: { KeyName: 'new' } }
    expect(answered(three, 'ec2:CreateLaunchTemplateVersion', from)).toMatchObject({
      LaunchTemplateVersion: { VersionNumber: 4, LaunchTemplateData: { ...body, KeyName: 'new' } },
    })
    expect(
      answered(three, 'ec2:CreateLaunchTemplateVersion', { ...pool, LaunchTemplateData: { KeyName: 'new' } })['LaunchTemplateVersion'],
    ).toMatchObject({ LaunchTemplateData: { KeyName: 'new' } })
  })
  it('that are missing refuse the whole request, as missing templates do', () => {
    expect(refusalOf(three, versions, { ...pool, Versions: ['1', '9'] })).toContain('InvalidLaunchTemplateId.VersionNotFound')
    expect(refusalOf(three, versions, { LaunchTemplateId: 'lt-9', Versions: ['1'] })).toContain('InvalidLaunchTemplateId.NotFound')
    expect(refusalOf(three, versions, { LaunchTemplateName: 'none' })).toContain('InvalidLaunchTemplateName.NotFoundException')
    expect(refusalOf(three, 'ec2:DescribeLaunchTemplates', { LaunchTemplateIds: ['lt-9'] })).toContain('InvalidLaunchTemplateId.NotFound')
    expect(answered(three, 'ec2:DescribeLaunchTemplates', { Filters: [{ Name: 'launch-template-name', Values: ['none'] }] })).toEqual({
      LaunchTemplates: [],
    })
  })
  it('of all templates are answered for the two keywords only', () => {
    const two = after(three, newTemplate(body, 'other'))
    expect((answered(two, versions, { Versions: ['$Latest', '$Default'] })['LaunchTemplateVersions'] as ReadonlyArray<object>).length).toBe(
      3,
    )
    expect(refusalOf(two, versions, { Versions: ['1'] })).toContain('MissingParameter')
  })
  it('are deleted in part: the default stays, numbers do not come again', () => {
    const request = { ...pool, Versions: ['1', '3', '9'] }
    expect(answered(three, 'ec2:DeleteLaunchTemplateVersions', request)).toMatchObject({
      SuccessfullyDeletedLaunchTemplateVersions: [{ VersionNumber: 3 }],
      UnsuccessfullyDeletedLaunchTemplateVersions: [
        { VersionNumber: 1 },
        { VersionNumber: 9, ResponseError: { Code: 'launchTemplateVersionDoesNotExist' } },
      ],
    })
    const w = after(three, ['ec2:DeleteLaunchTemplateVersions', request], newVersion(body))
    expect(numbers(w, {})).toEqual([4, 2, 1])
  })
  it('the default can be moved, and then the first one deleted', () => {
    const w = after(
      three,
      ['ec2:ModifyLaunchTemplate', { ...pool, DefaultVersion: '3' }],
      ['ec2:DeleteLaunchTemplateVersions', { ...pool, Versions: ['1'] }],
    )
    expect(numbers(w, { Versions: ['$Default'] })).toEqual([3])
    expect(numbers(w, {})).toEqual([3, 2])
  })
  it('go with their template, which a group does not hold back', () => {
    const w = after(three, newGroup(), ['ec2:DeleteLaunchTemplate', pool])
    expect(refusals(w)).toEqual([])
    expect(refusalOf(w, 'ec2:DeleteLaunchTemplate', pool)).toContain('InvalidLaunchTemplateName.NotFoundException')
    expect(refusalOf(w, 'ec2:DeleteLaunchTemplate', { ...pool, LaunchTemplateId: 'lt-1' })).toContain('InvalidParameterCombination')
  })
})
