/** The example of EKS node groups in an account that answers as AWS does. */
import { emulatedCluster } from '@poolwright/aws-eks/conformance/emulatedCluster'
import { systemClock } from '@poolwright/engine/systemClock'
import * as E from 'fp-ts/lib/Either.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanDocument } from '../document.js'
import { type Ids, idsIn, metered, scope } from '../testing/farm.js'
import { examples, testFolder } from '../testing/folder.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const cluster = `nodegroups-${process.pid}`

/** The account publishes no images of EKS's, so that the pool with a launch template names one that there is. */
const inAccount = (ids: Ids, image: string, file: string): string =>
  Object.entries(ids)
    .reduce((text, [was, is]) => text.replaceAll(was, is), readFileSync(join(examples, 'eks', file), 'utf8'))
    .replace(/([nN]ame): prod$/gm, `$1: ${cluster}`)
    .replace('eksLookupType: AmazonLinux2023', `id: ${image}`)
    .replace('sg-0a1b2c3d4e5f60003', ids['sg-0a1b2c3d4e5f60001'] ?? '')

describe.skipIf(endpoint === undefined)('pools with a launch template, without one, and with a size of an autoscaler', () => {
  const { calls } = metered()
  const folder = testFolder('nodegroups', afterAll)
  beforeAll(async () => {
    const ids = await idsIn(calls)
    const images = await calls['ec2:DescribeImages'](scope, { Filters: [{ Name: 'state', Values: ['available'] }] }, '')()
    const image = E.isRight(images) ? (images.right.Images[0]?.ImageId ?? '') : ''
    await emulatedCluster({ name: cluster, version: '1.34', subnets: [ids['subnet-0a1b2c3d4e5f60001'] ?? ''] })
    for (const name of ['cluster', 'general', 'batch', 'custom']) folder.write(`pools/${name}.yaml`, inAccount(ids, image, `${name}.yaml`))
  })
  const poolwright = (line: string) =>
    folder.poolwright(`${line} -f pools --cloud aws`, { now: Date.now, env: process.env, sleep: systemClock.sleep })
  const operations = async (): Promise<ReadonlyArray<string>> => {
    const { plans } = JSON.parse((await poolwright('plan --output json')).out) as PlanDocument
    return plans.flatMap((p) => p.steps.map((s) => `${p.pool} ${s.call.operation}`))
  }
  const changed = (file: string, from: string, to: string) => {
    expect(folder.read(file)).toContain(from)
    folder.write(file, folder.read(file).replace(from, to))
  }
  const noChanges = 'No changes. All 3 pools are as the manifests say.\n'

  it('are planned, made, and then as the manifests say', async () => {
    expect(await operations()).toEqual([
      'default/batch CreateNodegroup',
      'default/custom CreateLaunchTemplate',
      'default/custom CreateNodegroup',
      'default/general CreateNodegroup',
    ])
    const made = await poolwright('apply --yes')
    expect([made.code, made.err]).toEqual([0, ''])
    expect(made.out).toContain('Everything is as the manifests say.')
    expect((await poolwright('plan')).out).toBe(noChanges)
  })

  it('change in one update each, and none where nothing was said', async () => {
    changed('pools/general.yaml', 'example.com/tier: general', 'example.com/tier: other')
    changed('pools/custom.yaml', 'size: 100', 'size: 120')
    expect(await operations()).toEqual([
      'default/general UpdateNodegroupConfig',
      'default/custom CreateLaunchTemplateVersion',
      'default/custom UpdateNodegroupVersion',
    ])
    expect((await poolwright('apply --yes')).code).toBe(0)
    expect((await poolwright('plan')).out).toBe(noChanges)
  })

  it('go, and leave nothing', async () => {
    const gone = await poolwright('destroy --yes')
    expect([gone.code, gone.err]).toEqual([0, ''])
    expect(gone.out).toContain('The pools have nothing left in the cloud.')
    const left = await calls['eks:DescribeNodegroup'](scope, { clusterName: cluster, nodegroupName: 'general' }, '')()
    expect(left).toMatchObject({ left: { _tag: 'Stale', code: 'ResourceNotFoundException' } })
    const templates = await calls['ec2:DescribeLaunchTemplates'](
      scope,
      { Filters: [{ Name: 'launch-template-name', Values: [`${cluster}-custom`] }] },
      '',
    )()
    expect(templates).toMatchObject({ right: { LaunchTemplates: [] } })
  })
})
