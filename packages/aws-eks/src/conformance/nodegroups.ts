/**
 * Managed node groups without nodes: what is filled in, what is refused, and updates one at a time (`aws-semantics` §5).
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { Json } from '@poolwright/core/Json'
import { tidyRole, withRole } from './roles.js'
import { type Ground, type Seen, type Sequence, step, textOf } from './Sequence.js'

const name = (g: Ground) => ({ clusterName: g.cluster, nodegroupName: `${g.prefix}-nodes` })
/** Made only where what should be refused is not. */
const other = (g: Ground) => ({ nodegroupName: `${g.prefix}-other-nodes` })
const sizes = (minSize: number, desiredSize: number, maxSize: number) => ({ scalingConfig: { minSize, desiredSize, maxSize } })
const request = (g: Ground, seen: Seen) => ({
  ...{ ...name(g), subnets: g.subnets, nodeRole: textOf(seen, 'role', 'Arn') },
  ...sizes(0, 0, 3),
})
const gone = 'Stale ResourceNotFoundException'

const look = (says: string, sees: (n: Nodegroup) => Json, wants: Json | ((g: Ground, seen: Seen) => Json)) =>
  step(says, 'eks:DescribeNodegroup', name, { sees: (a) => sees(a.nodegroup), wants, settles: true })
const active = (says: string) => look(says, (n) => n.status, 'ACTIVE')
const configure = (says: string, sent: object, wants: Json = 'done', as?: string) =>
  step(says, 'eks:UpdateNodegroupConfig', (g) => ({ ...name(g), ...sent }), as === undefined ? { wants } : { wants, as })
const ended = (says: string, as: string, type: string) =>
  step(
    says,
    'eks:DescribeUpdate',
    (g, seen) => ({ name: g.cluster, nodegroupName: name(g).nodegroupName, updateId: textOf(seen, as, 'updateId') }),
    {
      sees: (a) => [a.update.type ?? '', a.update.status],
      wants: [type, 'Successful'],
      settles: true,
    },
  )

const made = (more: object = {}) => [
  withRole,
  // A new role is not known everywhere at once, so that EKS may refuse it for a while.
  step('a group is made', 'eks:CreateNodegroup', (g, seen) => ({ ...request(g, seen), ...more }), { settles: true, token: 'make' }),
  active('and becomes active'),
]
const tidy = [
  step('the group is deleted', 'eks:DeleteNodegroup', name),
  step('and the other one', 'eks:DeleteNodegroup', (g) => ({ ...name(g), ...other(g) })),
  step('the group is gone', 'eks:DescribeNodegroup', name, { wants: gone, settles: true }),
  ...tidyRole,
]

