/**
 * The places that a command can work in, by its options. What a cloud needs is loaded when that cloud is asked for.
 * @since 0.1.0
 */
import type { Console } from '../Console.js'
import type { CloudOptions } from '../options.js'
import { embedded } from './embedded.js'
import type { Input } from './Input.js'
import type { Place } from './Place.js'
import { glance, ofWorldFile, withState } from './world.js'

/** For looking only: nothing that is done there lasts. `observed`: a world file instead of a cloud. */
export const placeToLookAt = async (
  input: Input,
  options: CloudOptions & { readonly observed?: string },
  console: Console,
): Promise<Place> => {
  if (options.observed !== undefined)
    return embedded(input, ofWorldFile(options.observed, console), options.cloud === 'aws' ? { assumptions: 'hold' } : undefined)
  if (options.cloud === 'embedded') return embedded(input, glance(options, console))
  const { awsToLookAt } = await import('./aws.js')
  return awsToLookAt(input, options, console)
}

/** For changing it: nobody else changes the same state until `use` is done. */
export const inPlace = async <A>(input: Input, options: CloudOptions, console: Console, use: (place: Place) => Promise<A>): Promise<A> => {
  if (options.cloud === 'embedded') return withState(options, console, (home) => use(embedded(input, home)))
  const { inAws } = await import('./aws.js')
  return inAws(input, options, console, use)
}
