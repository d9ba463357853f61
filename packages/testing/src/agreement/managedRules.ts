/**
 * What a raw AWS world must hold for an AWSManagedMachinePool: for its node group, the Auto Scaling group behind it and each instance, its
 * launch template, and its role; and what of it no node group can ever have.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 * @since 0.1.0
 */
import { digest } from '@poolwright/core/digest'
import type { Json } from '@poolwright/core/Json'
import type { Desired } from '../Desired.js'
import type { Beyond } from '../Trial.js'
import {
  hasOwnImage,
  hasTemplate,
  hooks,
  isDeleted,
  isNowhere,
  managed,
  maxSize,
  minor,
  minSize,
  ownedCount,
  ownsRole,
  ownTags,
  policies,
  secretName,
  secretOf,
  spec,
  templateTags,
  userTags,
  version,
  zones,
} from './managedDocuments.js'
import { isVolatile, marketClashes } from './documents.js'
import { configRows, fixedRows, imageRow, strategyRow, taintsIn, templateRows, wantedLabels, wantedTaints } from './managedTable.js'
import {
  behind,
  bodyOf,
  cluster,
  isOurs,
  isOurTemplate,
  isTheirLabel,
  isTheirTag,
  isTheirTaint,
  nodegroup,
  role,
  shown,
  template,
} from './managedWorld.js'
import {
  hooksIn,
  serving,
  at,
  bodyTags,
  foreign,
  instances,
  is,
  items,
  type Maybe,
  members,
  type Members,
  secretIn,
  text,
  valuesOf,
  word,
} from './raw.js'

/** What is asked for is there, and nothing besides but what others or AWS brought. */
const onlyThese = (what: string, got: Members, want: Members, isTheirs: (key: string) => boolean): ReadonlyArray<string> => [
  ...Object.entries(want).flatMap(([k, v]) => is(`${what} ${k}`, got[k] ?? null, v)),
  ...Object.keys(got).flatMap((k) => (Object.hasOwn(want, k) || isTheirs(k) ? [] : [`${what} ${k} is not wanted any more`])),
]
/** Nodes that a release of EKS's images makes, by day. */
const day = (release: Maybe): number => Number(/-(\d{8})$/.exec(word(release))?.[1] ?? 0)

const ofRole = (raw: Json, d: Desired): ReadonlyArray<string> => {
  const r = role(raw)
  if (!ownsRole(d)) return []
  if (r === undefined) return ['there is no role']
  const attached = items(at(r, 'attached')).map(word)
  return [
    ...policies(d).flatMap((arn) => (attached.includes(arn) ? [] : [`the role does not have ${arn}`])),
    ...attached.flatMap((arn) => (policies(d).includes(arn) || arn.includes(`/${foreign}`) ? [] : [`the role still has ${arn}`])),
    ...is('rolePermissionsBoundary', text(at(r, 'boundary')), text(spec(d, 'rolePermissionsBoundary'))),
    ...onlyThese('role: tag', members(at(r, 'tags')), ownTags(d), isTheirTag),
    ...(word(at(r, 'trust')).includes('"ec2.amazonaws.com"') ? [] : ['the role does not trust EC2']),
  ]
}
const ofTemplate = (raw: Json, n: Maybe, d: Desired): ReadonlyArray<string> => {
  const t = template(raw)
  // What cannot be had of the template keeps the rest of it back: a version is taken as a whole.
  if (!hasTemplate(d) || at(n, 'launchTemplate') === undefined || saidElsewhere(raw, n, d).length > 0) return []
  // So does a version or a release that the group is not taken to: EKS takes it and the template in one update.
  if (unreachable(raw, n, d).length > 0 || outdated(n, d).length > 0) return []
  if (t === undefined) return ['there is no template']
  const body = bodyOf(raw, n)
  if (body === undefined) return ['the version that the node group names is not there']
  const secret = text(secretName(d))
  const bytes = secret === null ? null : digest(word(at(secretOf(d), 'stringData', 'value') ?? ''))
  const tags = templateTags(d)
  const has = (what: string, got: Members) => Object.entries(tags).flatMap(([k, v]) => is(`${what}: tag ${k}`, got[k] ?? null, v))
  const holds = (what: string, b: Maybe) => templateRows.flatMap((row) => is(`${what}: ${row.path}`, row.read(b), row.want(d)))
  return [
    ...has('template', members(at(t, 'tags'))),
    ...has('instances', bodyTags(body, 'instance')),
    ...has('volumes', bodyTags(body, 'volume')),
    ...holds('template', body),
    ...is('template: awsLaunchTemplate.ami.id', imageRow.read(body), hasOwnImage(d) ? imageRow.want(d) : null),
    // What a Secret declares volatile makes no version: every version rolls the nodes.
    ...(isVolatile(secretOf(d)) ? [] : is('Secret.data.value: user data', at(body, 'UserData', 'all') ?? null, bytes)),
    ...is('the Secret of the user data', secretIn(body), secret === null ? null : `${managed.namespace}/${word(secret)}`),
    ...instances(behind(raw, n)).flatMap((i) => [
      ...holds(`instance ${word(at(i, 'id'))}`, at(i, 'data')),
      ...(hasOwnImage(d) ? is(`instance ${word(at(i, 'id'))}: image`, imageRow.read(at(i, 'data')), imageRow.want(d)) : []),
    ]),
  ]
}

