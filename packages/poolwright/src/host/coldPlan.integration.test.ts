import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awsProxy } from '../testing/awsProxy.js'
import { clear, empty, farm, type Ids, idsIn, metered, pools } from '../testing/farm.js'
import { testFolder } from '../testing/folder.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const main = join(import.meta.dirname, '../../dist/main.js')
const n = 200

describe.skipIf(endpoint === undefined)('the command, knowing nothing yet, over 200 pools whose groups run their latest version', () => {
  const { calls } = metered()
  const folder = testFolder('cold', afterAll)
  let ids: Ids
  let made: ReturnType<typeof pools>
  beforeAll(async () => {
    expect(existsSync(main), 'run "npm run build" first').toBe(true)
    ids = await idsIn(calls)
    made = pools(ids, `cold-${process.pid}`, n, empty)
    const f = farm(calls, made.text)
    expect((await f.engine.runUntilStable(f.pools())).ended).toBe('settled')
  }, 300_000)
  afterAll(() => clear(calls, made.names), 300_000)

  it('reads groups, templates and versions in 2 + 1 + 1 requests', async () => {
    const proxy = await awsProxy(endpoint ?? '')
    folder.write('pools.yaml', made.text)
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'plan', '-f', 'pools.yaml', '--cloud', 'aws'], {
      cwd: folder.cwd,
      env: { ...process.env, AWS_ENDPOINT_URL: proxy.url },
    })
    await proxy.close()
    expect(stdout).toBe('No changes. All 200 pools are as the manifests say.\n')
    expect(proxy.counts()).toEqual({
      'sts:GetCallerIdentity': 1,
      'autoscaling:DescribeAutoScalingGroups': 2,
      'ec2:DescribeLaunchTemplates': 1,
      // The sweep is of the region: templates of others would take further pages.
      'ec2:DescribeLaunchTemplateVersions': 1,
    })
  }, 120_000)
})
