/**
 * Where chance comes from: it spreads repeats over time, and decides nothing else.
 * @since 0.1.0
 */

/** A number from 0 up to, not including, 1. */
export type Random = () => number

export const systemRandom: Random = () => Math.random()
