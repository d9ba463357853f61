// A host of the loop, in 20 lines: the minimal example on a simulated AWS, until nothing is left to do.
import * as assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { operations } from '@poolwright/aws/operations'
import { callsOf } from '@poolwright/core/Model'
import { vaultOf } from '@poolwright/core/Secret'
import { makeEngine } from '@poolwright/engine/Engine'
import { fromFacts } from '@poolwright/engine/Source'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { kubeFacts, poolKeysOf } from '@poolwright/planner/pool/facts'
import { read } from '@poolwright/schema/read'
import { absent } from '@poolwright/core/Fact'
import { aws } from '@poolwright/simulator/aws'
import { emptyWorld, provision } from '@poolwright/simulator/seed'

const files = ['cluster.yaml', 'pool.yaml'].map((name) => `examples/minimal/${name}`)
const { manifests, vault } = read({ environment: {}, substitute: true, unknown: 'error', strict: false })(
  files.map((file) => ({ file, text: readFileSync(file, 'utf8') })),
)
const subnets = ['1', '2'].map((n) => ({ id: `subnet-0a1b2c3d4e5f6000${n}`, zone: `eu-west-1${n === '1' ? 'a' : 'b'}` }))
let world = provision(emptyWorld(1_760_000_000_000), 'aws:000000000000/eu-west-1', {
  subnets,
  images: [{ id: 'ami-0a1b2c3d4e5f60001' }],
  securityGroups: ['1', '2'].map((n) => ({ id: `sg-0a1b2c3d4e5f6000${n}` })),
  catalogue: true,
})
const now = () => aws.now(world)

const ours = fromFacts(
  () => kubeFacts(manifests, now()),
  () => absent(now()),
)
const nouns = ['awsmachinepool', 'machinepool', 'cluster', 'awscluster', 'kubeadmconfig', 'secret', 'settings', 'record']
const engine = makeEngine({
  provider: awsMachinePool,
  calls: callsOf(operations, aws, { get: () => world, set: (w) => void (world = w) }),
  sources: Object.fromEntries(nouns.map((noun) => [noun, ours])),
  vault: vaultOf(vault),
  clock: { now, sleep: async (ms) => void (world = aws.tick(world, ms)) },
  random: () => 0.5,
})

const outcome = await engine.runUntilStable(poolKeysOf(manifests))
assert.strictEqual(outcome.ended, 'settled')
for (const { plan } of outcome.last.pools.values()) console.log(plan.pool, JSON.stringify(plan.status))
