import * as Operation from '@poolwright/core/Operation'
import type { AnyNoun } from '@poolwright/core/Provider'
import { digestUserData } from '@poolwright/core/UserData'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AwsNouns, nouns, queryId } from './nouns.js'
import { operations } from './operations.js'

const scope = 'aws:111122223333/eu-west-1'
const table: { readonly [noun: string]: AnyNoun } = nouns
const requests = (noun: keyof AwsNouns, ids: ReadonlyArray<string>) => table[noun]?.requests(scope, ids) ?? []
const names = (n: number) => Array.from({ length: n }, (_, i) => `pool-${i}`)

describe('reading in batches', () => {
  it('asks for groups by 100 names and for templates by 200', () => {
    expect(requests('group', names(1_000))).toHaveLength(10)
    expect(requests('group', names(1_001))).toHaveLength(11)
    expect(requests('template', names(1_000))).toHaveLength(5)
    expect(requests('parameter', names(11))).toHaveLength(2)
  })

  it('asks for all versions of one template at once, and for templates apart', () => {
    const made = requests('version', ['lt-1/1', 'lt-2/7', 'lt-1/3'])
    expect(made.map((r) => r.action.input)).toMatchObject([
      { LaunchTemplateId: 'lt-1', Versions: ['1', '3'] },
      { LaunchTemplateId: 'lt-2', Versions: ['7'] },
    ])
  })

  it('asks for the latest version of every template rather than for many templates one by one', () => {
    const swept = table['version']?.sweep?.(scope, ['lt-1/1', 'lt-2/7', 'lt-3/2', 'lt-4/1'])
    expect(swept).toMatchObject({ _tag: 'Some', value: { action: { input: { Versions: ['$Latest'], MaxResults: 200 } } } })
    expect(swept?._tag === 'Some' && swept.value.action.input).not.toHaveProperty('LaunchTemplateId')
    // Four versions of one template are one request.
    expect(table['version']?.sweep?.(scope, ['lt-1/1', 'lt-1/2', 'lt-1/3', 'lt-1/4'])._tag).toBe('None')
  })

  it('asks for each object by its bucket and its key, slashes and all', () => {
    const [r, ...others] = requests('object', ['data/machine-pool/p/0a1b'])
    expect(others).toEqual([])
    expect(r?.action).toEqual({ op: 's3:HeadObject', input: { Bucket: 'data', Key: 'machine-pool/p/0a1b' } })
    expect(r?.absentOn).toContain('NotFound')
    const key = operations['s3:PutObject'].touches(scope, { Bucket: 'data', Key: 'machine-pool/p/0a1b', Body: { $secret: '' } })
    expect(key).toEqual([`object:${scope}/${r?.ids[0] ?? ''}`])
    expect(operations['s3:DeleteObject'].touches(scope, { Bucket: 'data', Key: 'machine-pool/p/0a1b' })).toEqual(key)
  })

  it('finds the numbers of all versions of a template on however many pages they come', () => {
    const [r] = requests('versionNumbers', ['lt-1'])
    const page = (...numbers: ReadonlyArray<number>) => ({
      LaunchTemplateVersions: numbers.map((VersionNumber) => ({ LaunchTemplateId: 'lt-1', VersionNumber, LaunchTemplateData: {} })),
    })
    expect(r?.action.input).toEqual({ LaunchTemplateId: 'lt-1', MaxResults: 200 })
    expect(r?.facts([{ ...page(7, 9), NextToken: 't' }, page(4, 1)])).toEqual(new Map([['lt-1', [9, 7, 4, 1]]]))
    expect(r?.more({ ...page(9), NextToken: 't' })).toMatchObject({ value: { input: { LaunchTemplateId: 'lt-1', NextToken: 't' } } })
  })

  it('no longer knows the numbers of a template when a version came, or went with it or alone', () => {
    const numbers = `versionNumbers:${scope}/lt-1`
    const id = { LaunchTemplateId: 'lt-1' }
    expect(operations['ec2:CreateLaunchTemplateVersion'].touches(scope, { ...id, LaunchTemplateData: {} })).toContain(numbers)
    expect(operations['ec2:DeleteLaunchTemplateVersions'].touches(scope, { ...id, Versions: ['1'] })).toContain(numbers)
    expect(operations['ec2:DeleteLaunchTemplate'].touches(scope, id)).toContain(numbers)
  })

  it('covers every id exactly once, whatever the noun', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(nouns) as ReadonlyArray<keyof AwsNouns>)),
        fc.uniqueArray(fc.nat(5_000), { maxLength: 450 }),
        (noun, list) => {
          const ids = list.map((n) =>
            noun === 'version'
              ? `lt-${n % 7}/${n}`
              : noun === 'object'
                ? `bucket-${n % 7}/p/${n}`
                : noun.endsWith('s')
                  ? queryId([{ Name: 'tag:n', Values: [`${n}`] }])
                  : `x-${n}`,
          )
          expect(
            requests(noun, ids)
              .flatMap((r) => r.ids)
              .sort(),
          ).toEqual([...ids].sort())
        },
      ),
    ))

  it('every request is a known read whose input its own codec takes', () => {
    for (const noun of Object.keys(nouns) as ReadonlyArray<keyof AwsNouns>) {
      const id = noun === 'version' ? 'lt-1/1' : queryId([{ Name: 'a', Values: ['b'] }])
      for (const r of requests(noun, [id])) {
        const row = Operation.rowOf(operations, r.action.op)
        expect(row?.effect).toBe('read')
        expect(row?.input.is(r.action.input)).toBe(true)
      }
    }
  })

  it('follows the token of a page, and stops without one', () => {
    const [r] = requests('group', ['p'])
    expect(r?.more({ AutoScalingGroups: [], NextToken: 't' })).toMatchObject({
      _tag: 'Some',
      value: { input: { NextToken: 't', MaxRecords: 100 } },
    })
    expect(r?.more({ AutoScalingGroups: [] })._tag).toBe('None')
  })

  it('finds a template by its id as well, because operations name it so', () => {
    const template = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'p', DefaultVersionNumber: 1, LatestVersionNumber: 1 }
    expect(nouns.template.names?.(template)).toEqual(['lt-1'])
    expect(operations['ec2:CreateLaunchTemplateVersion'].touches(scope, { LaunchTemplateId: 'lt-1', LaunchTemplateData: {} })).toContain(
      `template:${scope}/lt-1`,
    )
  })
})

