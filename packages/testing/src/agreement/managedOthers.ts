/**
 * What others have on the things of an AWSManagedMachinePool and on things of their own: what of it a request changed.
 * @since 0.1.0
 */
import { equals, type Json } from '@poolwright/core/Json'
import type { Desired } from '../Desired.js'
import { isDeleted, managed, ownedCount, putsHooks } from './managedDocuments.js'
import { taintsIn } from './managedTable.js'
import { behind, groups, isOurs, isOurTemplate, isTheirTag, nodegroup, nodegroups, roles, templates } from './managedWorld.js'
import { at, foreign, is, isForeignHook, items, type Maybe, members, type Members, valuesOf, word } from './raw.js'

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

/** Of a group that EKS made nothing is ours but the tags that we put there, and hooks where the pool has it so. */
const ofHidden = (x: Json, y: Json, d: Desired): ReadonlyArray<string> =>
  Object.entries(groups(x)).flatMap(([name, g]) => {
    const other = groups(y)[name]
    const n = nodegroups(y)[word(at(g, 'nodegroup'))]
    if (other === undefined || at(n, 'status') === 'DELETING') return []
    const hooksOf = (u: Maybe): Json => items(at(u, 'hooks')).filter((h) => !putsHooks(d) || isForeignHook(h))
    const rest = (u: Maybe): Json => ({ ...members(u), tags: null, instances: null, hooks: hooksOf(u) })
    const own = (u: Maybe): Members => Object.fromEntries(Object.entries(valuesOf(at(u, 'tags'))).filter(([k]) => isTheirTag(k)))
    return [
      ...(equals(rest(g), rest(other)) ? [] : [`the Auto Scaling group ${name} of EKS was written`]),
      ...is(`tags of others on ${name}`, own(other), own(g)),
    ]
  })

const ofRoles = (x: Json, y: Json, d: Desired): ReadonlyArray<string> =>
  Object.entries(roles(x)).flatMap(([name, r]): ReadonlyArray<string> => {
    const other = roles(y)[name]
    if (!isOurs(members(at(r, 'tags')))) return equals(r, other ?? null) ? [] : [`the role ${name} of others was written`]
    if (other === undefined) return []
    // IAM deletes a role without policies only, and nothing of ours is left that needs it.
    const mayGo = isDeleted(d) && !isOurs(members(at(nodegroup(y), 'tags')))
    const theirs = (u: Maybe) =>
      items(at(u, 'attached'))
        .map(word)
        .filter((arn) => arn.includes(`/${foreign}`))
    return kept('role: tag', members(at(r, 'tags')), members(at(other, 'tags'))).concat(
      mayGo ? [] : is('policies that others attached', theirs(other), theirs(r)),
    )
  })

const ofTemplates = (x: Json, y: Json): ReadonlyArray<string> =>
  templates(x).flatMap((t): ReadonlyArray<string> => {
    const other = templates(y).find((o) => o['id'] === t['id'])
    const ours = isOurTemplate(t) && t['name'] === managed.template
    if (!ours) return equals(t, other ?? null) ? [] : [`the template ${word(t['name'])} of others was written`]
    return other === undefined ? [] : kept('template: tag', members(t['tags']), members(other['tags']))
  })

/** What belongs to others and is not as it was. */
export const trespassesOn = (x: Json, y: Json, d: Desired): ReadonlyArray<string> => [
  ...ofNodegroups(x, y, d),
  ...ofHidden(x, y, d),
  ...ofRoles(x, y, d),
  ...ofTemplates(x, y),
]
