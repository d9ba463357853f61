/**
 * What commands read before they do anything.
 * @since 0.1.0
 */
import type { Plan } from '@poolwright/core/Plan'
import { providerOf } from '@poolwright/planner/pool/pools'
import type { Console } from '../Console.js'
import { allCodes } from '../explain/allCodes.js'
import type { Input } from '../host/Input.js'
import { type Act, provider } from '../host/session.js'
import { load } from '../manifests/load.js'
import { readSettings } from '../manifests/settings.js'
import type { ManifestOptions, OutputOptions } from '../options.js'
import { paint, wanted } from '../render/Paint.js'
import { planDocument } from '../render/planDocument.js'
import { planText, type PlanView } from '../render/planText.js'
import { sourcesIn } from '../render/sources.js'

export const readInput = async (options: ManifestOptions, console: Console): Promise<Input> => {
  const settings = options.settings === undefined ? {} : readSettings(options.settings, console)
  return { read: await load(options, console), settings, only: options.pool ?? [] }
}

const viewOf = (input: Input, options: OutputOptions, console: Console): PlanView<Act> => ({
  ops: provider.ops,
  kindOf: (pool) => providerOf(pool).kind,
  paint: paint(wanted(options.color, console)),
  columns: console.columns,
  sourceOf: sourcesIn(input.read.manifests),
  codes: allCodes,
})

export const showPlans = (plans: ReadonlyArray<Plan<Act>>, input: Input, options: OutputOptions, console: Console): void =>
  options.output === 'json'
    ? console.out(`${JSON.stringify(planDocument(provider.ops, plans), null, 2)}\n`)
    : console.out(planText(viewOf(input, options, console), plans))
