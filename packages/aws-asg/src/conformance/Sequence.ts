/**
 * Steps and sequences of this suite, and what they find in the account they run in.
 * @since 0.1.0
 */
import type { AsgAct } from '@poolwright/aws'
import { type Place, type Sequence as SequenceOf, stepOf } from '@poolwright/aws-client/conformance/Sequence'

export { type Seen, textOf } from '@poolwright/aws-client/conformance/Sequence'

export type Ground = Place & {
  readonly subnet: string
  readonly zone: string
  /** Two images that `instanceType` can run. */
  readonly images: readonly [string, string]
  readonly instanceType: string
}
export type Sequence = SequenceOf<AsgAct, Ground>
export const step = stepOf<AsgAct, Ground>()
