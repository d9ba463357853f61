import type { AwsAct } from '@poolwright/aws/actions'
import type { Answer } from '@poolwright/core/Action'
import * as E from 'fp-ts/lib/Either.js'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awsProxy, type Call } from '../testing/awsProxy.js'
import { all, type Change, clear, type Ids, idsIn, metered, pools, scope } from '../testing/farm.js'
import { testFolder } from '../testing/folder.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const main = join(import.meta.dirname, '../../dist/main.js')
const prefix = `crashes-${process.pid}`

const one: Change = (text) => text.replace('replicas: 3', 'replicas: 1')
const larger: Change = (text) => text.replace('m5.large', 'm5.xlarge')

type Moment = { readonly when: 'before' | 'after'; readonly change: number } | 'never'
type Story = { readonly name: string; readonly first: ReadonlyArray<string>; readonly then: string; readonly changes: number }
const stories: ReadonlyArray<Story> = [
  { name: 'creation', first: [], then: 'apply -f small.yaml', changes: 2 },
  { name: 'rollout', first: ['apply -f small.yaml'], then: 'apply -f large.yaml', changes: 2 },
  { name: 'deletion', first: ['apply -f small.yaml'], then: 'destroy -f small.yaml', changes: 2 },
]

describe.skipIf(endpoint === undefined)('killed with -9 at any call and run again', () => {
  const { calls } = metered()
  let ids: Ids
  const made: Array<string> = []
  const folder = testFolder('crashes', afterAll)
  beforeAll(async () => {
    expect(existsSync(main), 'run "npm run build" first').toBe(true)
    ids = await idsIn(calls)
  })
  afterAll(() => clear(calls, made), 120_000)

  /** Runs the built command; true when it lived to its end. */
  const poolwright = async (
    args: string,
    url: string,
    started: (kill: () => Promise<true>) => void = () => undefined,
  ): Promise<boolean> => {
    const child = spawn(process.execPath, [main, ...args.split(' '), '--cloud', 'aws', '--yes'], {
      cwd: folder.cwd,
      env: { ...process.env, AWS_ENDPOINT_URL: url },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
    const ended = once(child, 'close') as Promise<[number | null, string | null]>
    started(async () => {
      child.kill('SIGKILL')
      await ended
      return true
    })
    const [code, signal] = await ended
    expect(signal === 'SIGKILL' || code === 0, said).toBe(true)
    return signal === null
  }

  /** All of the account that is the pool's, with ids by what they are of. */
  const dump = async (name: string) => {
    const groups = await calls['autoscaling:DescribeAutoScalingGroups'](scope, { AutoScalingGroupNames: [name] }, '')()
    const filter = { Filters: [{ Name: 'launch-template-name', Values: [name] }] }
    const templates = await calls['ec2:DescribeLaunchTemplates'](scope, filter, '')()
    if (E.isLeft(groups) || E.isLeft(templates)) throw new Error('the account cannot be read')
    const bodies = await Promise.all(templates.right.LaunchTemplates.map((x) => versionsOf(x.LaunchTemplateId)))
    const passing = /^(CreateTime|CreatedTime|InstanceId|AutoScalingGroupARN)$/
    const all = { groups: groups.right.AutoScalingGroups, templates: templates.right.LaunchTemplates, bodies }
    const text = JSON.stringify(all, (key, value: unknown) => (passing.test(key) ? undefined : value))
    return JSON.parse(text.replace(/lt-[0-9a-f]{8,}/g, 'lt').replaceAll(name, 'POOL')) as unknown
  }
  const versionsOf = async (LaunchTemplateId: string) => {
    const versions = await calls['ec2:DescribeLaunchTemplateVersions'](scope, { LaunchTemplateId }, '')()
    if (E.isLeft(versions)) throw new Error('the versions cannot be read')
    type Versions = Answer<AwsAct, 'ec2:DescribeLaunchTemplateVersions'>['LaunchTemplateVersions']
    return [...(versions.right.LaunchTemplateVersions satisfies Versions)].sort((x, y) => x.VersionNumber - y.VersionNumber)
  }

  /** The account after the story, and every change that took effect in it. */
  const told = async ({ name, first, then }: Story, moment: Moment) => {
    const pool = `${prefix}-${name}-${moment === 'never' ? 'whole' : `${moment.when}${moment.change}`}`
    made.push(`${pool}-0`)
    folder.write(`${pool}/small.yaml`, pools(ids, pool, 1, one).text)
    folder.write(`${pool}/large.yaml`, pools(ids, pool, 1, all(one, larger)).text)
    const args = (line: string) => `${line.replace('-f ', `-f ${pool}/`)} --state ${pool}/state.json`
    for (const line of first) await poolwright(args(line), endpoint ?? '')
    const proxy = await awsProxy(endpoint ?? '')
    if (moment !== 'never') {
      const lived = await poolwright(args(then), proxy.url, (kill) =>
        proxy.become({
          at: (when: 'before' | 'after', call: Call) => when === moment.when && call.change === moment.change && kill(),
        }),
      )
      expect(lived).toBe(false)
      proxy.become({})
    }
    expect(await poolwright(args(then), proxy.url)).toBe(true)
    await proxy.close()
    return { account: await dump(`${pool}-0`), changes: proxy.changes() }
  }

  it.each(stories)(
    '$name ends in the same account, and nothing is done twice',
    async (story) => {
      const whole = await told(story, 'never')
      expect(whole.changes).toHaveLength(story.changes)
      const moments = Array.from({ length: story.changes }, (_, i) => i + 1).flatMap((change): ReadonlyArray<Moment> => [
        { when: 'before', change },
        { when: 'after', change },
      ])
      const all = await Promise.all(moments.map(async (moment) => ({ moment, ...(await told(story, moment)) })))
      for (const { moment, account, changes } of all) {
        expect({ moment, account }).toEqual({ moment, account: whole.account })
        expect({ moment, changes }).toEqual({ moment, changes: whole.changes })
      }
    },
    300_000,
  )
})
