/**
 * What a pass of a running engine costs for a pool of which nothing has changed, beside planning it anew: while its facts are fresh, when the
 * manifests are asked for in every pass, and when all of its AWS facts have aged, are read again and say the same. Medians in microseconds
 * a pool, and ratios within this run.
 */
import { absent, lookIn, present } from '@poolwright/core/Fact'
import { nounOf } from '@poolwright/core/Key'
import { emptyVault } from '@poolwright/core/Secret'
import { makeEngine } from '@poolwright/engine/Engine'
import { fromFacts } from '@poolwright/engine/Source'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { Bench } from 'tinybench'
import { copies, ownNouns, settle } from './settled.mjs'

const N = 1_000
const settled = await settle()
const { facts, keys } = copies(settled, N)

/** An engine over plain facts; AWS's nouns keep their lifetimes, and reading one again makes an equal value. */
const engineOver = ({ watched }) => {
  let now = settled.now
  const counts = { plans: 0 }
  const plain = fromFacts(
    () => facts,
    () => absent(now),
  )
  const again = (keys) => async () =>
    new Map(
      keys.map((key) => {
        const fact = facts[key]
        return [key, fact?._tag === 'Present' ? present(structuredClone(fact.value), now) : absent(now)]
      }),
    )
  const nouns = Object.fromEntries(
    Object.entries(awsMachinePool.nouns).map(([noun, table]) => [
      noun,
      {
        ...table,
        sweep: undefined,
        requests: (scope, ids) => [
          {
            ids,
            action: { op: 'again', input: { keys: ids.map((id) => `${noun}:${scope}/${id}`) } },
            facts: ([page]) =>
              new Map(
                [...page].flatMap(([key, fact]) =>
                  fact._tag === 'Present' ? [[key.slice(noun.length + scope.length + 2), fact.value]] : [],
                ),
              ),
            more: () => ({ _tag: 'None' }),
            absentOn: [],
          },
        ],
      },
    ]),
  )
  const engine = makeEngine({
    provider: { ...awsMachinePool, nouns, plan: (pool, look, at) => ((counts.plans += 1), awsMachinePool.plan(pool, look, at)) },
    calls: {
      again:
        (_, { keys }) =>
        async () => ({ _tag: 'Right', right: await again(keys)() }),
    },
    sources: Object.fromEntries(ownNouns.map((noun) => [noun, plain])),
    watched: watched ? ownNouns : [],
    vault: emptyVault,
    clock: { now: () => now, sleep: async () => undefined },
    random: () => 0.5,
  })
  return { engine, counts, pass: (ms) => ((now += ms), engine.plan(keys)) }
}

const watched = engineOver({ watched: true })
const asked = engineOver({ watched: false })
const aged = engineOver({ watched: true })
for (const { pass, counts } of [watched, asked, aged]) {
  const plans = await pass(0)
  const steps = [...plans.values()].reduce((sum, { plan }) => sum + plan.steps.length, 0)
  if (steps > 0) throw new Error(`settled pools have ${steps} steps`)
  counts.plans = 0
}
const look = lookIn(facts, () => absent(settled.now))

const bench = new Bench({ time: 1_000 })
bench
  .add('watched', () => watched.pass(0))
  .add('asked', () => asked.pass(0))
  .add('aged', () => aged.pass(3_600_000 * 3))
  .add('anew', () => void keys.forEach((key) => awsMachinePool.plan(key, look, settled.now)))
await bench.run()
for (const [name, { counts }] of Object.entries({ watched, asked, aged }))
  if (counts.plans > 0) throw new Error(`${name}: planned ${counts.plans} times`)

const median = Object.fromEntries(bench.tasks.map((task) => [task.name, (task.result.latency.p50 * 1_000) / N]))
const round = (x) => Math.round(x * 100) / 100
console.log(
  JSON.stringify(
    {
      pools: N,
      microseconds: Object.fromEntries(Object.entries(median).map(([name, value]) => [name, round(value)])),
      ratios: {
        'an unchanged pool ÷ planned anew': round(median.watched / median.anew),
        'with manifests asked for in every pass ÷ planned anew': round(median.asked / median.anew),
        'with all of AWS read again ÷ planned anew': round(median.aged / median.anew),
      },
    },
    null,
    2,
  ),
)
