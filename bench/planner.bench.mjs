/**
 * What planning costs: an unchanged pool and a changed one, of the least that can be said and of every field; 10,000 of them; beside decoding
 * the same manifests and beside the least that any planner must do, a structural comparison of the values that a plan compares. Medians in
 * microseconds, and ratios within this run.
 */
import { absent, lookIn, present } from '@poolwright/core/Fact'
import { equals } from '@poolwright/core/Json'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { Bench } from 'tinybench'
import { copies, decode, full, minimal, settle } from './settled.mjs'

const N = 10_000
const lookAt = (all, now) => lookIn(all, () => absent(now))

/** One pool at rest, the same with another instance type, and the values that a plan of it compares. */
const subjectOf = async (sources) => {
  const settled = await settle(sources)
  const { pool, facts, now } = settled
  const { value } = facts[pool]
  const spec = { ...value.spec, awsLaunchTemplate: { ...value.spec.awsLaunchTemplate, instanceType: 'm5.xlarge' } }
  const planOf = (look) => awsMachinePool.plan(pool, look, now)
  const valuesOf = (noun) =>
    Object.entries(facts).flatMap(([key, fact]) => (key.startsWith(`${noun}:`) && fact._tag === 'Present' ? [fact.value] : []))
  const compared = ['version', 'group', 'hooks'].flatMap(valuesOf).map((x) => [x, structuredClone(x)])
  const [unchanged, changed] = [lookAt(facts, now), lookAt({ ...facts, [pool]: present({ ...value, spec }, now) }, now)]
  const found = [planOf(unchanged).steps.length, planOf(changed).steps.length]
  if (found.join() !== '0,2') throw new Error(`${found.join(' and ')} steps, not 0 and 2`)
  if (compared.length < 2) throw new Error(`${compared.length} values to compare`)
  return {
    settled,
    decode: () => decode(sources),
    unchanged: () => planOf(unchanged),
    changed: () => planOf(changed),
    floor: () => compared.every(([x, y]) => equals(x, y)),
  }
}
const [least, most] = [await subjectOf(minimal), await subjectOf(full)]

const many = ({ settled }, n) => {
  const { keys, facts } = copies(settled, n)
  const look = lookAt(facts, settled.now)
  return () => keys.reduce((sum, key) => sum + awsMachinePool.plan(key, look, settled.now).steps.length, 0)
}
const [hundred, tenThousand] = [many(least, 100), many(least, N)]
if (tenThousand() !== 0) throw new Error('copies of a pool at rest are not at rest')

const bench = new Bench({ time: 500 })
for (const [name, subject] of Object.entries({ least, most }))
  for (const what of ['decode', 'unchanged', 'changed', 'floor']) bench.add(`${name} ${what}`, () => void subject[what]())
bench.add('hundred', () => void hundred())
// One round takes a second: a few of them say as much as many.
const long = new Bench({ time: 1_000, iterations: 5, warmupIterations: 1 }).add('tenThousand', () => void tenThousand())
await bench.run()
await long.run()
const median = Object.fromEntries([...bench.tasks, ...long.tasks].map((task) => [task.name, task.result.latency.p50 * 1_000]))
const round = (x) => Math.round(x * 1_000) / 1_000
const ratiosOf = (name) => ({
  'unchanged plan ÷ decode': round(median[`${name} unchanged`] / median[`${name} decode`]),
  'changed plan ÷ unchanged plan': round(median[`${name} changed`] / median[`${name} unchanged`]),
  'unchanged plan ÷ structural comparison': round(median[`${name} unchanged`] / median[`${name} floor`]),
})
console.log(
  JSON.stringify(
    {
      microseconds: Object.fromEntries(Object.entries(median).map(([name, time]) => [name, round(time)])),
      ratios: {
        least: ratiosOf('least'),
        most: ratiosOf('most'),
        'the most ÷ the least, unchanged': round(median['most unchanged'] / median['least unchanged']),
        'a pool among 10,000 ÷ a pool among 100': round(median.tenThousand / N / (median.hundred / 100)),
      },
    },
    null,
    2,
  ),
)
