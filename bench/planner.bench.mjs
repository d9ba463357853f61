/**
 * What planning costs: an unchanged pool, a changed one, 10,000 of them, beside decoding the same manifests and beside the least that any
 * planner must do, a structural comparison of the values that a plan compares. Medians in microseconds, and ratios within this run.
 */
import { absent, lookIn, present } from '@poolwright/core/Fact'
import { equals } from '@poolwright/core/Json'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { Bench } from 'tinybench'
import { copies, decode, settle } from './settled.mjs'

const N = 10_000
const settled = await settle()
const { pool, facts, now } = settled
const lookAt = (all) => lookIn(all, () => absent(now))
const stepsOf = (key, look) => awsMachinePool.plan(key, look, now).steps.length

const unchanged = lookAt(facts)
const { value } = facts[pool]
const spec = { ...value.spec, awsLaunchTemplate: { ...value.spec.awsLaunchTemplate, instanceType: 'm5.xlarge' } }
const changed = lookAt({ ...facts, [pool]: present({ ...value, spec }, now) })

const many = (n) => {
  const all = copies(settled, n)
  return { keys: all.keys, look: lookAt(all.facts) }
}
const [hundred, tenThousand] = [many(100), many(N)]
const stepsOfAll = ({ keys, look }) => keys.reduce((sum, key) => sum + stepsOf(key, look), 0)

const valuesOf = (noun) =>
  Object.entries(facts).flatMap(([key, fact]) => (key.startsWith(`${noun}:`) && fact._tag === 'Present' ? [fact.value] : []))
const compared = [...valuesOf('version'), ...valuesOf('group')].map((x) => [x, structuredClone(x)])

const expected = { unchanged: [stepsOf(pool, unchanged), 0], changed: [stepsOf(pool, changed), 2], copies: [stepsOfAll(tenThousand), 0] }
for (const [name, [steps, wanted]] of Object.entries(expected))
  if (steps !== wanted) throw new Error(`${name}: ${steps} steps, not ${wanted}`)
if (compared.length !== 2) throw new Error(`${compared.length} values to compare, not 2`)

const bench = new Bench({ time: 500 })
bench
  .add('unchanged', () => void stepsOf(pool, unchanged))
  .add('changed', () => void stepsOf(pool, changed))
  .add('decode', () => void decode())
  .add('floor', () => void compared.every(([x, y]) => equals(x, y)))
  .add('hundred', () => void stepsOfAll(hundred))
  .add('tenThousand', () => void stepsOfAll(tenThousand), { time: 2_000 })
await bench.run()
const median = Object.fromEntries(bench.tasks.map((task) => [task.name, task.result.latency.p50 * 1_000]))
const round = (x) => Math.round(x * 1_000) / 1_000
console.log(
  JSON.stringify(
    {
      microseconds: Object.fromEntries(Object.entries(median).map(([name, time]) => [name, round(time)])),
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