describe('query ids', () => {
  const filters = [
    { Name: 'name', Values: ['b', 'a'] },
    { Name: 'owner-id', Values: ['1'] },
  ]
  it('are the same question in any order', () =>
    expect(queryId(filters)).toBe(queryId([filters[1]!, { Name: 'name', Values: ['a', 'b', 'a'] }])))
  it('become the filters of the request again', () => {
    const [r] = requests('images', [queryId(filters)])
    expect(r?.action.input).toEqual({
      Filters: [
        { Name: 'name', Values: ['a', 'b'] },
        { Name: 'owner-id', Values: ['1'] },
      ],
    })
  })
})

describe('answers', () => {
  const decode = (op: keyof typeof operations, u: unknown) => operations[op].answer.decode(u)

  it('flattens what a created template answers, so that a later step can refer to it', () =>
    expect(
      decode('ec2:CreateLaunchTemplate', { LaunchTemplate: { LaunchTemplateId: 'lt-1', LatestVersionNumber: 1, CreatedBy: 'x' } }),
    ).toMatchObject({
      right: { LaunchTemplateId: 'lt-1', VersionNumber: '1' },
    }))
  it('flattens what a created version answers', () =>
    expect(
      decode('ec2:CreateLaunchTemplateVersion', { LaunchTemplateVersion: { VersionNumber: 12, LaunchTemplateId: 'lt-1' } }),
    ).toMatchObject({
      right: { VersionNumber: '12' },
    }))
  it('keeps the digests of user data and nothing else of it', () => {
    const bytes = Uint8Array.from('#cloud-config\n', (c) => c.charCodeAt(0))
    const answer = decode('ec2:DescribeLaunchTemplateVersions', {
      LaunchTemplateVersions: [
        {
          LaunchTemplateId: 'lt-1',
          VersionNumber: 1,
          LaunchTemplateData: { ImageId: 'ami-1', UserData: 'I2Nsb3VkLWNvbmZpZwo=', KernelId: null },
        },
      ],
    })
    expect(answer).toMatchObject({
      right: { LaunchTemplateVersions: [{ LaunchTemplateData: { ImageId: 'ami-1', UserData: digestUserData(bytes) } }] },
    })
  })
  it('reads volatile keys of user data from the tag that travels with the version', () => {
    const body = (user: string) => ({
      LaunchTemplateVersions: [
        {
          LaunchTemplateId: 'lt-1',
          VersionNumber: 1,
          LaunchTemplateData: {
            UserData: btoa(user),
            TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'poolwright.dev/volatile', Value: 'ticket' }] }],
          },
        },
      ],
    })
    const stable = (user: string) => {
      const answer = operations['ec2:DescribeLaunchTemplateVersions'].answer.decode(body(user))
      return answer._tag === 'Right' ? answer.right.LaunchTemplateVersions[0]?.LaunchTemplateData.UserData : undefined
    }
    expect(stable('ticket: one\nx: y')?.stable).toBe(stable('ticket: two\nx: y')?.stable)
    expect(stable('ticket: one\nx: y')?.all).not.toBe(stable('ticket: two\nx: y')?.all)
    expect(stable('ticket: one\nx: y')?.stable).not.toBe(stable('ticket: one\nx: z')?.stable)
  })
  it('reads user data that is no base64 at all', () =>
    expect(
      decode('ec2:DescribeLaunchTemplateVersions', {
        LaunchTemplateVersions: [{ LaunchTemplateId: 'lt-1', VersionNumber: 1, LaunchTemplateData: { UserData: 'not base64!' } }],
      })._tag,
    ).toBe('Right'))
  it('is user data in plain text as well, which is not taken for base64', () => {
    const input = (UserData: unknown) =>
      operations['ec2:CreateLaunchTemplateVersion'].input.decode({ LaunchTemplateId: 'lt-1', LaunchTemplateData: { UserData } })
    expect(input({ $text: '{"ignition":{}}' })).toMatchObject({ right: { LaunchTemplateData: { UserData: { $text: '{"ignition":{}}' } } } })
    expect(input('e30=')._tag).toBe('Left')
  })
  it('knows an object by its size and time, whatever else S3 says of it', () =>
    expect(decode('s3:HeadObject', { ContentLength: 3, LastModified: new Date(0), ETag: '"a"', Metadata: {} })).toEqual({
      _tag: 'Right',
      right: { ContentLength: 3, LastModified: '1970-01-01T00:00:00.000Z' },
    }))
  it('takes the times of an SDK and of a file', () => {
    const activities = (StartTime: unknown) =>
      decode('autoscaling:DescribeScalingActivities', { Activities: [{ ActivityId: 'a', StatusCode: 'Failed', StartTime }] })
    expect(activities(new Date(0))).toEqual(activities('1970-01-01T00:00:00.000Z'))
  })
})

