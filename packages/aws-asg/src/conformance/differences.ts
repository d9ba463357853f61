/**
 * Where stand-ins for AWS are known to answer otherwise than AWS documents, and why. A difference that is not listed fails the suite, and
 * so does one that is listed and no longer there.
 * @since 0.1.0
 */
import type { Heard } from './Sequence.js'

export type Difference = {
  readonly sequence: string
  /** The step's sentence. */
  readonly says: string
  readonly why: string
}

export type StandIn = 'simulator' | 'emulated account'

export const differences: { readonly [K in StandIn]: ReadonlyArray<Difference> } = {
  simulator: [],
  'emulated account': [
    {
      sequence: 'look-ups',
      says: 'images are found by id',
      why: "The emulator's public parameters are a recording of AWS's and name images that are not among its own.",
    },
    {
      sequence: 'template',
      says: 'and show on the template',
      why: 'The emulator keeps tags that are put on a template later apart from those that it was made with.',
    },
    { sequence: 'template', says: 'and no longer show', why: 'As above: they are kept apart.' },
    {
      sequence: 'template',
      says: 'and cannot be deleted twice',
      why: 'The emulator answers the code for names, InvalidLaunchTemplateName.NotFoundException, also to an id. Both mean that it is gone.',
    },
    {
      sequence: 'instances',
      says: 'what happened is in the log',
      why: 'The emulator keeps no log of activities; its answer is always empty.',
    },
  ],
}

const nameOf = (d: { readonly sequence: string; readonly says: string }): string => `${d.sequence}: ${d.says}`

/** Differences that nobody has listed, with what was heard, and listed ones of these sequences that were not heard. */
export const surprises = (
  standIn: StandIn,
  heard: ReadonlyArray<Heard>,
  differing: ReadonlyArray<Heard>,
): { readonly unlisted: ReadonlyArray<Heard>; readonly gone: ReadonlyArray<string> } => {
  const names = new Set(heard.map((h) => h.sequence))
  const listed = differences[standIn].filter((d) => names.has(d.sequence)).map(nameOf)
  const found = differing.map(nameOf)
  return { unlisted: differing.filter((d) => !listed.includes(nameOf(d))), gone: listed.filter((n) => !found.includes(n)) }
}
