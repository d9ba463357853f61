/**
 * `poolwright apply`: shows the plan, asks before it disrupts, and carries it out until the pools are at rest.
 * @since 0.1.0
 */
import type { Plan } from '@poolwright/core/Plan'
import * as SavedPlan from '@poolwright/core/SavedPlan'
import type { Difference } from '@poolwright/engine/differences'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Console } from '../Console.js'
import { Failure, sayOf } from '../Failure.js'
import { inPlace } from '../host/places.js'
import { type Act, provider, type Session } from '../host/session.js'
import type { CloudOptions, ManifestOptions, OutputOptions } from '../options.js'
import { poolName } from '../render/planText.js'
import { showValue } from '../render/value.js'
import { carryOut } from './carryOut.js'
import { readInput } from './input.js'

export type ApplyOptions = ManifestOptions & CloudOptions & OutputOptions & { readonly yes?: true; readonly plan?: string }

type Saved = SavedPlan.SavedPlan<Act>

export const apply = async (options: ApplyOptions, console: Console): Promise<number> => {
  const read = await readInput(options, console)
  const saved = options.plan === undefined ? undefined : readPlan(options.plan, console)
  const input = saved === undefined ? read : { ...read, only: saved.plans.map((p) => poolName(p.pool)) }
  return inPlace(input, options, console, (place) =>
    carryOut(
      {
        input,
        place,
        options,
        destroys: false,
        plans: saved === undefined ? planned : (session) => stillGood(session, saved),
        ...(saved === undefined ? {} : { first: (session: Session, signal: AbortSignal) => applySaved(session, saved, signal) }),
      },
      console,
    ),
  )
}

/** What the engine plans now. */
export const planned = async (session: Session): Promise<ReadonlyArray<Plan<Act>>> =>
  [...(await session.engine.plan(session.pools)).values()].map((p) => p.plan)

const stillGood = async (session: Session, saved: Saved): Promise<ReadonlyArray<Plan<Act>>> => {
  const good = await session.engine.stillGood(saved)
  if (good._tag === 'Left') throw outdated(good.left)
  return [...good.right.values()].map((p) => p.plan)
}
const applySaved = async (session: Session, saved: Saved, signal: AbortSignal): Promise<void> => {
  const applied = await session.engine.apply(saved, { signal })
  if (applied._tag === 'Left') throw outdated(applied.left)
}

const outdated = (differences: ReadonlyArray<Difference>): Failure =>
  new Failure('PW-PLAN-CHANGED', 'the saved plan is not what would be done now, so nothing was done', differences.flatMap(showDifference))

const showDifference = (d: Difference): ReadonlyArray<string> => {
  const what = { gone: 'is not needed any more', new: 'is needed now', changed: 'is another one' }[d.what]
  return [
    `${poolName(d.pool)} ${d.step} ${what}`,
    ...d.rows.map(({ row, was, is }) => {
      const side = (c: typeof was) => (c === null ? 'no change' : `${showValue(c.before)} → ${showValue(c.after)}`)
      return `  ${(is ?? was)?.paths[0] ?? row}: was ${side(was)}, is ${side(is)}`
    }),
  ]
}

const readPlan = (path: string, console: Console): Saved => {
  const decoded = SavedPlan.decode<Act>(provider.ops, provider.nouns)(readJson(path, console))
  if (decoded._tag === 'Left') throw new Failure('PW-PLAN-FORMAT', `${path} is no saved plan`, decoded.left.slice(0, 20))
  return decoded.right
}
const readJson = (path: string, console: Console): unknown => {
  try {
    return JSON.parse(readFileSync(resolve(console.cwd, path), 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure('PW-PLAN-FORMAT', `${path} is no saved plan: it is not JSON`)
    throw new Failure('PW-FILE', `cannot read ${path}: ${sayOf(error)}`)
  }
}
