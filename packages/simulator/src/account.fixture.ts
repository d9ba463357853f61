/**
 * A small account and short ways to ask it things, for this package's own tests.
 * @since 0.1.0
 */
import { show } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import { aws } from './aws.js'
import { emptyWorld, provision } from './seed.js'
import { type Group, groupIn, type World } from './World.js'

export const scope: Scope = 'aws:111122223333/eu-west-1'
export const SECOND = 1_000
export const start = Date.UTC(2026, 0, 1)

/** Three zones, two images, a key pair, two security groups and a bucket; types and parameters by the catalogue. */
export const account: World = provision(emptyWorld(start), scope, {
  catalogue: true,
  subnets: ['a', 'b', 'c'].map((x) => ({ id: `subnet-${x}`, zone: `eu-west-1${x}` })),
  images: [{ id: 'ami-1' }, { id: 'ami-arm', architecture: 'arm64' }],
  keyPairs: ['key'],
  securityGroups: [{ id: 'sg-1' }, { id: 'sg-2' }],
  buckets: ['data'],
})

/** An operation with its input, in AWS's names. */
export type Asked = readonly [op: string, input: object, token?: string]

/** The world after these requests. Those that were refused show in `refusals`. */
export const after = (w: World, ...asked: ReadonlyArray<Asked>): World =>
  asked.reduce((next, [op, input, token = '']) => aws.step(next, { scope, op, input, token })[0], w)

/** Codes of the requests that were refused so far. */
export const refusals = (w: World): ReadonlyArray<string> => w.calls.toArray().flatMap((c) => (c.code === undefined ? [] : [c.code]))

/** The answer's members, none of them when it was refused. */
export const answered = (w: World, op: string, input: object, token = ''): { readonly [member: string]: unknown } => {
  const [, answer] = aws.step(w, { scope, op, input, token })
  return E.isRight(answer) ? { ...answer.right } : {}
}
/** `code: message` of a refusal, or `answered`. */
export const refusalOf = (w: World, op: string, input: object, token = ''): string => {
  const [, answer] = aws.step(w, { scope, op, input, token })
  return E.isLeft(answer) ? show(answer.left) : 'answered'
}

export const body = { ImageId: 'ami-1', InstanceType: 'm5.large' }
export const newTemplate = (data: object = body, name = 'pool'): Asked => [
  'ec2:CreateLaunchTemplate',
  { LaunchTemplateName: name, LaunchTemplateData: data },
]
export const newVersion = (data: object): Asked => [
  'ec2:CreateLaunchTemplateVersion',
  { LaunchTemplateName: 'pool', LaunchTemplateData: data },
]
export const at = (Version: string) => ({ LaunchTemplateName: 'pool', Version })
export const newGroup = (more: object = {}, name = 'pool'): Asked => [
  'autoscaling:CreateAutoScalingGroup',
  {
    AutoScalingGroupName: name,
    MinSize: 0,
    MaxSize: 10,
    VPCZoneIdentifier: 'subnet-a,subnet-b,subnet-c',
    LaunchTemplate: at('1'),
    ...more,
  },
]
const named = { AutoScalingGroupName: 'pool' }
export const update = (more: object): Asked => ['autoscaling:UpdateAutoScalingGroup', { ...named, ...more }]
export const refresh = (more: object = {}): Asked => ['autoscaling:StartInstanceRefresh', { ...named, ...more }]
export const cancel: Asked = ['autoscaling:CancelInstanceRefresh', named]
export const remove = (more: object = {}): Asked => ['autoscaling:DeleteAutoScalingGroup', { ...named, ...more }]

/** A template `pool` and a group `pool` of this many, all in service. */
export const pool = (DesiredCapacity: number, more: object = {}): World =>
  aws.tick(after(account, newTemplate(), newGroup({ DesiredCapacity, ...more })), 60 * SECOND)

const nobody: Pick<Group, 'instances' | 'refreshes' | 'activities'> = { instances: [], refreshes: [], activities: [] }
/** What the group `pool` holds; nothing of it when it is gone. */
export const group = (w: World): Pick<Group, 'instances' | 'refreshes' | 'activities'> => groupIn(w, scope, 'pool') ?? nobody
/** `state` and version of its instances, by birth: `InService 1`. */
export const states = (w: World): ReadonlyArray<string> => group(w).instances.map((i) => `${i.state} ${i.template.Version}`)
export const statusOf = (w: World): string | undefined => group(w).refreshes[0]?.status
