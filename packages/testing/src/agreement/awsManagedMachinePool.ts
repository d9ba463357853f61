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
import { canonical, type Json } from '@poolwright/core/Json'
import { once } from '@poolwright/core/once'
import type { Desired } from '../Desired.js'
import type { Agreement } from '../Trial.js'
import {
  hasOwnImage,
  hasTemplate,
  isDeleted,
  ownedCount,
  ownsRole,
  policies,
  secretName,
  secretOf,
  spec,
  templateTags,
  version,
  zones,
} from './managedDocuments.js'
import { trespassesOn } from './managedOthers.js'
import { isVolatile } from './documents.js'
import { beyondIn, disagreementsIn, isPossible } from './managedRules.js'
import { configRows, fixedRows, imageRow, taintsIn, templateRows, wantedLabels, wantedTaints } from './managedTable.js'
import { behind, bodyOf, groups, nodegroups, roles, shown, templates } from './managedWorld.js'
import { at, instances, items, type Maybe, members, text, unbounded, valuesOf, word } from './raw.js'

// Parts of a world that did not change are the same object in the next one.
const inBody = once((body: Maybe) => templateRows.map((row) => row.read(body)))
const withImage = once((i: Maybe) => canonical([at(i, 'state') ?? null, imageRow.read(at(i, 'data')), inBody(at(i, 'data'))]))
const withoutImage = once((i: Maybe) => canonical([at(i, 'state') ?? null, inBody(at(i, 'data'))]))

export const awsManagedMachinePoolAgreement = <W>(encode: (w: W) => Json): Agreement<W> => {
  const rawOf = encode
  return {
    disagreements: (w, d) => disagreementsIn(rawOf(w), d),
    beyond: (w, d) => beyondIn(rawOf(w), d),
    never: (w) => {
      const raw = rawOf(w)
      return [
        ...Object.entries(groups(raw)).flatMap(([name, g]) => unbounded(name, g)),
        ...Object.values(nodegroups(raw)).flatMap((n) =>
          items(at(n, 'updates')).filter((u) => at(u, 'status') === 'InProgress').length > 1
            ? [`${word(at(n, 'name'))}: two updates at once`]
            : [],
        ),
      ]
    },
    possible: (d, w) => isPossible(rawOf(w), d),
    trespasses: (before, after, d) => trespassesOn(rawOf(before), rawOf(after), d),
    shape: (w, d) => {
      const raw = rawOf(w)
      const counted = ownedCount(d) !== null || isDeleted(d)
      const saysImage = hasOwnImage(d) || text(spec(d, 'amiVersion')) !== null
      return {
        nodegroups: Object.entries(nodegroups(raw)).map(([id, stored]) => {
          const n = shown(raw, stored)
          const g = behind(raw, n)
          const looks = instances(g)
            .map(saysImage ? withImage : withoutImage)
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
            inBody(bodyOf(raw, n)),
            at(bodyOf(raw, n), 'UserData', isVolatile(secretOf(d)) ? 'stable' : 'all') ?? null,
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
      'autoscaling:PutLifecycleHook',
      'autoscaling:DeleteLifecycleHook',
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

/** Role and policies, template, group; an update of the configuration; a version, and the update to it; the same again to take away. */
function fewestCalls(from: Desired | null, to: Desired): number | undefined {
  const ofRole = (d: Desired) => (ownsRole(d) ? 1 + policies(d).length : 0)
  const ofTemplate = (d: Desired) => (hasTemplate(d) ? 1 : 0)
  const whole = (d: Desired) => 1 + ofTemplate(d) + ofRole(d)
  if (isDeleted(to)) return from === null || isDeleted(from) ? 0 : whole(from)
  if (from === null || isDeleted(from)) return whole(to)
  const differs = (want: (d: Desired) => Json) => canonical(want(from)) !== canonical(want(to))
  const fixed =
    fixedRows.some((row) => differs(row.want)) || differs((d) => [version(d), text(spec(d, 'amiVersion')), ownsRole(d), zones(d).join()])
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
