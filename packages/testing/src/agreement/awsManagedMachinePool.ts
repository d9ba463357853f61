/**
 * What a raw AWS world must hold for an AWSManagedMachinePool: for its node group, the Auto Scaling group behind it and each instance, its
 * launch template, and its role.
 *
 * It knows neither the planner's rows nor the simulator: it reads documents as they are written and a world as it is written down, and
 * was put together from the pages of EKS, IAM and Cluster API Provider AWS.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 * @since 0.1.0
 */
import { digest } from '@poolwright/core/digest'
import { canonical, equals, isPlain, type Json } from '@poolwright/core/Json'
import type { Desired } from '../Desired.js'
import type { Agreement } from '../Trial.js'
import { foreign } from './awsMachinePool.js'
import {
  hasOwnImage,
  hasTemplate,
  isDeleted,
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
} from './managedDocuments.js'
import { configRows, fixedRows, imageRow, taintsIn, templateRows, wantedLabels, wantedTaints } from './managedTable.js'
import { at, items, type Maybe, type Members, members, text, word } from './raw.js'

const region = (raw: Json): Maybe => at(raw, 'scopes', managed.scope)
const nodegroups = (raw: Json): Members => members(at(region(raw), 'nodegroups'))
const nodegroup = (raw: Json): Maybe => nodegroups(raw)[`${managed.eks}/${managed.nodegroup}`]
const groups = (raw: Json): Members => members(at(region(raw), 'groups'))
/** The Auto Scaling group that EKS made for a node group. */
const behind = (raw: Json, n: Maybe): Maybe => groups(raw)[word(at(n, 'group'))]
const roles = (raw: Json): Members => members(at(raw, 'roles', managed.account))
const role = (raw: Json): Maybe => Object.values(roles(raw)).find((r) => at(r, 'name') === managed.role)
const cluster = (raw: Json): Maybe => at(region(raw), 'clusters', managed.eks)
/** Those that EKS derives are its own business. */
const templates = (raw: Json): ReadonlyArray<Members> =>
  Object.entries(members(at(region(raw), 'templates'))).flatMap(([id, t]) =>
    at(t, 'tags', 'eks:nodegroup-name') === undefined ? [{ ...members(t), id }] : [],
  )
const template = (raw: Json): Maybe => templates(raw).find((t) => t['name'] === managed.template)
/** The body that a node group was told to launch from. */
const bodyOf = (raw: Json, n: Maybe): Maybe => {
  const t = templates(raw).find((x) => x['id'] === at(n, 'launchTemplate', 'id'))
  return at(t, 'versions', word(at(n, 'launchTemplate', 'version')), 'data')
}
const instances = (g: Maybe): ReadonlyArray<Json> => items(at(g, 'instances'))
const valuesOf = (u: Maybe): Members =>
  Object.fromEntries(Object.entries(members(u)).map(([k, v]) => [k, isPlain(v) ? (at(v, 'Value') ?? '') : v]))
const bodyTags = (b: Maybe, resource: string): Members =>
  Object.fromEntries(
    items(at(b, 'TagSpecifications'))
      .filter((s) => at(s, 'ResourceType') === resource)
      .flatMap((s) => items(at(s, 'Tags')).map((x) => [word(at(x, 'Key')), at(x, 'Value') ?? ''])),
  )

const mark = `kubernetes.io/cluster/${managed.eks}`
const poolMark = 'poolwright.dev/pool'
const me = `${managed.namespace}/${managed.pool}`
const isOurs = (tags: Members): boolean => (tags[poolMark] === undefined ? tags[mark] === 'owned' : tags[poolMark] === me)
const isOurTemplate = (t: Maybe): boolean =>
  at(t, 'tags', `sigs.k8s.io/cluster-api-provider-aws/cluster/${managed.eks}`) === 'owned' &&
  (at(t, 'tags', poolMark) === undefined || at(t, 'tags', poolMark) === me)

