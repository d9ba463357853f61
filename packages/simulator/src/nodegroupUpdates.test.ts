import { describe, expect, it } from 'vitest'
import { after, answered, newTemplate, newVersion, refusalOf, scope, SECOND } from './account.fixture.js'
import { aws } from './aws.js'
import {
  cluster,
  configure,
  deleteNodegroup,
  hidden,
  id,
  issues,
  newNodegroup,
  nodes,
  passed,
  shown,
  sizes,
  status,
  update,
  upgrade,
} from './eks.fixture.js'
import * as Eks from './eksEvents.js'
import * as Events from './events.js'
import type { World } from './World.js'

const active = passed(after(cluster, newNodegroup()), 5)
const labelled = configure({ labels: { addOrUpdateLabels: { a: '1' } } })
const newer = '1.33.5-20260201'
const staying = (w: World) => (hidden(w)?.instances ?? []).filter((i) => !i.state.startsWith('Terminating'))

/** What is seen every ten seconds of the next hour. */
const watched = <A>(w: World, see: (w: World) => A): ReadonlyArray<A> => {
  const seen: Array<A> = []
  for (let i = 0, next = w; i < 360; i += 1, next = aws.tick(next, 10 * SECOND)) seen.push(see(next))
  return seen
}

describe('updating the configuration', () => {
  it('takes a moment in which the group is UPDATING; then it shows', () => {
    const busy = after(active, labelled)
    expect([status(busy), update(busy), shown(busy)['labels']]).toEqual(['UPDATING', 'ConfigUpdate InProgress', {}])
    const done = passed(busy, 1)
    expect([status(done), update(done), shown(done)['labels']]).toEqual(['ACTIVE', 'ConfigUpdate Successful', { a: '1' }])
  })

  it('is one at a time, and answers its id', () => {
    const busy = after(active, labelled)
    const list = answered(busy, 'eks:ListUpdates', { name: 'prod', nodegroupName: 'workers' })['updateIds'] as ReadonlyArray<string>
    expect(list).toHaveLength(1)
    expect(refusalOf(busy, ...upgrade())).toContain(
      `ResourceInUseException: Nodegroup workers currently has update ${list[0] ?? ''} in progress`,
    )
    expect(answered(busy, 'eks:DescribeUpdate', { name: 'prod', nodegroupName: 'workers', updateId: list[0] })['update']).toMatchObject({
      id: list[0],
      status: 'InProgress',
      params: [{ type: 'LabelsToAdd', value: '{"a":"1"}' }],
    })
    const next = after(passed(busy, 1), configure({ scalingConfig: { maxSize: 7 } }))
    const both = answered(next, 'eks:ListUpdates', { name: 'prod', nodegroupName: 'workers' })['updateIds'] as ReadonlyArray<string>
    expect(both.slice(1)).toEqual(list)
    expect(refusalOf(busy, 'eks:DescribeUpdate', { name: 'prod', nodegroupName: 'workers', updateId: 'x' })).toContain(
      'No update found for ID: x',
    )
  })

  it('puts and takes labels and taints, a taint by its key and effect', () => {
    const taint = (value: string, effect = 'NO_SCHEDULE') => ({ key: 'k', value, effect })
    const one = passed(after(active, configure({ taints: { addOrUpdateTaints: [taint('1'), taint('1', 'NO_EXECUTE')] } })), 1)
    const two = passed(after(one, configure({ taints: { addOrUpdateTaints: [taint('2')], removeTaints: [taint('x', 'NO_EXECUTE')] } })), 1)
    expect(shown(two)['taints']).toEqual([taint('2')])
    const gone = passed(after(passed(after(active, labelled), 1), configure({ labels: { removeLabels: ['a'] } })), 1)
    expect(shown(gone)['labels']).toEqual({})
  })

  it('sizes the Auto Scaling group as it is, without waiting for instances', () => {
    const done = aws.tick(after(active, configure({ scalingConfig: sizes(1, 4, 6) })), 21 * SECOND)
    expect([status(done), hidden(done)?.min, hidden(done)?.max, hidden(done)?.desired, nodes(done).length]).toEqual(['ACTIVE', 1, 6, 4, 2])
    expect(nodes(passed(done, 2))).toHaveLength(4)
  })

  it.each([
    ['down', { maxSize: 3 }, 5, 3],
    ['up', { minSize: 2 }, 1, 2],
    ['not at all', { minSize: 1, maxSize: 4 }, 3, 3],
    ['to what is asked for', { minSize: 1, maxSize: 4, desiredSize: 4 }, 5, 4],
  ])('moves a size that somebody else set meanwhile %s', (_, scalingConfig, DesiredCapacity, desired) => {
    const busy = after(active, configure({ scalingConfig }))
    const AutoScalingGroupName = hidden(busy)?.name
    const done = passed(after(busy, ['autoscaling:SetDesiredCapacity', { AutoScalingGroupName, DesiredCapacity }]), 1)
    expect([status(done), hidden(done)?.desired]).toEqual(['ACTIVE', desired])
  })

  it.each([
    ['nothing', {}, 'nothing is to be updated'],
    ['empty parts', { labels: {}, scalingConfig: {} }, 'nothing is to be updated'],
    ['labels that are there', { labels: { removeLabels: ['none'] } }, 'No changes needed for the labels update'],
    [
      'taints that are there',
      { taints: { removeTaints: [{ key: 'k', effect: 'NO_EXECUTE' }] } },
      'No changes needed for the taints update',
    ],
    ['a label both ways', { labels: { addOrUpdateLabels: { a: '1' }, removeLabels: ['a'] } }, 'at once'],
    ['a minimum above the desired size', { scalingConfig: { minSize: 3 } }, "Minimum capacity 3 can't be greater than desired size 2"],
    ['a maximum below the desired size', { scalingConfig: { maxSize: 1 } }, "can't be greater than maxSize 1"],
    ['more away than there may be', { updateConfig: { maxUnavailable: 6 } }, "can't be greater than the maximum size 5"],
    ['a strategy of no kind', { updateConfig: { maxUnavailable: 1, updateStrategy: 'FAST' } }, 'Invalid updateStrategy'],
  ])('refuses %s', (_, more, words) => expect(refusalOf(active, ...configure(more))).toContain(words))

  it('remembers its token, and starts again with another', () => {
    const [op, input] = labelled
    const once = after(active, [op, input, 't'])
    expect(answered(once, op, input, 't')).toEqual(answered(active, op, input, 't'))
    expect(refusalOf(once, op, input, 'u')).toContain('ResourceInUseException')
    expect(refusalOf(once, op, { ...input, updateConfig: { maxUnavailable: 2 } }, 't')).toContain('IdempotentParameterMismatch')
  })

  it('is taken by a degraded group', () => {
    const issue = { code: 'InternalFailure', message: '', resourceIds: [] }
    const degraded = aws.tick(Eks.setIssues(active, scope, id, [issue]), SECOND)
    const done = passed(after(degraded, labelled), 1)
    expect([status(degraded), status(done), shown(done)['labels']]).toEqual(['DEGRADED', 'DEGRADED', { a: '1' }])
  })
})

