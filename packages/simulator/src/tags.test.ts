import { describe, expect, it } from 'vitest'
import { account, after, answered, group, newTemplate, pool, refusalOf, refusals, scope, SECOND, update } from './account.fixture.js'
import { aws } from './aws.js'
import * as Events from './events.js'
import { groupIn, templateIn, type World } from './World.js'

const put = 'autoscaling:CreateOrUpdateTags'
const tag = (Key: string, more: object = {}) => ({
  Key,
  Value: 'v',
  PropagateAtLaunch: true,
  ResourceId: 'pool',
  ResourceType: 'auto-scaling-group',
  ...more,
})
const tagsOf = (w: World) => groupIn(w, scope, 'pool')?.tags

describe('tags of a group', () => {
  it('are put over what was there, the propagation with them, and running instances keep theirs', () => {
    const w = aws.tick(
      after(
        pool(1),
        [put, { Tags: [tag('a'), tag('b')] }],
        [put, { Tags: [tag('a', { PropagateAtLaunch: false })] }],
        update({ DesiredCapacity: 2 }),
      ),
      60 * SECOND,
    )
    expect(tagsOf(w)).toEqual({ a: { Value: 'v', PropagateAtLaunch: false }, b: { Value: 'v', PropagateAtLaunch: true } })
    expect(group(w).instances.map((i) => [i.tags['a'], i.tags['b']])).toEqual([
      [undefined, undefined],
      [undefined, 'v'],
    ])
  })
  it('go by key, unless a value is given that differs', () => {
    const w = after(pool(0), [put, { Tags: [tag('a'), tag('b'), tag('c')] }])
    const { Value: _, ...keyOnly } = tag('a')
    const next = after(w, ['autoscaling:DeleteTags', { Tags: [keyOnly, tag('b', { Value: 'other' }), tag('c'), tag('none')] }])
    expect(refusals(next)).toEqual([])
    expect(Object.keys(tagsOf(next) ?? {})).toEqual(['b'])
  })
  it('are refused over 25 at once, over 50 in all, of groups that are not there, with reserved keys', () => {
    const many = (from: number, n: number) => ({ Tags: Array.from({ length: n }, (_, i) => tag(`k${from + i}`)) })
    expect(refusalOf(pool(0), put, many(0, 26))).toContain('At most 25')
    expect(refusalOf(after(pool(0), [put, many(0, 25)], [put, many(25, 25)]), put, many(50, 1))).toContain('LimitExceeded')
    expect(refusalOf(pool(0), put, { Tags: [tag('a', { ResourceId: 'none' })] })).toContain('name not found')
    expect(refusalOf(pool(0), put, { Tags: [tag('aws:a')] })).toContain('reserved')
  })
  it('are listed by filters over all groups', () => {
    const w = after(pool(0), [put, { Tags: [tag('a'), tag('b')] }])
    expect(answered(w, 'autoscaling:DescribeTags', { Filters: [{ Name: 'key', Values: ['b'] }] })).toEqual({ Tags: [tag('b')] })
    expect(refusalOf(w, 'autoscaling:DescribeTags', { Filters: [{ Name: 'colour', Values: ['b'] }] })).toContain('InvalidParameterValue')
  })
  it('are edited by others too', () => {
    const w = Events.editTags(pool(0), scope, 'pool', { a: '1', b: '2' })
    expect(tagsOf(Events.editTags(w, scope, 'pool', { a: null, c: '3' }))).toEqual({
      b: { Value: '2', PropagateAtLaunch: false },
      c: { Value: '3', PropagateAtLaunch: false },
    })
    expect(w.called).toBe(pool(0).called)
  })
})

describe('tags by EC2', () => {
  const id = 'lt-00000000000000001'
  const w = after(account, newTemplate(), [
    'ec2:CreateTags',
    {
      Resources: [id, 'subnet-a', 'sg-1'],
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    },
  ])
  it('are on templates and whatever else was named', () => {
    expect(refusals(w)).toEqual([])
    expect(templateIn(w, scope, 'pool')?.tags).toEqual({ a: '1', b: '' })
    expect(answered(w, 'ec2:DescribeSubnets', { Filters: [{ Name: 'tag:a', Values: ['1'] }] })).toMatchObject({
      Subnets: [{ SubnetId: 'subnet-a' }],
    })
    expect(answered(w, 'ec2:DescribeLaunchTemplates', { Filters: [{ Name: 'tag:a', Values: ['1'] }] })).toMatchObject({
      LaunchTemplates: [{ Tags: [{ Key: 'a' }, { Key: 'b' }] }],
    })
  })
  it('go with a value only where it is that value', () => {
    const left = (Tags: ReadonlyArray<object> | undefined) =>
      templateIn(after(w, ['ec2:DeleteTags', { Resources: [id], ...(Tags === undefined ? {} : { Tags }) }]), scope, 'pool')?.tags
    expect(left([{ Key: 'a' }])).toEqual({ b: '' })
    expect(
      left([
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '' },
      ]),
    ).toEqual({ a: '1' })
    expect(left(undefined)).toEqual({})
  })
  it('are on running instances, which AWS’s own keys stay on', () => {
    const p = pool(1)
    const Resources = group(p).instances.map((i) => i.id)
    const tagged = after(p, ['ec2:CreateTags', { Resources, Tags: [{ Key: 'a', Value: '1' }] }])
    expect(group(tagged).instances[0]?.tags).toMatchObject({ a: '1', 'aws:autoscaling:groupName': 'pool' })
    expect(Object.keys(group(after(tagged, ['ec2:DeleteTags', { Resources }])).instances[0]?.tags ?? {})).toEqual(
      expect.not.arrayContaining(['a']),
    )
  })
  it('are refused on what is not there, and change nothing then', () => {
    for (const [missing, code] of [
      ['lt-9', 'InvalidLaunchTemplateId.NotFound'],
      ['subnet-9', 'InvalidSubnetID.NotFound'],
      ['i-9', 'InvalidInstanceID.NotFound'],
      ['x-9', 'InvalidID'],
    ] as const) {
      const next = after(w, ['ec2:CreateTags', { Resources: [id, missing], Tags: [{ Key: 'z', Value: '' }] }])
      expect(refusals(next)).toEqual([code])
      expect(templateIn(next, scope, 'pool')?.tags).not.toHaveProperty('z')
    }
  })
})
