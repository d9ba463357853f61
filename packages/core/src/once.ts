/**
 * An answer for each object, worked out once and forgotten with the object.
 * @since 0.1.0
 */

/** For functions of values that never change, whose answers are the same whenever they are asked. What is no object is asked about each time. */
export const once = <K, A>(of: (k: K) => A): ((k: K) => A) => {
  const known = new WeakMap<object, { readonly answer: A }>()
  return (k) => {
    if (typeof k !== 'object' || k === null) return of(k)
    const found = known.get(k) ?? { answer: of(k) }
    known.set(k, found)
    return found.answer
  }
}
