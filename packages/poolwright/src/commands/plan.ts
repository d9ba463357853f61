/**
 * `poolwright plan`: shows what would be done; changes nothing but the file that `--out` names.
 * @since 0.1.0
 */
import * as SavedPlan from '@poolwright/core/SavedPlan'
import { resolve } from 'node:path'
import type { Console } from '../Console.js'
import { placeToLookAt } from '../host/places.js'
import { openSession, provider } from '../host/session.js'
import type { CloudOptions, ManifestOptions, OutputOptions } from '../options.js'
import { isEmpty, tally } from '../render/Kind.js'
import { ensureFolder, writeAtomically } from '../state/atomicFile.js'
import { by } from '../version.js'
import { readInput, showPlans } from './input.js'

export type PlanOptions = ManifestOptions &
  CloudOptions &
  OutputOptions & { readonly observed?: string; readonly out?: string; readonly detailedExitcode?: true }

export const plan = async (options: PlanOptions, console: Console): Promise<number> => {
  const input = await readInput(options, console)
  const session = openSession(input, await placeToLookAt(input, options, console))
  const planned = await session.engine.plan(session.pools)
  const plans = [...planned.values()].map((p) => p.plan)
  if (options.out !== undefined) {
    const path = resolve(console.cwd, options.out)
    const saved = SavedPlan.encode(provider.ops, provider.nouns)(session.engine.saved(by, planned))
    ensureFolder(path)
    writeAtomically(path, `${JSON.stringify(saved, null, 2)}\n`)
  }
  showPlans(plans, input, options, console)
  return options.detailedExitcode === true && !isEmpty(tally(provider.ops, plans)) ? 2 : 0
}
