/**
 * What a behaviour says is observed of EKS and IAM, as facts: AWS's own form is made of the short one and read by the nouns' own codecs.
 * @since 0.1.0
 */
import { nodegroupId } from '@poolwright/aws/Nodegroup'
import { type AwsNouns, nouns } from '@poolwright/aws/nouns'
import { updateId } from '@poolwright/aws/NodegroupUpdate'
import * as Fact from '@poolwright/core/Fact'
import { byText, isPlain, type Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { type Document, merged } from './Behaviour.js'
import { listOf, members, numberOf, textOf } from './parts.js'

type Named = readonly [key: Key.Key, fact: Fact.Fact<unknown>]

/** A fact through its noun's codec; what AWS could not have answered is a slip of the file and says so. */
export const read = (noun: keyof AwsNouns, raw: Json, asOf: Fact.Millis): Fact.Fact<unknown> => {
  const decoded = nouns[noun].codec.decode(raw)
  return decoded._tag === 'Right' ? Fact.present<unknown>(decoded.right, asOf) : Fact.unknown('invalid')
}

/** The group behind a node group: its sizes, EKS's tags, and what is said of it. A tag may say that instances do not get it. */
const hiddenGroup = (nodegroup: Document, name: string, said: Document): Json => {
  const { minSize, maxSize, desiredSize } = members(nodegroup['scalingConfig'])
  const cluster = textOf(nodegroup['clusterName'])
  const tags: Document = {
    'eks:cluster-name': cluster,
    'eks:nodegroup-name': textOf(nodegroup['nodegroupName']),
    'k8s.io/cluster-autoscaler/enabled': 'true',
    [`k8s.io/cluster-autoscaler/${cluster}`]: 'owned',
    [`kubernetes.io/cluster/${cluster}`]: 'owned',
    ...members(said['Tags']),
  }
  const { Tags: _tags, ...rest } = said
  return {
    AutoScalingGroupName: name,
    MinSize: numberOf(minSize),
    MaxSize: numberOf(maxSize),
    DesiredCapacity: numberOf(desiredSize),
    Tags: Object.entries(tags).map(([Key_, x]) => ({
      Key: Key_,
      Value: isPlain(x) ? textOf(members(x)['value']) : x,
      PropagateAtLaunch: !isPlain(x),
      ResourceId: name,
      ResourceType: 'auto-scaling-group',
    })),
    ...rest,
  }
}

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: ['ec2.amazonaws.com'] }, Action: ['sts:AssumeRole'] }],
}
/** `attached` and `inline` are policies of the role; all else is the role's own. */
const roleFacts =
  (scope: Key.Scope, asOf: Fact.Millis) =>
  ([name, said]: readonly [string, Json]): ReadonlyArray<Named> => {
    const { attached, inline, Tags, Path = '/', ...rest } = members(said)
    const role: Json = {
      RoleName: name,
      Path,
      Arn: `arn:aws:iam::000000000000:role${textOf(Path)}${name}`,
      AssumeRolePolicyDocument: trust,
      Tags: Object.entries(members(Tags)).map(([k, x]) => ({ Key: k, Value: x })),
      ...rest,
    }
    const texts = (u: Json | undefined) => [...listOf(u).map(textOf)].sort(byText)
    return [
      [Key.of('role', scope, name), read('role', role, asOf)],
      [Key.of('rolePolicies', scope, name), read('rolePolicies', texts(attached), asOf)],
      [Key.of('roleInlinePolicies', scope, name), read('roleInlinePolicies', texts(inline), asOf)],
    ]
  }

/** Facts by key of clusters, node groups with what is behind them, their updates, and roles. */
export const eksFactsIn = (observed: Document, scope: Key.Scope, asOf: Fact.Millis): Fact.Facts => {
  const { cluster, nodegroup, nodegroups, hidden, updates, roles } = observed
  const first = members(nodegroup)
  const name = textOf(first['nodegroupName'])
  // Another node group is what is said of it over the first.
  const others = Object.entries(members(nodegroups)).map(([nodegroupName, said]) => members(merged({ ...first, nodegroupName }, said)))
  const groups = [...(isPlain(nodegroup) ? [first] : []), ...others]
  const clusterName = textOf(first['clusterName'])
  const list = listOf(updates).map(members)
  return Object.fromEntries<Fact.Fact<unknown>>([
    ...(isPlain(cluster)
      ? [[Key.of('ekscluster', scope, textOf(members(cluster)['name'])), read('ekscluster', cluster, asOf)] as const]
      : []),
    ...groups.map(
      (g) =>
        [
          Key.of('nodegroup', scope, nodegroupId(textOf(g['clusterName']), textOf(g['nodegroupName']))),
          read('nodegroup', g, asOf),
        ] as const,
    ),
    ...Object.entries(members(hidden)).flatMap(([group, said]): ReadonlyArray<Named> => {
      const { hooks = [], ...rest } = members(said)
      return [
        [Key.of('group', scope, group), read('group', hiddenGroup(first, group, rest), asOf)],
        [Key.of('hooks', scope, group), read('hooks', hooks, asOf)],
      ]
    }),
    [
      Key.of('nodegroupUpdates', scope, nodegroupId(clusterName, name)),
      read(
        'nodegroupUpdates',
        list.map((u) => textOf(u['id'])),
        asOf,
      ),
    ],
    ...list.map(
      (u) => [Key.of('nodegroupUpdate', scope, updateId(clusterName, name, textOf(u['id']))), read('nodegroupUpdate', u, asOf)] as const,
    ),
    ...Object.entries(members(roles)).flatMap(roleFacts(scope, asOf)),
  ])
}
