/**
 * Pools of the minimal example in an account that answers as AWS does: for tests that ask the account itself.
 * @since 0.1.0
 */
import { awsCalls } from '@poolwright/aws-asg'
import { groundOf } from '@poolwright/aws-asg/conformance'
import { type Budget, makeBudget } from '@poolwright/aws-client/Budget'
import { type Count, makeTally } from '@poolwright/aws-client/Meter'
import { eksCalls } from '@poolwright/aws-eks'
import type { AwsAct } from '@poolwright/aws/actions'
import { operations } from '@poolwright/aws/operations'
import type { Calls } from '@poolwright/core/Calls'
import * as Fact from '@poolwright/core/Fact'
import type { Key } from '@poolwright/core/Key'
import { vaultOf } from '@poolwright/core/Secret'
import type { Clock } from '@poolwright/engine/Clock'
import { type Engine, makeEngine } from '@poolwright/engine/Engine'
import type { Event } from '@poolwright/engine/Event'
import type { Limits } from '@poolwright/engine/Host'
import * as Source from '@poolwright/engine/Source'
import { kubeFacts, poolKeysOf } from '@poolwright/planner/pool/facts'
import { pools as provider } from '@poolwright/planner/pool/pools'
import { type Record, recordOf } from '@poolwright/planner/pool/Record'
import { recordAfter } from '@poolwright/planner/pool/recordAfter'
import type { SettingsInput } from '@poolwright/planner/pool/Settings'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import { type Read, read } from '@poolwright/schema/read'
import * as E from 'fp-ts/lib/Either.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sleptClock } from './clocks.js'

const region = process.env['AWS_REGION'] ?? 'us-east-1'
const account = '000000000000'
export const scope = `aws:${account}/${region}`

/** Of an account that nobody else uses: faster than AWS's own, which would make tests wait for nothing. */
const quickBudget = (): Budget => {
  const rate = { burst: 200, perSecond: 200, ceiling: 200 }
  return makeBudget({ rates: Object.fromEntries(Object.values(operations).map((row) => [row.bucket, rate])) })
}

/** The port, and what it was asked. Without `endpoint` the one that the environment names. */
export const metered = (
  endpoint?: string,
  budget: Budget = quickBudget(),
): { readonly calls: Calls<AwsAct>; readonly counts: () => ReadonlyArray<Count> } => {
  const tally = makeTally()
  const services = ['ec2', 'autoscaling', 'ssm', 's3', 'eks', 'iam', 'sts']
  const endpoints = endpoint === undefined ? {} : { endpoints: Object.fromEntries(services.map((s) => [s, endpoint])) }
  const options = { budget, listen: tally.listen, ...endpoints }
  return { calls: { ...awsCalls(options), ...eksCalls(options) }, counts: tally.counts }
}

/** Requests by operation, what the SDK sends again counted once; `than`: those that were counted before. */
export const callsSince = (than: ReadonlyArray<Count>, now: ReadonlyArray<Count>): { readonly [op: string]: number } => {
  const sum = (list: ReadonlyArray<Count>, op: string) => list.filter((c) => c.op === op).reduce((n, c) => n + c.calls, 0)
  const ops = [...new Set(now.map((c) => c.op))]
  return Object.fromEntries(ops.flatMap((op) => (sum(now, op) > sum(than, op) ? [[op, sum(now, op) - sum(than, op)]] : [])))
}

/** What the minimal example names, by what an account has instead. */
export type Ids = { readonly [example: string]: string }

export const idsIn = async (calls: Calls<AwsAct>): Promise<Ids> => {
  const ground = await groundOf(calls, scope, 'farm')
  if (E.isLeft(ground)) throw new Error(ground.left)
  const subnets = await calls['ec2:DescribeSubnets'](scope, { Filters: [{ Name: 'state', Values: ['available'] }] }, '')()
  const groups = await calls['ec2:DescribeSecurityGroups'](scope, { MaxResults: 100 }, '')()
  if (E.isLeft(subnets) || E.isLeft(groups)) throw new Error('subnets or security groups cannot be read')
  const [one, two = one] = subnets.right.Subnets
  const [node, lb = node] = groups.right.SecurityGroups
  if (one === undefined || node === undefined) throw new Error('the account has no subnet or no security group')
  return {
    'eu-west-1': region,
    'vpc-0a1b2c3d4e5f60001': one.VpcId ?? '',
    'subnet-0a1b2c3d4e5f60001': one.SubnetId,
    'subnet-0a1b2c3d4e5f60002': two?.SubnetId ?? '',
    'sg-0a1b2c3d4e5f60001': node.GroupId,
    'sg-0a1b2c3d4e5f60002': lb?.GroupId ?? '',
    'ami-0a1b2c3d4e5f60001': ground.right.images[0],
  }
}

const example = (file: string): string => readFileSync(join(import.meta.dirname, '../../../../examples/minimal', file), 'utf8')

/** What becomes of a pool's text, by its number from 0. */
export type Change = (text: string, i: number) => string
export const unchanged: Change = (text) => text

/** One change after the other. */
export const all =
  (...changes: ReadonlyArray<Change>): Change =>
  (text, i) =>
    changes.reduce((t, change) => change(t, i), text)

