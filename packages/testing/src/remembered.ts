/**
 * An agreement that judges equal worlds once: most passes of a history find the world as it was.
 * @since 0.1.0
 */
import type { Desired } from './Desired.js'
import type { Agreement } from './Trial.js'

/** `part` is all that judgement rests on: the same object as long as nothing in it changes. Clocks and counters are not in it. */
export const remembered = <W>(agreement: Agreement<W>, part: (w: W) => object): Agreement<W> => {
  const byPart = <A>(of: (w: W) => A) => {
    const known = new WeakMap<object, { readonly a: A }>()
    return (w: W): A => {
      const found = known.get(part(w)) ?? { a: of(w) }
      known.set(part(w), found)
      return found.a
    }
  }
  const byBoth = <A>(of: (w: W, d: Desired) => A) => {
    const known = byPart(() => new WeakMap<Desired, { readonly a: A }>())
    return (w: W, d: Desired): A => {
      const found = known(w).get(d) ?? { a: of(w, d) }
      known(w).set(d, found)
      return found.a
    }
  }
  return {
    ...agreement,
    disagreements: byBoth(agreement.disagreements),
    ...(agreement.beyond === undefined ? {} : { beyond: byBoth(agreement.beyond) }),
    shape: byBoth(agreement.shape),
    never: byPart(agreement.never),
    things: byPart(agreement.things),
    moving: byPart(agreement.moving),
  }
}
