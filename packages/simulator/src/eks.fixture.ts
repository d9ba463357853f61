/**
 * A cluster with a role for nodes, and short ways to ask for node groups, for this package's own tests.
 * @since 0.1.0
 */
import * as E from 'fp-ts/lib/Either.js'
import { account, type Asked, answered, SECOND, scope } from './account.fixture.js'
import { aws, uncounted } from './aws.js'
import { nodegroupIn } from './eksEvents.js'
import { provision } from './seed.js'
import { type Group, groupIn, type World } from './World.js'

export const MINUTE = 60 * SECOND
export const role = 'arn:aws:iam::111122223333:role/nodes'
/** `prod` of Kubernetes 1.33, in all three zones. */
export const cluster: World = provision(account, scope, {
  clusters: [{ name: 'prod', subnets: ['subnet-a', 'subnet-b', 'subnet-c'], securityGroup: 'sg-1' }],
  roles: [{ name: 'nodes' }],
})

const named = { clusterName: 'prod', nodegroupName: 'workers' }
export const id = 'prod/workers'
export const sizes = (minSize: number, desiredSize: number, maxSize: number) => ({ minSize, maxSize, desiredSize })
export const newNodegroup = (more: object = {}): Asked => [
  'eks:CreateNodegroup',
  {
    ...named,
    nodeRole: role,
    subnets: ['subnet-a', 'subnet-b', 'subnet-c'],
    scalingConfig: sizes(0, 2, 5),
    instanceTypes: ['m5.large'],
    ...more,
  },
]
export const configure = (more: object): Asked => ['eks:UpdateNodegroupConfig', { ...named, ...more }]
export const upgrade = (more: object = {}): Asked => ['eks:UpdateNodegroupVersion', { ...named, ...more }]
export const deleteNodegroup: Asked = ['eks:DeleteNodegroup', named]

export const passed = (w: World, minutes: number): World => aws.tick(w, minutes * MINUTE)
/** As DescribeNodegroup shows it; nothing of it when it is not there. */
export const shown = (w: World): { readonly [member: string]: unknown } => {
  const answer = uncounted(w, { scope, op: 'eks:DescribeNodegroup', input: named, token: '' })
  return E.isRight(answer) ? { ...(answer.right[1] as { readonly nodegroup: object }).nodegroup } : {}
}
export const status = (w: World): unknown => shown(w)['status']
export const issues = (w: World): ReadonlyArray<string> => {
  const health = shown(w)['health'] as { readonly issues: ReadonlyArray<{ readonly code: string }> } | undefined
  return (health?.issues ?? []).map((x) => x.code)
}
/** Of the newest update: `VersionUpdate Failed PodEvictionFailure`. */
export const update = (w: World): string => {
  const [newest] = nodegroupIn(w, scope, id)?.updates ?? []
  return newest === undefined ? 'none' : [newest.type, newest.status, ...newest.errors.map((e) => e.errorCode)].join(' ')
}
export const hidden = (w: World): Group | undefined => groupIn(w, scope, nodegroupIn(w, scope, id)?.group ?? '')
/** Zone and version of the nodes that are in service. */
export const nodes = (w: World): ReadonlyArray<string> =>
  (hidden(w)?.instances ?? []).filter((i) => i.state === 'InService').map((i) => i.template.Version)
export const updateId = (w: World, asked: Asked): unknown => answered(w, ...asked)['update']