/** A pool without machines costs its account nothing, and is read like any other. */
export const empty: Change = (text) => text.replace('replicas: 3', 'replicas: 0').replace('minSize: 1', 'minSize: 0')

/** Bootstrap data with a token that comes and goes: the group takes whatever version is the latest. */
export const withToken =
  (token: string): Change =>
  (text) =>
    text
      .replace(/value: .*/, `value: ${Buffer.from(`#cloud-config\ntoken: ${token}\n`).toString('base64')}`)
      .replace('  name: workers-bootstrap\n', '  name: workers-bootstrap\n  annotations:\n    poolwright.dev/volatile: token\n')

/** Manifests of `n` pools, and the names of their groups and templates. */
export const pools = (ids: Ids, prefix: string, n: number, change: Change = unchanged) => {
  const real = (text: string) => Object.entries(ids).reduce((t, [was, is]) => t.replaceAll(was, is), text)
  const names = Array.from({ length: n }, (_, i) => `${prefix}-${i}`)
  const texts = names.map((name, i) => change(real(example('pool.yaml')), i).replaceAll('workers', name))
  return { names, text: [real(example('cluster.yaml')), ...texts].join('\n---\n') }
}

const readManifests = (text: string): Read => {
  const result = read({ environment: {}, substitute: false, unknown: 'error', strict: false })([{ file: 'pools.yaml', text }])
  if (result.problems.length > 0) throw new Error(JSON.stringify(result.problems.slice(0, 3)))
  return result
}

export type Farm = {
  readonly engine: Engine<AwsAct>
  readonly pools: () => ReadonlyArray<Key>
  /** Other manifests from now on. */
  readonly become: (text: string) => void
  /** Lets time pass without waiting for it. */
  readonly later: (milliseconds: number) => void
}

const ownNouns = [
  'awsmachinepool',
  'awsmanagedmachinepool',
  'machinepool',
  'cluster',
  'awscluster',
  'awsmanagedcontrolplane',
  'kubeadmconfig',
  'secret',
  'settings',
  'record',
]

export type FarmOptions = {
  readonly limits?: Partial<Limits>
  readonly settings?: SettingsInput
  /** One that sleeps as long as it says, when not given. */
  readonly clock?: Clock
  readonly onEvent?: (event: Event<AwsAct>) => void
}

/** An engine over these pools, with its records in memory. */
export const farm = (
  calls: Calls<AwsAct>,
  text: string,
  { limits = {}, settings = {}, clock = sleptClock(), onEvent }: FarmOptions = {},
): Farm => {
  let ahead = 0
  const now = () => clock.now() + ahead
  let current = readManifests(text)
  let kube = kubeFacts(current.manifests, now())
  const records = new Map<string, Record>()
  const own = Source.answering((key) => {
    if (key.startsWith('settings:')) return Fact.present({ account, region, ...settings }, now())
    const record = records.get(key)
    if (key.startsWith('record:')) return record === undefined ? Fact.absent(now()) : Fact.present(record, now())
    return kube[key] ?? Fact.absent(now())
  })
  const engine = makeEngine<AwsAct, PoolNouns>({
    provider,
    calls,
    sources: Object.fromEntries(ownNouns.map((noun) => [noun, own])),
    vault: { open: (secret) => vaultOf(current.vault).open(secret) },
    clock: { now, sleep: clock.sleep },
    random: Math.random,
    before: (plan, facts) => () => {
      const key = recordOf(plan.pool)
      records.set(key, recordAfter(plan, records.get(key) ?? {}, facts))
      return Promise.resolve(E.right(undefined))
    },
    limits: { writes: 32, ...limits },
    ...(onEvent === undefined ? {} : { onEvent }),
  })
  return {
    engine,
    pools: () => poolKeysOf(current.manifests),
    become: (next) => {
      current = readManifests(next)
      kube = kubeFacts(current.manifests, now())
    },
    later: (milliseconds) => {
      ahead += milliseconds
    },
  }
}

/** Deletes groups and templates of these names; what is not there is no matter. */
export const clear = async (calls: Calls<AwsAct>, names: ReadonlyArray<string>): Promise<void> => {
  const inTurns = async <A>(list: ReadonlyArray<A>, each: (a: A) => Promise<unknown>) => {
    for (let at = 0; at < list.length; at += 16) await Promise.all(list.slice(at, at + 16).map(each))
  }
  await inTurns(names, (AutoScalingGroupName) =>
    calls['autoscaling:DeleteAutoScalingGroup'](scope, { AutoScalingGroupName, ForceDelete: true }, '')(),
  )
  for (let at = 0; at < names.length; at += 200) {
    const input = { Filters: [{ Name: 'launch-template-name', Values: names.slice(at, at + 200) }], MaxResults: 200 }
    const found = await calls['ec2:DescribeLaunchTemplates'](scope, input, '')()
    if (E.isRight(found))
      await inTurns(found.right.LaunchTemplates, (x) =>
        calls['ec2:DeleteLaunchTemplate'](scope, { LaunchTemplateId: x.LaunchTemplateId }, '')(),
      )
  }
}
