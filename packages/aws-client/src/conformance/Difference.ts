/**
 * Where stand-ins for AWS answer otherwise than AWS documents: as lists, with reasons. A difference that is not listed fails a suite, and so
 * does one that is listed and no longer there.
 * @since 0.1.0
 */
import type { Heard } from './Sequence.js'

export type Difference = {
  readonly sequence: string
  /** The step's sentence. */
  readonly says: string
  readonly why: string
}

export const standIns = ['simulator', 'emulated account'] as const
export type StandIn = (typeof standIns)[number]
export type Differences = { readonly [K in StandIn]: ReadonlyArray<Difference> }

const nameOf = (d: { readonly sequence: string; readonly says: string }): string => `${d.sequence}: ${d.says}`

/** Differences that nobody has listed, with what was heard, and listed ones of these sequences that were not heard. */
export const surprises = (
  list: ReadonlyArray<Difference>,
  heard: ReadonlyArray<Heard>,
  differing: ReadonlyArray<Heard>,
): { readonly unlisted: ReadonlyArray<Heard>; readonly gone: ReadonlyArray<string> } => {
  const names = new Set(heard.map((h) => h.sequence))
  const listed = list.filter((d) => names.has(d.sequence)).map(nameOf)
  const found = differing.map(nameOf)
  return { unlisted: differing.filter((d) => !listed.includes(nameOf(d))), gone: listed.filter((n) => !found.includes(n)) }
}

/** A suite's part of `docs/differences-aws.md`. */
export const partOf = (title: string, differences: Differences): string =>
  [
    `## ${title}`,
    ...standIns.flatMap((standIn) => [
      `### The ${standIn}`,
      differences[standIn].map((d) => `- **${d.sequence}**: AWS documents that "${d.says}". ${d.why}`).join('\n') || 'None.',
    ]),
  ].join('\n\n')
