// A host of the loop, in 20 lines: the minimal example on a simulated AWS, until nothing is left to do.
import * as assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { operations } from '@poolwright/aws/operations'
import { callsOf } from '@poolwright/core/Model'
import { vaultOf } from '@poolwright/core/Secret'
import { makeEngine } from '@poolwright/engine/Engine'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { poolKeysOf } from '@poolwright/planner/pool/facts'
import { sourcesOf } from '@poolwright/planner/pool/sources'
import { read } from '@poolwright/schema/read'
import { aws } from '@poolwright/simulator/aws'
import { emptyWorld, provision } from '@poolwright/simulator/seed'

const files = ['cluster.yaml', 'pool.yaml'].map((name) => ({ file: name, text: readFileSync(`examples/minimal/${name}`, 'utf8') }))
const { manifests, vault } = read({ environment: {}, substitute: true, unknown: 'error', strict: false })(files)

const images = [{ id: 'ami-0a1b2c3d4e5f60001' }]
const subnets = ['1', '2'].map((n) => ({ id: `subnet-0a1b2c3d4e5f6000${n}`, zone: `eu-west-1${n === '1' ? 'a' : 'b'}` }))
const securityGroups = ['1', '2'].map((n) => ({ id: `sg-0a1b2c3d4e5f6000${n}` }))
let world = provision(emptyWorld(1_760_000_000_000), 'aws:000000000000/eu-west-1', { images, subnets, securityGroups, catalogue: true })

const now = () => aws.now(world)
const engine = makeEngine({
  provider: awsMachinePool,
  calls: callsOf(operations, aws, { get: () => world, set: (next) => void (world = next) }),
  sources: sourcesOf(() => manifests, now),
  vault: vaultOf(vault),
  clock: { now, sleep: async (ms) => void (world = aws.tick(world, ms)) },
  random: () => 0.5,
})
const outcome = await engine.runUntilStable(poolKeysOf(manifests))

assert.strictEqual(outcome.ended, 'settled')
for (const { plan } of outcome.last.pools.values()) console.log(plan.pool, JSON.stringify(plan.status))
