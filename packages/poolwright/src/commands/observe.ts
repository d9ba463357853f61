/**
 * `poolwright observe`: what is there; with manifests also what holds their pools now.
 * @since 0.1.0
 */
import type { Console } from '../Console.js'
import { openSession } from '../host/session.js'
import { glance, ofWorldFile, writeWorldFile } from '../host/world.js'
import type { Home } from '../host/world.js'
import type { ObservedWorld } from '../observed.js'
import type { ManifestOptions, OutputOptions, WorldOptions } from '../options.js'
import { observedText, observedWorld } from '../render/observedWorld.js'
import { paint, wanted } from '../render/Paint.js'
import { poolName } from '../render/planText.js'
import { planned } from './apply.js'
import { readInput } from './input.js'

export type ObserveOptions = ManifestOptions & WorldOptions & OutputOptions & { readonly observed?: string; readonly out?: string }

export const observe = async (options: ObserveOptions, console: Console): Promise<number> => {
  const home = options.observed === undefined ? glance(options, console) : ofWorldFile(options.observed, console)
  const world = home.cell.get()
  if (options.out !== undefined) writeWorldFile(options.out, world, console)
  const observed = observedWorld(world, await holdsOf(options, home, console))
  if (options.output === 'json') console.out(`${JSON.stringify(observed, null, 2)}\n`)
  else console.out(observedText(paint(wanted(options.color, console)), observed))
  return 0
}

/** Planned now where there are manifests; else what the last apply ended with. */
const holdsOf = async (options: ObserveOptions, home: Home, console: Console): Promise<ObservedWorld['holds']> => {
  if (options.filename === undefined)
    return Object.entries(home.pools()).flatMap(([pool, { holds }]) => holds.map((hold) => ({ pool, hold })))
  const plans = await planned(openSession(await readInput(options, console), home))
  return plans.flatMap((p) => [...p.holds, ...p.steps.flatMap((s) => s.holds)].map((hold) => ({ pool: poolName(p.pool), hold })))
}
