/**
 * Options that several commands share, as the command line gives them.
 * @since 0.1.0
 */
import { resolve } from 'node:path'
import type { Console } from './Console.js'
import type { When } from './render/Paint.js'

export type ManifestOptions = {
  readonly filename?: ReadonlyArray<string>
  readonly pool?: ReadonlyArray<string>
  readonly settings?: string
  readonly substitute: boolean
  readonly unknown: 'error' | 'warn'
  readonly strict?: true
}
export type StateOptions = { readonly state?: string }
/** `region` and `profile` are for AWS; the other cloud has neither. */
export type CloudOptions = StateOptions & {
  readonly cloud: 'embedded' | 'aws'
  readonly region?: string
  readonly profile?: string
}
export type OutputOptions = { readonly output: 'text' | 'json'; readonly color: When }

/** Each cloud has its own file, so that one folder's pools may be tried in the one before they go to the other. */
export const statePath = (cloud: CloudOptions['cloud'], { state }: StateOptions, console: Pick<Console, 'cwd'>): string =>
  resolve(console.cwd, state ?? `.poolwright/${cloud}.json`)
