/**
 * Poolwright's side: create, look again, restart, change, delete the pools of a folder, in an engine over the account that AWS_ENDPOINT_URL names.
 *
 *   node bench/aws/ours.mjs <cluster.json> <pools.yaml> <changed.yaml>
 *
 * Prints one JSON object: for each phase its time, what the proxy counted, and memory. An emulated account has no rate limits, and neither side is given
 * any here.
 */
import { readFileSync } from 'node:fs'
import { awsCalls } from '@poolwright/aws-asg'
import { makeBudget } from '@poolwright/aws-client/Budget'
import { eksCalls } from '@poolwright/aws-eks'
import { operations } from '@poolwright/aws/operations'
import { absent, present } from '@poolwright/core/Fact'
import { vaultOf } from '@poolwright/core/Secret'
import { makeEngine } from '@poolwright/engine/Engine'
import { systemClock } from '@poolwright/engine/systemClock'
import { kubeFacts, poolKeysOf } from '@poolwright/planner/pool/facts'
import { pools as provider } from '@poolwright/planner/pool/pools'
import { recordOf } from '@poolwright/planner/pool/Record'
import { recordAfter } from '@poolwright/planner/pool/recordAfter'
import { read } from '@poolwright/schema/read'

const endpoint = process.env.AWS_ENDPOINT_URL
const [cluster, pools, changed] = process.argv.slice(2).map((file) => ({ file, text: readFileSync(file, 'utf8') }))
const options = { environment: {}, substitute: false, unknown: 'warn', strict: false }
const readAll = (file) => read(options)([cluster, file])

const fast = { burst: 1_000, perSecond: 1_000, ceiling: 1_000 }
const budget = makeBudget({ rates: Object.fromEntries(Object.values(operations).map((row) => [row.bucket, fast])) })
const proxy = async (path, method = 'GET') => (await fetch(`${endpoint}${path}`, { method })).json()
const mebibytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20)

let offset = 0
const now = () => Date.now() + offset
let kube = {}
let vault = vaultOf(new Map())
let deleting = false
const records = new Map()
const isPool = (key) => key.startsWith('awsmachinepool:') || key.startsWith('awsmanagedmachinepool:')
const leaving = (fact) =>
  present({ ...fact.value, metadata: { ...fact.value.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }, fact.asOf)
const factOf = (key) => {
  if (key.startsWith('settings:')) return present({ account: '123456789012', region: 'us-east-1', adopt: true }, now())
  if (key.startsWith('record:')) return records.has(key) ? present(records.get(key), now()) : absent(now())
  const fact = kube[key]
  if (fact === undefined) return absent(now())
  return deleting && isPool(key) ? leaving(fact) : fact
}
const own = (keys) => async () => new Map(keys.map((key) => [key, factOf(key)]))
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
const engine = makeEngine({
  provider,
  calls: { ...awsCalls({ budget }), ...eksCalls({ budget }) },
  sources: Object.fromEntries(ownNouns.map((noun) => [noun, own])),
  vault: { open: (secret) => vault.open(secret) },
  clock: { now, sleep: systemClock.sleep },
  random: Math.random,
  before: (plan, facts) => async () => {
    const key = recordOf(plan.pool)
    records.set(key, recordAfter(plan, records.get(key) ?? {}, facts))
    return { _tag: 'Right', right: undefined }
  },
  limits: { reads: 16, writes: 32 },
})

const phases = {}
const phase = async (name, act) => {
  await proxy('/__reset', 'POST')
  const began = performance.now()
  const ended = await act()
  const seconds = Number(((performance.now() - began) / 1_000).toFixed(1))
  const { calls, total, errors } = await proxy('/__stats')
  phases[name] = { seconds, ended, total, calls, errors, rssMiB: mebibytes() }
  console.error(`ours: ${name}: ${seconds} s, ${total} calls`)
}
let keys = []
const become = (file) => {
  const { manifests, vault: bytes } = readAll(file)
  kube = kubeFacts(manifests, now())
  vault = vaultOf(bytes)
  keys = poolKeysOf(manifests)
}
const settled = async () => (await engine.runUntilStable(keys)).ended
const looked = async () => ((await engine.reconcileOnce(keys)).sent === 0 ? 'nothing to do' : 'changed something')

const empty = mebibytes()
await phase('create', () => {
  become(pools)
  return settled()
})
offset += 120_000
await phase('look again', looked)
await phase('restart', () => {
  engine.forget()
  return looked()
})
await phase('change', () => {
  become(changed)
  engine.changed(keys)
  return settled()
})
await phase('delete', () => {
  deleting = true
  engine.changed(keys)
  return settled()
})
console.log(JSON.stringify({ pools: keys.length, emptyMiB: empty, phases }, null, 2))
