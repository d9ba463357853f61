/**
 * Every law, those about histories first.
 * @since 0.1.0
 */
import type { ProviderLaw, SubjectLaw } from '../Law.js'
import { agrees } from './agrees.js'
import { crashSafe } from './crashSafe.js'
import { eventuallyStable } from './eventuallyStable.js'
import { explained } from './explained.js'
import { handsOff } from './handsOff.js'
import { idempotent } from './idempotent.js'
import { legal } from './legal.js'
import { minimal } from './minimal.js'
import { noLeak } from './noLeak.js'
import { orderFree } from './orderFree.js'
import { partialSafe } from './partialSafe.js'
import { recovers } from './recovers.js'
import { reorderSafe } from './reorderSafe.js'
import { resumable } from './resumable.js'
import { sensitive } from './sensitive.js'
import { staleSafe } from './staleSafe.js'
import { twoLeaders } from './twoLeaders.js'
import { vanishSafe } from './vanishSafe.js'

/** Of anything that passes. */
export const subjectLaws: ReadonlyArray<SubjectLaw> = [
  agrees,
  idempotent,
  legal,
  recovers,
  crashSafe,
  staleSafe,
  reorderSafe,
  vanishSafe,
  handsOff,
  noLeak,
  partialSafe,
  eventuallyStable,
  twoLeaders,
]
/** Of a provider. */
export const providerLaws: ReadonlyArray<ProviderLaw> = [sensitive, minimal, resumable, orderFree, explained]