const ofGroup = (n: Maybe, g: Maybe, d: Desired): ReadonlyArray<string> => {
  if (g === undefined) return ['there is no Auto Scaling group behind the node group']
  const carried = Object.keys(userTags(d)).filter((k) => at(g, 'tags', k, 'PropagateAtLaunch') !== true)
  return [
    ...is('the group behind it: minimum', at(g, 'min') ?? null, at(n, 'minSize') ?? null),
    ...is('the group behind it: maximum', at(g, 'max') ?? null, at(n, 'maxSize') ?? null),
    ...onlyThese('the group behind it: tag', valuesOf(at(g, 'tags')), userTags(d), isTheirTag),
    ...carried.map((k) => `the group behind it: tag ${k} is not given to instances`),
    ...serving(g),
    ...hooksIn(g, hooks(d)),
    ...instances(g).flatMap((i) =>
      is(`instance ${word(at(i, 'id'))}: version of EKS's template`, at(i, 'template', 'Version') ?? null, at(n, 'copyVersion') ?? null),
    ),
  ]
}

const wanted = (raw: Json, d: Desired): ReadonlyArray<string> => {
  const stored = nodegroup(raw)
  if (stored === undefined) return ['there is no node group', ...ofRole(raw, d)]
  const n = shown(raw, stored)
  const asked = version(d)
  const excused = new Set([...(tooManyAway(d, n) ? ['updateConfig'] : []), ...(isStuck(d, n) ? [strategyRow.path] : [])])
  return [
    ...(at(n, 'status') === 'ACTIVE' ? [] : [`the node group is ${word(at(n, 'status'))}`]),
    ...configRows.filter((row) => row.want(d) !== null && !excused.has(row.path)).flatMap((row) => is(row.path, row.read(n), row.want(d))),
    ...onlyThese('label', members(at(n, 'labels')), wantedLabels(d), isTheirLabel),
    ...onlyThese('taint', taintsIn(n), wantedTaints(d), isTheirTaint),
    ...onlyThese('node group: tag', members(at(n, 'tags')), ownTags(d), isTheirTag),
    ...(asked === null || unreachable(raw, n, d).length > 0 ? [] : is('version', minor(at(n, 'version')), asked)),
    ...(text(spec(d, 'amiVersion')) === null || outdated(n, d).length > 0 || at(n, 'amiType') === 'CUSTOM'
      ? []
      : is('amiVersion', at(n, 'releaseVersion') ?? null, spec(d, 'amiVersion') ?? null)),
    ...ofGroup(n, behind(raw, n), d),
    ...ofTemplate(raw, n, d),
    // A pool that names no role has the one that its group was made with, which EKS never changes.
    ...(word(at(n, 'nodeRole')).endsWith(`/${managed.role}`) ? ofRole(raw, d) : []),
  ]
}

/** EKS takes a group to its cluster's version or leaves it at its own, and a group with images of one's own not at all. */
const unreachable = (raw: Json, n: Maybe, d: Desired): ReadonlyArray<string> => {
  const [asked, seen, newest] = [version(d), minor(at(n, 'version')), minor(at(cluster(raw), 'version'))]
  if (asked === null || asked === seen) return []
  return asked !== newest || at(n, 'amiType') === 'CUSTOM' || (seen !== null && Number(seen.split('.')[1]) > Number(asked.split('.')[1]))
    ? [`version is ${seen ?? ''}, and EKS does not take the group to ${asked}`]
    : []
}
/** Nor back to an earlier release, nor to one of another version. */
const outdated = (n: Maybe, d: Desired): ReadonlyArray<string> => {
  const asked = text(spec(d, 'amiVersion'))
  const seen = at(n, 'releaseVersion')
  if (asked === null || asked === seen || at(n, 'amiType') === 'CUSTOM') return []
  const same = minor(word(asked)) === minor(seen)
  return (same && day(asked) < day(seen)) || minor(word(asked)) !== (version(d) ?? minor(at(n, 'version')))
    ? [`amiVersion is ${word(seen)}, and EKS does not take the group to ${word(asked)}`]
    : []
}

/** User guide, "Customizing managed nodes with launch templates": type and image are said by the template or by the group, for ever. */
const saidElsewhere = (raw: Json, n: Maybe, d: Desired): ReadonlyArray<Beyond> => {
  const body = bodyOf(raw, n)
  if (!hasTemplate(d) || body === undefined) return []
  const [type, image] = [text(at(body, 'InstanceType')) !== null, imageRow.read(body) !== null]
  return [
    ...about(
      'awsLaunchTemplate.instanceType',
      is('whether awsLaunchTemplate.instanceType is said', type, text(spec(d, 'awsLaunchTemplate', 'instanceType')) !== null),
    ),
    // Which image it is, other leaves say as well.
    ...about('awsLaunchTemplate', is('whether awsLaunchTemplate.ami.id is said', image, hasOwnImage(d))),
  ]
}
/** Nor to other zones. */
const elsewhere = (n: Maybe, d: Desired): ReadonlyArray<string> => {
  const seen = items(at(n, 'subnets')).map(word)
  const fits =
    zones(d).length === 0 ||
    (seen.every((id) => zones(d).flat().includes(id)) && zones(d).every((here) => here.some((id) => seen.includes(id))))
  return fits ? [] : [`availabilityZones: it is in ${seen.join(', ')}`]
}
/** IAM never moves a role. */
const pathOf = (raw: Json, d: Desired): ReadonlyArray<string> => {
  const [asked, seen] = [text(spec(d, 'rolePath')), at(role(raw), 'path')]
  return !ownsRole(d) || asked === null || seen === undefined ? [] : is('rolePath', seen, asked)
}