describe('updating the version', () => {
  it('replaces every node, a few at a time, in a group that grows for it', () => {
    const busy = after(active, upgrade({ releaseVersion: newer }))
    expect(shown(busy)).toMatchObject({ status: 'UPDATING', releaseVersion: '1.33.4-20260101' })
    // Three zones: it grows by six.
    expect(Math.max(...watched(busy, (w) => staying(w).length))).toBe(8)
    expect(Math.max(...watched(busy, (w) => hidden(w)?.max ?? 0))).toBe(11)
    expect(Math.min(...watched(busy, (w) => nodes(w).length))).toBe(2)
    const done = passed(busy, 60)
    expect([status(done), update(done), nodes(done), hidden(done)?.max, hidden(done)?.desired]).toEqual([
      'ACTIVE',
      'VersionUpdate Successful',
      ['2', '2'],
      5,
      2,
    ])
    expect([shown(done)['releaseVersion'], issues(done)]).toEqual([newer, []])
  })

  it('shows the desired size from before while it surges', () => {
    const busy = after(active, upgrade({ releaseVersion: newer }))
    const seen = new Set(watched(busy, (w) => JSON.stringify(shown(w)['scalingConfig'])))
    expect([...seen]).toEqual([JSON.stringify({ minSize: 0, maxSize: 5, desiredSize: 2 })])
  })

  it('never drains more nodes at once than the group allows', () => {
    const most = (updateConfig: object): number => {
      const big = passed(after(cluster, newNodegroup({ scalingConfig: sizes(0, 8, 10), updateConfig })), 10)
      return Math.max(
        ...watched(after(big, upgrade({ releaseVersion: newer })), (w) => Eks.nodegroupIn(w, scope, id)?.roll?.draining.length ?? 0),
      )
    }
    expect([most({ maxUnavailable: 1 }), most({ maxUnavailable: 3 }), most({ maxUnavailablePercentage: 50 })]).toEqual([1, 3, 4])
  })

  it('does not grow with strategy MINIMAL: old nodes go first', () => {
    const minimal = passed(after(cluster, newNodegroup({ updateConfig: { maxUnavailable: 1, updateStrategy: 'MINIMAL' } })), 5)
    const busy = after(minimal, upgrade({ releaseVersion: newer }))
    expect(Math.max(...watched(busy, (w) => hidden(w)?.desired ?? 0))).toBe(2)
    expect(Math.min(...watched(busy, (w) => nodes(w).length))).toBe(1)
    expect([update(passed(busy, 60)), nodes(passed(busy, 60))]).toEqual(['VersionUpdate Successful', ['2', '2']])
  })

  it('is over soon in a group without nodes', () => {
    const none = passed(after(cluster, newNodegroup({ scalingConfig: sizes(0, 0, 5) })), 5)
    const done = passed(after(none, upgrade({ releaseVersion: newer })), 1)
    expect([update(done), shown(done)['releaseVersion'], hidden(done)?.launches]).toEqual(['VersionUpdate Successful', newer, 0])
  })

  it("goes to the cluster's version, and to no other", () => {
    const ahead = Eks.setCluster(active, scope, 'prod', { version: '1.35' })
    expect(refusalOf(ahead, ...upgrade({ version: '1.34' }))).toContain(
      'should be equal to Cluster kubernetes version 1.35 or NodeGroup kubernetes version 1.33',
    )
    expect(refusalOf(ahead, ...upgrade({ version: '1.35', releaseVersion: newer }))).toContain('is not valid for kubernetes version 1.35')
    const done = passed(after(ahead, upgrade({ version: '1.35' })), 60)
    expect(shown(done)).toMatchObject({ version: '1.35', releaseVersion: '1.35.4-20260101', status: 'ACTIVE' })
  })

  it('takes the latest release when none is named', () => {
    const out = Events.setParameters(active, scope, {
      '/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/release_version': newer,
    })
    expect(shown(passed(after(out, upgrade()), 60))).toMatchObject({ releaseVersion: newer })
  })

  it('fails where pods may not be evicted, and leaves the version as it was; by force it goes on', () => {
    const blocked = Eks.blockEviction(active, scope, id, true)
    const failed = passed(after(blocked, upgrade({ releaseVersion: newer })), 60)
    expect([update(failed), status(failed), shown(failed)['releaseVersion']]).toEqual([
      'VersionUpdate Failed PodEvictionFailure',
      'ACTIVE',
      '1.33.4-20260101',
    ])
    const later = passed(failed, 30)
    expect([nodes(later), hidden(later)?.max, hidden(later)?.desired, issues(later)]).toEqual([['1', '1'], 5, 2, []])
    const forced = passed(after(later, upgrade({ releaseVersion: newer, force: true })), 120)
    expect([update(forced), nodes(forced).length]).toEqual(['VersionUpdate Successful', 2])
  })

  it('fails where new nodes do not come: no capacity, or an image that does not join', () => {
    const short = passed(after(Events.setShortage(active, scope, {}, true), upgrade({ releaseVersion: newer })), 60)
    expect(update(short)).toBe('VersionUpdate Failed NodeCreationFailure')
    const bad = passed(after(Eks.setBadImage(active, scope, newer, true), upgrade({ releaseVersion: newer })), 60)
    expect([update(bad), nodes(passed(bad, 10))]).toEqual(['VersionUpdate Failed NodeCreationFailure', ['1', '1']])
  })

  it('fails when the Auto Scaling group is taken from under it', () => {
    const busy = aws.tick(after(active, upgrade({ releaseVersion: newer })), 60 * SECOND)
    const name = hidden(busy)?.name
    const lost = passed(after(busy, ['autoscaling:DeleteAutoScalingGroup', { AutoScalingGroupName: name, ForceDelete: true }]), 10)
    expect([update(lost), status(lost), issues(lost)]).toEqual(['VersionUpdate Failed Unknown', 'DEGRADED', ['AutoScalingGroupNotFound']])
    expect(shown(passed(after(lost, deleteNodegroup), 5))).toEqual({})
  })
})