const is = (what: string, got: Json, want: Json): ReadonlyArray<string> =>
  equals(got, want) ? [] : [`${what} is ${canonical(got)}, and ${canonical(want)} is wanted`]
/** What is asked for is there, and nothing besides but what others or AWS brought. */
const onlyThese = (what: string, got: Members, want: Members, isTheirs: (key: string) => boolean): ReadonlyArray<string> => [
  ...Object.entries(want).flatMap(([k, v]) => is(`${what} ${k}`, got[k] ?? null, v)),
  ...Object.keys(got).flatMap((k) => (Object.hasOwn(want, k) || isTheirs(k) ? [] : [`${what} ${k} is not wanted any more`])),
]
const isTheirTag = (key: string): boolean =>
  key.startsWith(foreign) || [mark, poolMark, 'eks:', 'k8s.io/cluster-autoscaler/', 'aws:'].some((own) => key.startsWith(own))
const isTheirLabel = (key: string): boolean => key.startsWith(foreign)
const isTheirTaint = (id: string): boolean => id.split(' ')[1]?.startsWith(foreign) === true

/** Nodes that a release of EKS's images makes, by day. */
const day = (release: Maybe): number => Number(/-(\d{8})$/.exec(word(release))?.[1] ?? 0)

export const awsManagedMachinePoolAgreement = <W>(encode: (w: W) => Json): Agreement<W> => {
  const rawOf = encode

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
      ...(isVolatile(d) ? [] : is('Secret.data.value: user data', at(body, 'UserData', 'all') ?? null, bytes)),
      ...is(
        'the Secret of the user data',
        bodyTags(body, 'instance')['sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-secret'] ?? null,
        secret === null ? null : `${managed.namespace}/${word(secret)}`,
      ),
      ...instances(behind(raw, n)).flatMap((i) => [
        ...holds(`instance ${word(at(i, 'id'))}`, at(i, 'data')),
        ...(hasOwnImage(d) ? is(`instance ${word(at(i, 'id'))}: image`, imageRow.read(at(i, 'data')), imageRow.want(d)) : []),
      ]),
    ]
  }

  const ofGroup = (n: Maybe, g: Maybe, d: Desired): ReadonlyArray<string> => {
    if (g === undefined) return ['there is no Auto Scaling group behind the node group']
    const serving = instances(g).filter((i) => at(i, 'state') === 'InService' && at(i, 'healthy') === true)
    const carried = Object.keys(userTags(d)).filter((k) => at(g, 'tags', k, 'PropagateAtLaunch') !== true)
    return [
      ...is('the group behind it: minimum', at(g, 'min') ?? null, at(n, 'minSize') ?? null),
      ...is('the group behind it: maximum', at(g, 'max') ?? null, at(n, 'maxSize') ?? null),
      ...onlyThese('the group behind it: tag', valuesOf(at(g, 'tags')), userTags(d), isTheirTag),
      ...carried.map((k) => `the group behind it: tag ${k} is not given to instances`),
      ...is('instances in service', serving.length, at(g, 'desired') ?? null),
      ...is('instances', instances(g).length, at(g, 'desired') ?? null),
      ...instances(g).flatMap((i) =>
        is(`instance ${word(at(i, 'id'))}: version of EKS's template`, at(i, 'template', 'Version') ?? null, at(n, 'copyVersion') ?? null),
      ),
    ]
  }

  /** The node group as EKS shows it: how many nodes there are to be is its Auto Scaling group's. */
  const shown = (raw: Json, n: Maybe): Maybe => ({
    ...members(n),
    desiredSize: at(behind(raw, n), 'desired') ?? at(n, 'desiredSize') ?? null,
  })

  const wanted = (raw: Json, d: Desired): ReadonlyArray<string> => {
    const stored = nodegroup(raw)
    if (stored === undefined) return ['there is no node group', ...ofRole(raw, d)]
    const n = shown(raw, stored)
    const asked = version(d)
    return [
      ...(at(n, 'status') === 'ACTIVE' ? [] : [`the node group is ${word(at(n, 'status'))}`]),
      ...configRows
        .filter((row) => row.want(d) !== null && !(row.path === 'updateConfig' && tooManyAway(d, n)))
        .flatMap((row) => is(row.path, row.read(n), row.want(d))),
      ...onlyThese('label', members(at(n, 'labels')), wantedLabels(d), isTheirLabel),
      ...onlyThese('taint', taintsIn(n), wantedTaints(d), isTheirTaint),
      ...onlyThese('node group: tag', members(at(n, 'tags')), ownTags(d), isTheirTag),
      ...(asked === null || unreachable(raw, n, d).length > 0 ? [] : is('version', minor(at(n, 'version')), asked)),
      ...(text(spec(d, 'amiVersion')) === null || outdated(n, d).length > 0 || at(n, 'amiType') === 'CUSTOM'
        ? []
        : is('amiVersion', at(n, 'releaseVersion') ?? null, spec(d, 'amiVersion') ?? null)),
      ...ofGroup(n, behind(raw, n), d),
      ...ofTemplate(raw, n, d),
      ...ofRole(raw, d),
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
  const saidElsewhere = (raw: Json, n: Maybe, d: Desired): ReadonlyArray<string> => {
    const body = bodyOf(raw, n)
    if (!hasTemplate(d) || body === undefined) return []
    const [type, image] = [text(at(body, 'InstanceType')) !== null, imageRow.read(body) !== null]
    return [
      ...is('whether awsLaunchTemplate.instanceType is said', type, text(spec(d, 'awsLaunchTemplate', 'instanceType')) !== null),
      ...is('whether awsLaunchTemplate.ami.id is said', image, hasOwnImage(d)),
    ]
  }
  /** IAM never moves a role. */
  const pathOf = (raw: Json, d: Desired): ReadonlyArray<string> => {
    const [asked, seen] = [text(spec(d, 'rolePath')), at(role(raw), 'path')]
    return !ownsRole(d) || asked === null || seen === undefined ? [] : is('rolePath', seen, asked)
  }

  return {
    disagreements: (w, d) => {
      const raw = rawOf(w)
      if (!isDeleted(d)) return wanted(raw, d)
      const [n, t, r] = [nodegroup(raw), template(raw), role(raw)]
      return [
        ...(n !== undefined && isOurs(members(at(n, 'tags'))) ? ['the node group is still there'] : []),
        ...(t !== undefined && isOurTemplate(t) ? ['the template is still there'] : []),
        ...(r !== undefined && isOurs(members(at(r, 'tags'))) ? ['the role is still there'] : []),
      ]
    },
    beyond: (w, d) => {
      const raw = rawOf(w)
      const n = nodegroup(raw)
      if (n === undefined || isDeleted(d)) return []
      return [
        ...fixedRows.flatMap((row) => (row.want(d) === null ? [] : is(row.path, row.read(n), row.want(d)))),
        ...unreachable(raw, n, d),
        ...outdated(n, d),
        ...pathOf(raw, d),
        ...saidElsewhere(raw, n, d),
        ...(tooManyAway(d, n) ? ['updateConfig.maxUnavailable is above the maximum size'] : []),
      ]
    },
    never: (w) => {
      const raw = rawOf(w)
      return [
        ...Object.entries(groups(raw)).flatMap(([name, g]) => {
          const [low, n, high] = [Number(at(g, 'min')), Number(at(g, 'desired')), Number(at(g, 'max'))]
          return low <= n && n <= high ? [] : [`${name}: desired ${n} is not within ${low} and ${high}`]
        }),
        ...Object.values(nodegroups(raw)).flatMap((n) =>
          items(at(n, 'updates')).filter((u) => at(u, 'status') === 'InProgress').length > 1
            ? [`${word(at(n, 'name'))}: two updates at once`]
            : [],
        ),
      ]
    },
    possible: (d, w) => isDeleted(d) || (isSane(d) && (nodegroup(rawOf(w)) !== undefined || canBeMade(rawOf(w), d))),
    trespasses: (before, after, d) => {
      const [x, y] = [rawOf(before), rawOf(after)]
      return [...ofNodegroups(x, y, d), ...ofHidden(x, y), ...ofRoles(x, y), ...ofTemplates(x, y)]
    },
    shape: (w, d) => {
      const raw = rawOf(w)
      const counted = ownedCount(d) !== null || isDeleted(d)
      const saysImage = hasOwnImage(d) || text(spec(d, 'amiVersion')) !== null
      return {
        nodegroups: Object.entries(nodegroups(raw)).map(([id, stored]) => {
          const n = shown(raw, stored)
          const g = behind(raw, n)
          const looks = instances(g)
            .map((i) =>
              canonical([
                at(i, 'state') ?? null,
                saysImage ? imageRow.read(at(i, 'data')) : null,
                templateRows.map((row) => row.read(at(i, 'data'))),
              ]),
            )
            .sort()
          return [
            id,
            at(n, 'status') ?? null,
            fixedRows.map((row) => row.read(n)),
            // A bound or a setting that nobody wrote is as it happens to be.
            configRows.filter((row) => row.want(d) !== null).map((row) => row.read(n)),
            members(at(n, 'labels')),
            taintsIn(n),
            members(at(n, 'tags')),
            version(d) === null ? null : (at(n, 'version') ?? null),
            text(spec(d, 'amiVersion')) === null ? null : (at(n, 'releaseVersion') ?? null),
            templateRows.map((row) => row.read(bodyOf(raw, n))),
            at(bodyOf(raw, n), 'UserData', isVolatile(d) ? 'stable' : 'all') ?? null,
            valuesOf(at(g, 'tags')),
            counted ? looks : [...new Set(looks)],
          ]
        }),
        templates: templates(raw).map((t) => [t['name'] ?? null, members(t['tags'])]),
        roles: Object.values(roles(raw)).map((r) => [
          at(r, 'name') ?? null,
          members(at(r, 'tags')),
          items(at(r, 'attached')).map(word).sort(),
          at(r, 'boundary') ?? null,
        ]),
      }
    },
    things: (w) => {
      const raw = rawOf(w)
      return [
        ...Object.entries(nodegroups(raw)).flatMap(([id, n]) =>
          at(n, 'status') === 'DELETING' ? [] : [`nodegroup ${id} of ${word(at(n, 'serial'))}`],
        ),
        ...templates(raw).flatMap((t) => [
          `template ${word(t['id'])}`,
          ...Object.keys(members(t['versions'])).map((n) => `version ${n} of ${word(t['id'])}`),
        ]),
        ...Object.values(roles(raw)).map((r) => `role ${word(at(r, 'id'))}`),
      ]
    },
    moving: (w) => {
      const raw = rawOf(w)
      return (
        Object.values(nodegroups(raw)).some((n) => ['CREATING', 'UPDATING', 'DELETING'].includes(word(at(n, 'status')))) ||
        Object.values(groups(raw)).some((g) => at(g, 'goneAt') !== undefined || instances(g).some((i) => at(i, 'state') !== 'InService'))
      )
    },
    text: (w) => canonical(rawOf(w)),
    fewest: fewestCalls,
    upkeep: [
      'ec2:DeleteLaunchTemplateVersions',
      'ec2:CreateTags',
      'ec2:DeleteTags',
      'eks:TagResource',
      'eks:UntagResource',
      'autoscaling:CreateOrUpdateTags',
      'autoscaling:DeleteTags',
      'iam:TagRole',
      'iam:UntagRole',
      'iam:PutRolePermissionsBoundary',
      'iam:DeleteRolePermissionsBoundary',
    ],
    labels: (ops) => [
      ...(ops.includes('eks:UpdateNodegroupVersion') ? ['rollout'] : []),
      ...(ops.includes('eks:DeleteNodegroup') ? ['deletion'] : []),
    ],
  }
}

const isVolatile = (d: Desired): boolean => at(secretOf(d), 'metadata', 'annotations', 'poolwright.dev/volatile') !== undefined

/** Nothing in it contradicts itself, whatever there is. */
const isSane = (d: Desired): boolean => {
  const [low, high, count] = [minSize(d) ?? 0, maxSize(d) ?? Infinity, ownedCount(d)]
  return high >= 1 && low <= high && (count === null || (count >= low && count <= high)) && !clashes(d)
}
/** User guide, "Customizing managed nodes with launch templates": what cannot stand beside a template, or beside an image in it. */
const clashes = (d: Desired): boolean => {
  const type = text(spec(d, 'amiType'))
  if (!hasTemplate(d)) return type === 'CUSTOM'
  return (
    spec(d, 'remoteAccess') !== undefined ||
    (hasOwnImage(d) && ((type !== null && type !== 'CUSTOM') || text(spec(d, 'amiVersion')) !== null || imageRow.want(d) === null))
  )
}
/** EKS takes no more nodes away at once than there may be. A maximum that nobody wrote is as it is, and grows with the count. */
const tooManyAway = (d: Desired, n: Maybe): boolean => {
  const high =
    maxSize(d) ?? Math.max(Number(at(d['MachinePool'], 'spec', 'replicas') ?? 1), Number(at(n, 'maxSize') ?? 1), minSize(d) ?? 0, 1)
  return Number(spec(d, 'updateConfig', 'maxUnavailable') ?? 1) > high
}
/** EKS makes groups of its cluster's version only, and a release belongs to one version. */
const canBeMade = (raw: Json, d: Desired): boolean => {
  const newest = minor(at(cluster(raw), 'version'))
  const release = text(spec(d, 'amiVersion'))
  return (
    !tooManyAway(d, undefined) && (version(d) === null || version(d) === newest) && (release === null || minor(word(release)) === newest)
  )
}

/** Role and policies, template, group; an update of the configuration; a version, and the update to it; the same again to take away. */
function fewestCalls(from: Desired | null, to: Desired): number | undefined {
  const ofRole = (d: Desired) => (ownsRole(d) ? 1 + policies(d).length : 0)
  const ofTemplate = (d: Desired) => (hasTemplate(d) ? 1 : 0)
  const whole = (d: Desired) => 1 + ofTemplate(d) + ofRole(d)
  if (isDeleted(to)) return from === null || isDeleted(from) ? 0 : whole(from)
  if (from === null || isDeleted(from)) return whole(to)
  const differs = (want: (d: Desired) => Json) => canonical(want(from)) !== canonical(want(to))
  const fixed = fixedRows.some((row) => differs(row.want)) || differs((d) => [version(d), text(spec(d, 'amiVersion')), ownsRole(d)])
  if (fixed || ownedCount(from) === null || ownedCount(to) === null) return undefined
  const config = configRows.some((row) => differs(row.want)) || differs((d) => [wantedLabels(d), wantedTaints(d)])
  const body =
    hasTemplate(to) &&
    (templateRows.some((row) => differs(row.want)) ||
      differs((d) => [imageRow.want(d), templateTags(d), secretName(d), secretOf(d) ?? null]))
  const [was, now] = [policies(from), policies(to)]
  const ofPolicies = ownsRole(to) ? [...was.filter((x) => !now.includes(x)), ...now.filter((x) => !was.includes(x))].length : 0
  return (config ? 1 : 0) + (body ? 2 : 0) + ofPolicies
}

const kept = (what: string, before: Members, after: Members): ReadonlyArray<string> =>
  Object.entries(before).flatMap(([k, v]) => (isForeign(k) && !equals(after[k] ?? null, v) ? [`${what} ${k} of others was written`] : []))
const isForeign = (name: string): boolean => name.startsWith(foreign) || name.includes(` ${foreign}`)

const ofNodegroups = (x: Json, y: Json, d: Desired): ReadonlyArray<string> =>
  Object.entries(nodegroups(x)).flatMap(([id, n]): ReadonlyArray<string> => {
    const other = nodegroups(y)[id]
    if (!isOurs(members(at(n, 'tags'))) || at(n, 'name') !== managed.nodegroup)
      return equals(n, other ?? null) ? [] : [`the node group ${id} of others was written`]
    if (other === undefined || at(other, 'status') === 'DELETING') return []
    // What an update asks for is what the group will have.
    const asked = at(other, 'updates', '0', 'id') === at(n, 'updates', '0', 'id') ? undefined : at(other, 'updates', '0', 'change')
    const size = at(asked, 'desiredSize')
    const seen = Number(at(behind(x, n), 'desired') ?? at(n, 'desiredSize'))
    const [low, high] = [Number(at(asked, 'minSize')), Number(at(asked, 'maxSize'))]
    return [
      ...kept('node group: tag', members(at(n, 'tags')), members(at(other, 'tags'))),
      ...(at(asked, 'labels') === undefined ? [] : kept('label', members(at(n, 'labels')), members(at(asked, 'labels')))),
      ...(at(asked, 'taints') === undefined ? [] : kept('taint', taintsIn(n), taintsIn(asked))),
      // Bounds are ours; EKS takes no size outside them.
      ...(ownedCount(d) !== null || size === undefined ? [] : is('the count that another owns', size, Math.min(Math.max(seen, low), high))),
    ]
  })

/** Of a group that EKS made nothing is ours but the tags that we put there. */
const ofHidden = (x: Json, y: Json): ReadonlyArray<string> =>
  Object.entries(groups(x)).flatMap(([name, g]) => {
    const other = groups(y)[name]
    const n = nodegroups(y)[word(at(g, 'nodegroup'))]
    if (other === undefined || at(n, 'status') === 'DELETING') return []
    const rest = (u: Maybe): Json => ({ ...members(u), tags: null, instances: null })
    const own = (u: Maybe): Members => Object.fromEntries(Object.entries(valuesOf(at(u, 'tags'))).filter(([k]) => isTheirTag(k)))
    return [
      ...(equals(rest(g), rest(other)) ? [] : [`the Auto Scaling group ${name} of EKS was written`]),
      ...is(`tags of others on ${name}`, own(other), own(g)),
    ]
  })

const ofRoles = (x: Json, y: Json): ReadonlyArray<string> =>
  Object.entries(roles(x)).flatMap(([name, r]): ReadonlyArray<string> => {
    const other = roles(y)[name]
    if (!isOurs(members(at(r, 'tags')))) return equals(r, other ?? null) ? [] : [`the role ${name} of others was written`]
    if (other === undefined) return []
    const theirs = (u: Maybe) =>
      items(at(u, 'attached'))
        .map(word)
        .filter((arn) => arn.includes(`/${foreign}`))
    return kept('role: tag', members(at(r, 'tags')), members(at(other, 'tags'))).concat(
      nodegroup(y) === undefined ? [] : is('policies that others attached', theirs(other), theirs(r)),
    )
  })

const ofTemplates = (x: Json, y: Json): ReadonlyArray<string> =>
  templates(x).flatMap((t): ReadonlyArray<string> => {
    const other = templates(y).find((o) => o['id'] === t['id'])
    const ours = isOurTemplate(t) && t['name'] === managed.template
    if (!ours) return equals(t, other ?? null) ? [] : [`the template ${word(t['name'])} of others was written`]
    return other === undefined ? [] : kept('template: tag', members(t['tags']), members(other['tags']))
  })
