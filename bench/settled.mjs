/** Pools that are converged on the simulator, the least and the most of one, and copies of them: what benches measure on. */
import { readFileSync } from 'node:fs'
import { operations } from '@poolwright/aws/operations'
import { absent, present } from '@poolwright/core/Fact'
import { callsOf } from '@poolwright/core/Model'
import { vaultOf } from '@poolwright/core/Secret'
import { makeEngine } from '@poolwright/engine/Engine'
import { fromFacts } from '@poolwright/engine/Source'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { kubeFacts, poolKeysOf } from '@poolwright/planner/pool/facts'
import { read } from '@poolwright/schema/read'
import { aws } from '@poolwright/simulator/aws'
import { emptyWorld, provision } from '@poolwright/simulator/seed'

const options = { environment: {}, substitute: true, unknown: 'error', strict: false }
const sourcesOf = (...files) => files.map((file) => ({ file, text: readFileSync(file, 'utf8') }))
/** The example that says as little as possible. */
export const minimal = sourcesOf('examples/minimal/cluster.yaml', 'examples/minimal/pool.yaml')
/** A pool with every field that goes together. */
export const full = sourcesOf('examples/minimal/cluster.yaml', 'bench/full.yaml')
/** Reads the manifests. */
export const decode = (sources = minimal) => read(options)(sources)

/** Nouns that do not come from AWS. */
export const ownNouns = ['awsmachinepool', 'machinepool', 'cluster', 'awscluster', 'kubeadmconfig', 'secret', 'settings', 'record']

/** The pool's key, every fact that its plan looks at, and when that was. */
export const settle = async (sources = minimal) => {
  const { manifests, vault } = decode(sources)
  const [pool] = poolKeysOf(manifests)
  const tags = { tier: 'private' }
  const subnets = ['1', '2'].map((n) => ({
    id: `subnet-0a1b2c3d4e5f6000${n}`,
    zone: n === '1' ? 'eu-west-1a' : 'eu-west-1b',
    tags,
    vpc: 'vpc-0a1b2c3d4e5f60001',
  }))
  let world = provision(emptyWorld(1_760_000_000_000), 'aws:000000000000/eu-west-1', {
    subnets,
    images: [{ id: 'ami-0a1b2c3d4e5f60001' }],
    securityGroups: ['1', '2', '3', '4'].map((n) => ({
      id: `sg-0a1b2c3d4e5f6000${n}`,
      name: n === '4' ? 'monitoring' : `group-${n}`,
      vpc: 'vpc-0a1b2c3d4e5f60001',
    })),
    keyPairs: ['operators'],
    catalogue: true,
  })
  const now = () => aws.now(world)
  const kube = kubeFacts(manifests, now())
  const own = fromFacts(
    () => kube,
    () => absent(now()),
  )
  const engine = makeEngine({
    provider: awsMachinePool,
    calls: callsOf(operations, aws, { get: () => world, set: (w) => (world = w) }),
    sources: Object.fromEntries(ownNouns.map((noun) => [noun, own])),
    vault: vaultOf(vault),
    clock: { now, sleep: async (ms) => void (world = aws.tick(world, ms)) },
    random: () => 0.5,
  })
  const outcome = await engine.runUntilStable([pool])
  if (outcome.ended !== 'settled') throw new Error(JSON.stringify(outcome.last.pools.get(pool).plan, null, 1))
  return { pool, facts: engine.facts(), now: now() }
}

const names = /workers|lt-0+1\b/g
const rename = (text, i) => text.replaceAll(names, (name) => `${name}-${i}`)
/** `n` pools beside each other: what names the pool is copied, what they share is not. */
export const copies = ({ pool, facts, now }, n) => {
  const all = { ...facts }
  const keys = []
  for (let i = 0; i < n; i++) {
    for (const [key, fact] of Object.entries(facts)) {
      if (rename(key, i) === key) continue
      all[rename(key, i)] = fact._tag === 'Present' ? present(JSON.parse(rename(JSON.stringify(fact.value), i)), now) : fact
    }
    keys.push(rename(pool, i))
  }
  return { facts: all, keys }
}
