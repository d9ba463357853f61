/**
 * Options that several commands share, as the command line gives them.
 * @since 0.1.0
 */
import type { When } from './render/Paint.js'

export type ManifestOptions = {
  readonly filename?: ReadonlyArray<string>
  readonly pool?: ReadonlyArray<string>
  readonly settings?: string
  readonly substitute: boolean
  readonly unknown: 'error' | 'warn'
  readonly strict?: true
}
export type WorldOptions = { readonly state: string }
export type OutputOptions = { readonly output: 'text' | 'json'; readonly color: When }
