/**
 * How long tests of laws take, told from outside: a nightly run tries a hundred times as much, from a seed of its own.
 * @since 0.1.0
 */
import type { LawsOptions } from './lawsOf.js'

export type Environment = { readonly [name: string]: string | undefined }

/**
 * `POOLWRIGHT_LAW_RUNS` times the runs of each law, `POOLWRIGHT_LAW_SEED` is the seed, `POOLWRIGHT_LAWS` names the only laws to try
 * (separated by commas), `POOLWRIGHT_REPLAY` is the last line of a counterexample. `share` is what part of its own runs a law gets by default.
 */
export const profileOf = (env: Environment, share = 1): Pick<LawsOptions, 'times' | 'seed' | 'only' | 'replay' | 'timeout'> => {
  const times = Number(env['POOLWRIGHT_LAW_RUNS'] ?? '1')
  const seed = env['POOLWRIGHT_LAW_SEED']
  const laws = env['POOLWRIGHT_LAWS']
  return {
    times: times * share,
    timeout: 120_000 * Math.max(1, times),
    replay: env['POOLWRIGHT_REPLAY'],
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(laws === undefined ? {} : { only: laws.split(',') }),
  }
}