describe('the table of operations', () => {
  it('has reads that touch nothing and writes that touch something', () => {
    const inputs: { readonly [op: string]: object } = {
      'ec2:CreateLaunchTemplate': { LaunchTemplateName: 'p', LaunchTemplateData: {} },
      'ec2:CreateTags': { Resources: ['lt-1'], Tags: [] },
      'ec2:DeleteTags': { Resources: ['lt-1'], Tags: [] },
      'autoscaling:CreateOrUpdateTags': { Tags: [{ ResourceId: 'p' }] },
      'autoscaling:DeleteTags': { Tags: [{ ResourceId: 'p' }] },
      'ec2:DeleteLaunchTemplateVersions': { LaunchTemplateId: 'lt-1', Versions: ['1'] },
      'eks:TagResource': { resourceArn: 'arn:aws:eks:eu-west-1:1:nodegroup/c/p/1', tags: {} },
      'eks:UntagResource': { resourceArn: 'arn:aws:eks:eu-west-1:1:nodegroup/c/p/1', tagKeys: [] },
    }
    for (const op of Object.keys(operations)) {
      const row = Operation.rowOf(operations, op)
      const input = inputs[op] ?? {
        AutoScalingGroupName: 'p',
        LaunchTemplateId: 'lt-1',
        Bucket: 'b',
        Key: 'k',
        clusterName: 'c',
        nodegroupName: 'p',
        RoleName: 'r',
      }
      expect([op, (row?.touches(scope, input).length ?? 0) > 0]).toEqual([op, row?.effect !== 'read'])
      expect(row?.permission).toBe(op === 's3:HeadObject' ? 's3:GetObject' : op)
    }
  })
})