export const nodegroups: ReadonlyArray<Sequence> = [
  {
    name: 'nodegroup',
    steps: [
      step('a cluster shows by name', 'eks:DescribeCluster', (g) => ({ name: g.cluster }), {
        sees: (a) => [a.cluster.status ?? '', a.cluster.version ?? ''],
        wants: (g) => ['ACTIVE', g.version],
      }),
      step('a cluster that is not there is not found', 'eks:DescribeCluster', () => ({ name: 'poolwright-no-such-cluster' }), {
        wants: gone,
      }),
      step('nor is a group of it', 'eks:DescribeNodegroup', (g) => ({ ...name(g), clusterName: 'poolwright-no-such-cluster' }), {
        wants: gone,
      }),
      step('nor one of a cluster that is there', 'eks:DescribeNodegroup', name, { wants: gone }),
      withRole,
      step(
        'a size outside the bounds is refused at creation',
        'eks:CreateNodegroup',
        (g, seen) => ({ ...request(g, seen), ...sizes(0, 5, 3) }),
        // A new role is not known everywhere at once, which EKS says first.
        { wants: 'Refused InvalidParameterException', settles: true },
      ),
      // The cluster may be on its way to that version.
      step(
        'so is another version than the cluster has',
        'eks:CreateNodegroup',
        (g, seen) => ({ ...request(g, seen), ...other(g), version: '1.20' }),
        {
          wants: 'Busy InvalidParameterException',
        },
      ),
      step('a group is made', 'eks:CreateNodegroup', request, { settles: true, token: 'make' }),
      step('the same request with the same token is one request', 'eks:CreateNodegroup', request, { token: 'make' }),
      step('with another token the name is taken', 'eks:CreateNodegroup', request, { wants: 'Stale ResourceInUseException' }),
      active('the group becomes active'),
      look(
        'it has the version of the cluster',
        (n) => n.version ?? '',
        (g) => g.version,
      ),
      look('and a release of it', (n) => n.releaseVersion?.startsWith(`${n.version ?? ''}.`) ?? false, true),
      look(
        'members that were not sent have their defaults',
        (n) => [n.capacityType ?? '', n.diskSize ?? 0, n.instanceTypes ?? [], n.amiType ?? ''],
        ['ON_DEMAND', 20, ['t3.medium'], 'AL2023_x86_64_STANDARD'],
      ),
      look('one node at a time is updated', (n) => n.updateConfig?.maxUnavailable ?? 0, 1),
      look('there is no remote access', (n) => n.remoteAccess?.ec2SshKey ?? 'none', 'none'),
      look(
        'its role and subnets show',
        (n) => [n.nodeRole ?? '', ...(n.subnets ?? [])],
        (g, seen) => [textOf(seen, 'role', 'Arn'), ...g.subnets],
      ),
      look(
        'one Auto Scaling group is behind it',
        (n) => (n.resources?.autoScalingGroups ?? []).map((x) => x.name?.startsWith('eks-') ?? false),
        [true],
      ),
      look(
        'its ARN names cluster and group',
        (n) => n.nodegroupArn?.split('/').slice(1, 3) ?? [],
        (g) => [g.cluster, name(g).nodegroupName],
      ),
      look('it is well', (n) => n.health?.issues?.length ?? 0, 0),
      step('a group is deleted', 'eks:DeleteNodegroup', name),
      step('and is gone after a while', 'eks:DescribeNodegroup', name, { wants: gone, settles: true }),
      step('and cannot be deleted twice', 'eks:DeleteNodegroup', name, { wants: gone }),
      configure('nor updated', sizes(0, 0, 4), gone),
    ],
    tidy,
  },
  {
    name: 'nodegroup-config',
    steps: [
      ...made({ labels: { tier: 'a', old: 'x' }, taints: [{ key: 'gpu', value: 'yes', effect: 'NO_SCHEDULE' }] }),
      look('labels and taints show', (n) => [n.labels ?? {}, n.taints ?? []], [
        { old: 'x', tier: 'a' },
        [{ key: 'gpu', value: 'yes', effect: 'NO_SCHEDULE' }],
      ]),
      configure('a minimum above the maximum is refused', sizes(5, 5, 3), 'Refused InvalidParameterException'),
      configure('a size outside the bounds is refused', sizes(0, 9, 3), 'Refused InvalidParameterException'),
      configure('a bound is changed alone', { scalingConfig: { maxSize: 4 } }, 'done', 'bound'),
      ended('which is an update of the configuration', 'bound', 'ConfigUpdate'),
      active('then the group is active again'),
      look(
        'and nothing else of the sizes has changed',
        (n) => [n.scalingConfig?.minSize ?? -1, n.scalingConfig?.desiredSize ?? -1, n.scalingConfig?.maxSize ?? -1],
        [0, 0, 4],
      ),
      configure(
        'labels are added, written over and removed',
        { labels: { addOrUpdateLabels: { tier: 'b', more: 'c' }, removeLabels: ['old'] } },
        'done',
        'labels',
      ),
      active('the group is active after the labels'),
      look('and has these labels', (n) => n.labels ?? {}, { more: 'c', tier: 'b' }),
      configure(
        'a taint is told by key and effect',
        {
          taints: {
            addOrUpdateTaints: [{ key: 'gpu', value: 'no', effect: 'NO_EXECUTE' }],
            removeTaints: [{ key: 'gpu', effect: 'NO_SCHEDULE' }],
          },
        },
        'done',
        'taints',
      ),
      active('the group is active after the taints'),
      look('and has the other taint', (n) => n.taints ?? [], [{ key: 'gpu', value: 'no', effect: 'NO_EXECUTE' }]),
      configure('how many nodes may be away is changed', { updateConfig: { maxUnavailablePercentage: 50 } }, 'done', 'away'),
      active('the group is active after that'),
      look(
        'a share takes the place of a count',
        (n) => [n.updateConfig?.maxUnavailable ?? 0, n.updateConfig?.maxUnavailablePercentage ?? 0],
        [0, 50],
      ),
      step('updates are listed', 'eks:ListUpdates', (g) => ({ name: g.cluster, nodegroupName: name(g).nodegroupName, maxResults: 100 }), {
        sees: (a) => [...a.updateIds].sort(),
        wants: (_, seen) => ['bound', 'labels', 'taints', 'away'].map((as) => textOf(seen, as, 'updateId')).sort(),
      }),
      step(
        'an update that is not there is not found',
        'eks:DescribeUpdate',
        (g) => ({
          ...{ name: g.cluster, nodegroupName: name(g).nodegroupName },
          updateId: '00000000-0000-0000-0000-000000000000',
        }),
        { wants: gone },
      ),
      configure('an update has to change something', {}, 'Refused InvalidParameterException'),
    ],
    tidy,
  },
  {
    name: 'nodegroup-tags',
    steps: [
      ...made({ tags: { team: 'a', cost: 'x' } }),
      step('the group says its ARN', 'eks:DescribeNodegroup', name, { as: 'shown' }),
      look('tags show', (n) => n.tags ?? {}, { cost: 'x', team: 'a' }),
      step('tags are added and written over', 'eks:TagResource', (_, seen) => ({ resourceArn: arn(seen), tags: { team: 'b', more: '' } })),
      look('and show', (n) => n.tags ?? {}, { cost: 'x', more: '', team: 'b' }),
      step('tags are taken away by key', 'eks:UntagResource', (_, seen) => ({ resourceArn: arn(seen), tagKeys: ['cost', 'none'] })),
      look('and show no more', (n) => n.tags ?? {}, { more: '', team: 'b' }),
      active('without an update'),
    ],
    tidy,
  },
  {
    name: 'nodegroup-version',
    steps: [
      ...made(),
      step('a version beyond the cluster is refused', 'eks:UpdateNodegroupVersion', (g) => ({ ...name(g), version: '1.99' }), {
        wants: 'Busy InvalidParameterException',
      }),
      step(
        'the latest release of its version may be asked for at any time',
        'eks:UpdateNodegroupVersion',
        (g) => ({ ...name(g), version: g.version }),
        { as: 'version' },
      ),
      ended('which is an update of the version', 'version', 'VersionUpdate'),
      active('then the group is active again'),
      look(
        'and has the version of the cluster',
        (n) => n.version ?? '',
        (g) => g.version,
      ),
    ],
    tidy,
  },
]
const arn = (seen: Seen): string => {
  const shown = seen['shown'] as { readonly nodegroup: Nodegroup } | undefined
  return shown?.nodegroup.nodegroupArn ?? 'nothing was seen of the group'
}
