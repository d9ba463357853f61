/**
 * `poolwright destroy`: the pools of the manifests as if somebody had deleted them, until nothing of theirs is left.
 * @since 0.1.0
 */
import * as Key from '@poolwright/core/Key'
import type { Placed } from '@poolwright/schema/Manifest'
import type { Metadata } from '@poolwright/schema/Metadata'
import type { Console } from '../Console.js'
import { type Input, poolsIn } from '../host/Input.js'
import { inPlace } from '../host/places.js'
import type { CloudOptions, ManifestOptions, OutputOptions } from '../options.js'
import { planned } from './apply.js'
import { carryOut } from './carryOut.js'
import { readInput } from './input.js'

export type DestroyOptions = ManifestOptions & CloudOptions & OutputOptions & { readonly yes?: true }

export const destroy = async (options: DestroyOptions, console: Console): Promise<number> => {
  const input = await readInput(options, console)
  return inPlace(input, options, console, (place) =>
    carryOut(
      { input: deleting(input, new Date(place.now()).toISOString()), place, options, destroys: true, settled, plans: planned },
      console,
    ),
  )
}

const settled = 'The pools have nothing left in the cloud.'

/** The same manifests, the chosen pools marked as the API server marks what somebody deletes. */
const deleting = (input: Input, at: string): Input => {
  const chosen = new Set<string>(poolsIn(input))
  const { manifests } = input.read
  const marked =
    <A extends { readonly metadata: Metadata }>(noun: string) =>
    (p: Placed<A>): Placed<A> => {
      const { metadata } = p.value
      if (!chosen.has(Key.of(noun, Key.kubeScope(metadata.namespace), metadata.name))) return p
      return { ...p, value: { ...p.value, metadata: { ...metadata, deletionTimestamp: metadata.deletionTimestamp ?? at } } }
    }
  const awsMachinePools = manifests.awsMachinePools.map(marked('awsmachinepool'))
  const awsManagedMachinePools = manifests.awsManagedMachinePools.map(marked('awsmanagedmachinepool'))
  return { ...input, read: { ...input.read, manifests: { ...manifests, awsMachinePools, awsManagedMachinePools } } }
}
