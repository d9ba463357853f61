/**
 * A raw AWS world by what an AWSManagedMachinePool has in it, and whose each thing is.
 * @since 0.1.0
 */
import type { Json } from '@poolwright/core/Json'
import { managed } from './managedDocuments.js'
import { at, foreign, type Maybe, type Members, members, word } from './raw.js'

export const region = (raw: Json): Maybe => at(raw, 'scopes', managed.scope)
export const nodegroups = (raw: Json): Members => members(at(region(raw), 'nodegroups'))
export const nodegroup = (raw: Json): Maybe => nodegroups(raw)[`${managed.eks}/${managed.nodegroup}`]
export const groups = (raw: Json): Members => members(at(region(raw), 'groups'))
/** The Auto Scaling group that EKS made for a node group. */
export const behind = (raw: Json, n: Maybe): Maybe => groups(raw)[word(at(n, 'group'))]
export const roles = (raw: Json): Members => members(at(raw, 'roles', managed.account))
export const role = (raw: Json): Maybe => Object.values(roles(raw)).find((r) => at(r, 'name') === managed.role)
export const cluster = (raw: Json): Maybe => at(region(raw), 'clusters', managed.eks)
/** Those that EKS derives are its own business. */
export const templates = (raw: Json): ReadonlyArray<Members> =>
  Object.entries(members(at(region(raw), 'templates'))).flatMap(([id, t]) =>
    at(t, 'tags', 'eks:nodegroup-name') === undefined ? [{ ...members(t), id }] : [],
  )
export const template = (raw: Json): Maybe => templates(raw).find((t) => t['name'] === managed.template)
/** The body that a node group was told to launch from. */
export const bodyOf = (raw: Json, n: Maybe): Maybe => {
  const t = templates(raw).find((x) => x['id'] === at(n, 'launchTemplate', 'id'))
  return at(t, 'versions', word(at(n, 'launchTemplate', 'version')), 'data')
}
/** The node group as EKS shows it: how many nodes there are to be is its Auto Scaling group's. */
export const shown = (raw: Json, n: Maybe): Maybe => ({
  ...members(n),
  desiredSize: at(behind(raw, n), 'desired') ?? at(n, 'desiredSize') ?? null,
})

export const mark = `kubernetes.io/cluster/${managed.eks}`
export const poolMark = 'poolwright.dev/pool'
export const me = `${managed.namespace}/${managed.pool}`
export const isOurs = (tags: Members): boolean => (tags[poolMark] === undefined ? tags[mark] === 'owned' : tags[poolMark] === me)
export const isOurTemplate = (t: Maybe): boolean =>
  at(t, 'tags', `sigs.k8s.io/cluster-api-provider-aws/cluster/${managed.eks}`) === 'owned' &&
  (at(t, 'tags', poolMark) === undefined || at(t, 'tags', poolMark) === me)

export const isTheirTag = (key: string): boolean =>
  key.startsWith(foreign) || [mark, poolMark, 'eks:', 'k8s.io/cluster-autoscaler/', 'aws:'].some((own) => key.startsWith(own))
export const isTheirLabel = (key: string): boolean => key.startsWith(foreign)
export const isTheirTaint = (id: string): boolean => id.split(' ')[1]?.startsWith(foreign) === true