describe('a group with a launch template', () => {
  const templated = (data: object, more: object = {}) =>
    passed(
      after(cluster, newTemplate(data), newVersion(data), newNodegroup({ launchTemplate: { name: 'pool', version: '1' }, ...more })),
      5,
    )

  it('goes to another version of the same template', () => {
    const w = templated({ KeyName: 'key' })
    const done = passed(after(w, upgrade({ launchTemplate: { name: 'pool', version: '2' } })), 60)
    expect(shown(done)).toMatchObject({ launchTemplate: { name: 'pool', version: '2' }, status: 'ACTIVE' })
    expect(nodes(done)).toEqual(['2', '2'])
  })

  it('cannot go to another template, nor get one later', () => {
    const w = after(templated({ KeyName: 'key' }), newTemplate({ KeyName: 'key' }, 'other'))
    expect(refusalOf(w, ...upgrade({ launchTemplate: { name: 'other', version: '1' } }))).toContain('cannot be changed to another one')
    const plain = after(active, newTemplate({ KeyName: 'key' }))
    expect(refusalOf(plain, ...upgrade({ launchTemplate: { name: 'pool' } }))).toContain('not created with a launch template')
  })

  it('keeps types and image where they were said at first', () => {
    const w = after(templated({ KeyName: 'key' }), newVersion({ InstanceType: 'm5.large' }), newVersion({ ImageId: 'ami-1' }))
    expect(refusalOf(w, ...upgrade({ launchTemplate: { name: 'pool', version: '3' } }))).toContain('Cannot specify instance types')
    expect(refusalOf(w, ...upgrade({ launchTemplate: { name: 'pool', version: '4' } }))).toContain('image id')
  })

  it("of an image of its own has no versions but the template's", () => {
    const w = templated({ ImageId: 'ami-1' })
    expect(refusalOf(w, ...upgrade({ version: '1.33' }))).toContain('kubernetesVersion when using custom AMIs')
    expect(refusalOf(w, ...upgrade({ releaseVersion: newer }))).toContain('releaseVersion when using custom AMIs')
    expect(update(passed(after(w, upgrade({ launchTemplate: { name: 'pool', version: '2' } })), 60))).toBe('VersionUpdate Successful')
  })

  it('is not well without it', () => {
    const w = passed(after(templated({ KeyName: 'key' }), ['ec2:DeleteLaunchTemplate', { LaunchTemplateName: 'pool' }]), 1)
    expect([status(w), issues(w)]).toEqual(['DEGRADED', ['SourceEc2LaunchTemplateNotFound']])
  })
})
