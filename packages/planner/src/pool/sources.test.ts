import * as Fact from '@poolwright/core/Fact'
import { read } from '@poolwright/schema/read'
import { expect, it } from 'vitest'
import { poolKeysOf } from './facts.js'
import { sourcesOf } from './sources.js'

const text = `apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSMachinePool
metadata: { name: p }
spec: { minSize: 1, maxSize: 2, awsLaunchTemplate: {} }
`
const { manifests } = read({ environment: {}, substitute: true, unknown: 'error', strict: false })([{ file: 'p.yaml', text }])

it('answers what the manifests hold, absence for the rest, and the settings for every pool', async () => {
  const sources = sourcesOf(
    () => manifests,
    () => 7,
    { retainVersions: 3 },
  )
  const [pool] = poolKeysOf(manifests)
  if (pool === undefined) throw new Error('the manifest has a pool')
  const facts = await sources.awsmachinepool([
    pool,
    'cluster:kube:/default/c',
    'settings:kube:/default/p',
    'record:kube:/default/awsmachinepool/p',
  ])()
  expect(facts.get(pool)).toEqual(Fact.present(manifests.awsMachinePools[0]?.value, 7))
  expect(facts.get('cluster:kube:/default/c')).toEqual(Fact.absent(7))
  expect(facts.get('settings:kube:/default/p')).toEqual(Fact.present({ retainVersions: 3 }, 7))
  expect(facts.get('record:kube:/default/awsmachinepool/p')).toEqual(Fact.absent(7))
  for (const [key, fact] of facts) expect(sources.awsmachinepool.atHand(key)).toEqual(fact)
})

it('keeps the same value for the same manifests, whatever the time', async () => {
  let time = 0
  const { awsmachinepool } = sourcesOf(
    () => manifests,
    () => ++time,
  )
  const keys = poolKeysOf(manifests)
  const values = async () => [...(await awsmachinepool(keys)()).values()].map((f) => (f._tag === 'Present' ? f.value : undefined))
  const [first] = await values()
  const [second] = await values()
  expect(first).toBeDefined()
  expect(second).toBe(first)
})