/** Nothing in it contradicts itself, whatever there is. */
const isSane = (d: Desired): boolean => {
  const [low, high, count] = [minSize(d) ?? 0, maxSize(d) ?? Infinity, ownedCount(d)]
  return high >= 1 && low <= high && (count === null || (count >= low && count <= high)) && !clashes(d) && !isNowhere(d)
}
/** User guide, "Customizing managed nodes with launch templates": what cannot stand beside a template, or beside an image in it. */
const clashes = (d: Desired): boolean => {
  const type = text(spec(d, 'amiType'))
  if (!hasTemplate(d)) return type === 'CUSTOM'
  return (
    spec(d, 'remoteAccess') !== undefined ||
    marketClashes((leaf) => spec(d, 'awsLaunchTemplate', leaf)) ||
    (hasOwnImage(d) && ((type !== null && type !== 'CUSTOM') || text(spec(d, 'amiVersion')) !== null || imageRow.want(d) === null))
  )
}
/** How many nodes may be away at once: no more than there may be. A maximum that nobody wrote is as it is, and grows with the count. */
const mostAway = (d: Desired, n: Maybe): number =>
  maxSize(d) ?? Math.max(Number(at(d['MachinePool'], 'spec', 'replicas') ?? 1), Number(at(n, 'maxSize') ?? 1), minSize(d) ?? 0, 1)
const tooManyAway = (d: Desired, n: Maybe): boolean => Number(spec(d, 'updateConfig', 'maxUnavailable') ?? 1) > mostAway(d, n)
/** A strategy is taken only beside a count: that of the group has to do where the manifest's is refused, and may be as much too high. */
const isStuck = (d: Desired, n: Maybe): boolean =>
  tooManyAway(d, n) && Number(at(n, 'updateConfig', 'maxUnavailable') ?? 0) > mostAway(d, n)
/** EKS makes groups of its cluster's version only, and a release belongs to one version. */
const canBeMade = (raw: Json, d: Desired): boolean => {
  const newest = minor(at(cluster(raw), 'version'))
  const release = text(spec(d, 'amiVersion'))
  return (
    !tooManyAway(d, undefined) && (version(d) === null || version(d) === newest) && (release === null || minor(word(release)) === newest)
  )
}

/** What is otherwise than asked, one sentence each. */
export const disagreementsIn = (raw: Json, d: Desired): ReadonlyArray<string> => {
  if (!isDeleted(d)) return wanted(raw, d)
  const [n, t, r] = [nodegroup(raw), template(raw), role(raw)]
  return [
    ...(n !== undefined && isOurs(members(at(n, 'tags'))) ? ['the node group is still there'] : []),
    ...(t !== undefined && isOurTemplate(t) ? ['the template is still there'] : []),
    ...(r !== undefined && isOurs(members(at(r, 'tags'))) ? ['the role is still there'] : []),
  ]
}

/** What is asked otherwise than this node group has it and ever will. */
export const beyondIn = (raw: Json, d: Desired): ReadonlyArray<Beyond> => {
  const n = nodegroup(raw)
  if (n === undefined || isDeleted(d)) return []
  return [
    ...fixedRows.flatMap((row) => (row.want(d) === null ? [] : about(row.path, is(row.path, row.read(n), row.want(d))))),
    ...about('MachinePool.spec.template.spec.version', unreachable(raw, n, d)),
    ...about('amiVersion', outdated(n, d)),
    ...about('availabilityZones', elsewhere(n, d)),
    ...about('rolePath', pathOf(raw, d)),
    ...saidElsewhere(raw, n, d),
    ...about('updateConfig.maxUnavailable', tooManyAway(d, n) ? ['updateConfig.maxUnavailable is above the maximum size'] : []),
    ...about(
      strategyRow.path,
      isStuck(d, n) && strategyRow.want(d) !== null ? is(strategyRow.path, strategyRow.read(n), strategyRow.want(d)) : [],
    ),
  ]
}
const about = (path: string, all: ReadonlyArray<string>): ReadonlyArray<Beyond> => all.map((says) => ({ path, says }))

/** Whether it can be met at all: nothing in it contradicts itself, and a group can be made of it where none is. */
export const isPossible = (raw: Json, d: Desired): boolean =>
  isDeleted(d) || (isSane(d) && (nodegroup(raw) !== undefined || canBeMade(raw, d)))
