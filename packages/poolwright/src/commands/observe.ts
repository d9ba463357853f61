/**
 * `poolwright observe`: what is there; with manifests also what holds their pools now.
 * @since 0.1.0
 */
import type { Plan } from '@poolwright/core/Plan'
import type { Console } from '../Console.js'
import { Failure } from '../Failure.js'
import { embedded } from '../host/embedded.js'
import type { Pools } from '../state/PoolState.js'
import { type Act, openSession } from '../host/session.js'
import { glance, ofWorldFile, writeWorldFile } from '../host/world.js'
import type { ObservedWorld } from '../observed.js'
import type { CloudOptions, ManifestOptions, OutputOptions } from '../options.js'
import { observedText } from '../render/observedText.js'
import { observedWorld } from '../render/observedWorld.js'
import { paint, wanted } from '../render/Paint.js'
import { poolName } from '../render/planText.js'
import { planned } from './apply.js'
import { readInput } from './input.js'

export type ObserveOptions = ManifestOptions & CloudOptions & OutputOptions & { readonly observed?: string; readonly out?: string }

export const observe = async (options: ObserveOptions, console: Console): Promise<number> => {
  const inAws = options.cloud === 'aws' && options.observed === undefined
  const observed = await (inAws ? ofAws(options, console) : ofWorld(options, console))
  if (options.output === 'json') console.out(`${JSON.stringify(observed, null, 2)}\n`)
  else console.out(observedText(paint(wanted(options.color, console)), observed))
  return 0
}

const ofWorld = async (options: ObserveOptions, console: Console): Promise<ObservedWorld> => {
  const home = options.observed === undefined ? glance(options, console) : ofWorldFile(options.observed, console)
  const world = home.cell.get()
  if (options.out !== undefined) writeWorldFile(options.out, world, console)
  if (options.filename === undefined) return observedWorld(world, holdsKept(home.pools()))
  const input = await readInput(options, console)
  return observedWorld(world, holdsIn(await planned(openSession(input, embedded(input, home)))))
}

const ofAws = async (options: ObserveOptions, console: Console): Promise<ObservedWorld> => {
  if (options.out !== undefined)
    throw new Failure('PW-USAGE', '--out writes the world of an embedded cloud; of AWS, --output json prints what was read')
  const { awsToLookAt } = await import('../host/aws.js')
  const { keysOfPools, keysOfRecords, observedAws } = await import('../host/observedAws.js')
  if (options.filename === undefined) {
    const place = await awsToLookAt(undefined, options, console)
    const pools = place.home.pools()
    return observedAws(place, keysOfRecords(pools), holdsKept(pools))
  }
  const input = await readInput(options, console)
  const place = await awsToLookAt(input, options, console)
  const session = openSession(input, place)
  const plans = await planned(session)
  return observedAws(place, keysOfPools(session.engine.facts()), holdsIn(plans))
}

/** What the last apply ended with. */
const holdsKept = (pools: Pools): ObservedWorld['holds'] =>
  Object.entries(pools).flatMap(([pool, { holds }]) => holds.map((hold) => ({ pool: poolName(pool), hold })))
/** What holds the pools now. */
const holdsIn = (plans: ReadonlyArray<Plan<Act>>): ObservedWorld['holds'] =>
  plans.flatMap((p) => [...p.holds, ...p.steps.flatMap((s) => s.holds)].map((hold) => ({ pool: poolName(p.pool), hold })))
