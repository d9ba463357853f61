/**
 * What planning costs: an unchanged pool, a changed one, 10,000 of them, beside decoding the same manifests and beside the least that any
 * planner must do, a structural comparison of the values that a plan compares. Medians in microseconds, and ratios within this run.
 */
import { readFileSync } from 'node:fs'
import { operations } from '@poolwright/aws/operations'
import { absent, lookIn, present } from '@poolwright/core/Fact'
import { equals } from '@poolwright/core/Json'
import { callsOf } from '@poolwright/core/Model'
import { vaultOf } from '@poolwright/core/Secret'
import { makeEngine } from '@poolwright/engine/Engine'
import { fromFacts } from '@poolwright/engine/Source'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { kubeFacts, poolKeysOf } from '@poolwright/planner/pool/facts'
import { read } from '@poolwright/schema/read'
import { aws } from '@poolwright/simulator/aws'
import { emptyWorld, provision } from '@poolwright/simulator/seed'
import { Bench } from 'tinybench'

const N = 10_000
const options = { environment: {}, substitute: true, unknown: 'error', strict: false }
const sources = ['cluster.yaml', 'pool.yaml'].map((file) => ({ file, text: readFileSync(`examples/minimal/${file}`, 'utf8') }))
const { manifests, vault } = read(options)(sources)
const [pool] = poolKeysOf(manifests)

/** The minimal example, converged, and every fact that its plan looks at. */
const settle = async () => {
  const subnets = ['1', '2'].map((n) => ({ id: `subnet-0a1b2c3d4e5f6000${n}`, zone: `eu-west-1${n}` }))
  let world = provision(emptyWorld(1_760_000_000_000), 'aws:000000000000/eu-west-1', {
    subnets,
    images: [{ id: 'ami-0a1b2c3d4e5f60001' }],
    securityGroups: ['1', '2'].map((n) => ({ id: `sg-0a1b2c3d4e5f6000${n}` })),
    catalogue: true,
  })
  const now = () => aws.now(world)
  const own = fromFacts(
    () => kubeFacts(manifests, now()),
    () => absent(now()),
  )
  const nouns = ['awsmachinepool', 'machinepool', 'cluster', 'awscluster', 'kubeadmconfig', 'secret', 'settings', 'record']
  const engine = makeEngine({
    provider: awsMachinePool,
    calls: callsOf(operations, aws, { get: () => world, set: (w) => (world = w) }),
    sources: Object.fromEntries(nouns.map((noun) => [noun, own])),
    vault: vaultOf(vault),
    clock: { now, sleep: async (ms) => void (world = aws.tick(world, ms)) },
    random: () => 0.5,
  })
  const outcome = await engine.runUntilStable([pool])
  if (outcome.ended !== 'settled') throw new Error(JSON.stringify(outcome.last.pools.get(pool).plan, null, 1))
  return { facts: engine.facts(), now: now() }
}

const { facts, now } = await settle()
const missing = () => absent(now)
const unchanged = lookIn(facts, missing)
const changed = lookIn(
  {
    ...facts,
    [pool]: present(
      {
        ...facts[pool].value,
        spec: { ...facts[pool].value.spec, awsLaunchTemplate: { ...facts[pool].value.spec.awsLaunchTemplate, instanceType: 'm5.xlarge' } },
      },
      now,
    ),
  },
  missing,
)
const rename = (key, i) => key.replaceAll('workers', `workers-${i}`)
const copies = (n) => {
  const all = { ...facts }
  const keys = []
  for (let i = 0; i < n; i++) {
    for (const [key, fact] of Object.entries(facts)) {
      if (!key.includes('workers')) continue
      all[rename(key, i)] = fact._tag === 'Present' ? present(JSON.parse(rename(JSON.stringify(fact.value), i)), now) : fact
    }
    keys.push(rename(pool, i))
  }
  return { look: lookIn(all, missing), keys }
}
const [hundred, many] = [copies(100), copies(N)]
const planEach = ({ look, keys }) => {
  for (const key of keys) awsMachinePool.plan(key, look, now)
}
const version = Object.entries(facts).find(([key, fact]) => key.startsWith('version:') && fact._tag === 'Present')[1].value
const group = Object.entries(facts).find(([key, fact]) => key.startsWith('group:') && fact._tag === 'Present')[1].value
const [versionAgain, groupAgain] = [structuredClone(version), structuredClone(group)]

const plan = awsMachinePool.plan(pool, unchanged, now)
if (plan.steps.length > 0) throw new Error(`the settled pool has steps: ${JSON.stringify(plan.steps)}`)
const rollout = awsMachinePool.plan(pool, changed, now)
if (rollout.steps.length !== 2) throw new Error(`the changed pool has ${rollout.steps.length} steps`)

const bench = new Bench({ time: 500 })
bench
  .add('unchanged', () => void awsMachinePool.plan(pool, unchanged, now))
  .add('changed', () => void awsMachinePool.plan(pool, changed, now))
  .add('decode', () => void read(options)(sources))
  .add('floor', () => void (equals(version, versionAgain) && equals(group, groupAgain)))
  .add('hundred', () => planEach(hundred))
  .add('tenThousand', () => planEach(many), { time: 2_000 })
await bench.run()
const median = Object.fromEntries(bench.tasks.map((task) => [task.name, task.result.latency.p50 * 1_000]))
const round = (x) => Math.round(x * 100) / 100
console.log(
  JSON.stringify(
    {
      microseconds: Object.fromEntries(Object.entries(median).map(([name, value]) => [name, round(value)])),
      ratios: {
        'unchanged plan ÷ decode': round(median.unchanged / median.decode),
        'changed plan ÷ unchanged plan': round(median.changed / median.unchanged),
        'unchanged plan ÷ structural comparison': round(median.unchanged / median.floor),
        'a pool among 10,000 ÷ a pool among 100': round(median.tenThousand / N / (median.hundred / 100)),
      },
    },
    null,
    2,
  ),
)
