/**
 * Operations with their inputs, as plain data in a cloud's own names.
 * @since 0.1.0
 */
import * as t from 'io-ts'
import { isPlain } from './Json.js'
import { describe } from './JsonSchema.js'
import { bytesOf, isText, type Payload } from './Payload.js'
import { isSecret, type Secret } from './Secret.js'

/** One operation with its input. `R`, what it answers, is a phantom. */
export type Act<Op extends string, I extends object, R extends object> = { readonly op: Op; readonly input: I; readonly '~answer'?: R }
export type AnyAct = Act<string, object, object>
/** Written as a record, used as a union: unions of several clouds widen by themselves, records do not. */
export type Acts<X extends Record<string, readonly [object, object]>> = {
  [K in keyof X & string]: Act<K, X[K][0], X[K][1]>
}[keyof X & string]
export type In<A extends AnyAct, K extends A['op'] = A['op']> = Extract<A, { readonly op: K }>['input']
export type Answer<A extends AnyAct, K extends A['op'] = A['op']> = NonNullable<Extract<A, { readonly op: K }>['~answer']>

/** What an earlier step of the same plan will answer. `A` is a phantom. */
export type Out<A> = { readonly $out: readonly [step: string, field: string]; readonly '~A'?: A }
export type Ref<A> = A | Out<A>
/** The same input once outputs and bytes are put in: what a cloud is sent. */
export type Filled<I> =
  I extends Out<infer A> ? A : I extends Payload ? Uint8Array : I extends object ? { readonly [K in keyof I]: Filled<I[K]> } : I

export const isOut = (u: unknown): u is Out<unknown> => typeof u === 'object' && u !== null && '$out' in u

/** Codec of a text that may be an output of an earlier step. */
export const RefText: t.Type<Ref<string>, unknown> = describe(
  {
    anyOf: [
      { type: 'string' },
      {
        type: 'object',
        properties: { $out: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'string' }], items: false, minItems: 2 } },
        required: ['$out'],
      },
    ],
  },
  new t.Type<Ref<string>, unknown>(
    'text or output of an earlier step',
    (u): u is Ref<string> => typeof u === 'string' || isOut(u),
    (u, c) => (typeof u === 'string' || isOutShape(u) ? t.success(u) : t.failure(u, c)),
    (a) => a,
  ),
)
const isOutShape = (u: unknown): u is Out<string> =>
  isOut(u) && Array.isArray(u.$out) && u.$out.length === 2 && u.$out.every((x: unknown) => typeof x === 'string')

/** The steps whose outputs an input names. */
export const stepsNamedIn = (input: unknown): ReadonlyArray<string> => [...new Set(outsIn(input).map((o) => o.$out[0]))]

const outsIn = (u: unknown): ReadonlyArray<Out<unknown>> =>
  isOut(u) ? [u] : Array.isArray(u) ? u.flatMap(outsIn) : isPlain(u) && !isSecret(u) ? Object.values(u).flatMap(outsIn) : []

/** The secrets that must be opened before an input can be sent. */
export const secretsIn = (u: unknown): ReadonlyArray<Secret> =>
  isSecret(u) ? [u] : Array.isArray(u) ? u.flatMap(secretsIn) : isPlain(u) && !isOut(u) ? Object.values(u).flatMap(secretsIn) : []

/** Puts outputs and bytes in. What `output` or `bytes` does not know stays as it is, so ask `isFilled` before sending. */
export const fill = (u: unknown, output: (step: string, field: string) => unknown, bytes: (s: Secret) => unknown): unknown => {
  if (isOut(u)) return output(u.$out[0], u.$out[1]) ?? u
  if (isSecret(u)) return bytes(u) ?? u
  if (isText(u)) return bytesOf(u)
  if (Array.isArray(u)) return u.map((x) => fill(x, output, bytes))
  if (isPlain(u)) return Object.fromEntries(Object.entries(u).map(([k, x]) => [k, fill(x, output, bytes)]))
  return u
}

/** Whether nothing symbolic is left in a value. */
export const isFilled = (u: unknown): boolean =>
  !isOut(u) && !isSecret(u) && !isText(u) && (Array.isArray(u) ? u.every(isFilled) : !isPlain(u) || Object.values(u).every(isFilled))
