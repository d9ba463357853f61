/**
 * Steps and sequences of this suite, and what they find in the account they run in.
 * @since 0.1.0
 */
import type { EksAct } from '@poolwright/aws'
import { type Place, type Sequence as SequenceOf, stepOf } from '@poolwright/aws-client/conformance/Sequence'

export { type Seen, textOf } from '@poolwright/aws-client/conformance/Sequence'

export type Ground = Place & {
  /** A cluster that is active; making one is no operation of ours. */
  readonly cluster: string
  /** Its minor version of Kubernetes. */
  readonly version: string
  readonly subnets: ReadonlyArray<string>
}
export type Sequence = SequenceOf<EksAct, Ground>
export const step = stepOf<EksAct, Ground>()
