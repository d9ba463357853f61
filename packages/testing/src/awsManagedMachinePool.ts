/**
 * AWSManagedMachinePool put to the laws: our provider on our simulator, the engine around it or the shortest loop, judged by a table that
 * knows neither.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { operations } from '@poolwright/aws/operations'
import * as Fact from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { pools } from '@poolwright/planner/pool/pools'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import { noRecord, Record, recordOf } from '@poolwright/planner/pool/Record'
import { recordAfter } from '@poolwright/planner/pool/recordAfter'
import { aws } from '@poolwright/simulator/aws'
import type { World } from '@poolwright/simulator/World'
import { encodeWorld } from '@poolwright/simulator/worldFile'
import { awsManagedMachinePoolAgreement } from './agreement/awsManagedMachinePool.js'
import { managed } from './agreement/managedDocuments.js'
import { awsManagedMachinePoolInputs } from './arbitraries/awsManagedMachinePool.js'
import { admits, planning as ofGroups } from './awsMachinePool.js'
import type { Desired } from './Desired.js'
import { embedded } from './embedded.js'
import { plainly } from './plainly.js'
import { remembered } from './remembered.js'
import type { Subject } from './Subject.js'
import type { Planning, Trial } from './Trial.js'

/** A role of the same account is used by pools that name it: an index over all of them, as a host keeps it. */
export const planning: Planning<AwsAct, PoolNouns> = {
  ...ofGroups,
  provider: pools,
  nouns: [...ofGroups.nouns, 'awsmanagedmachinepool', 'roleusers'],
  facts: (d: Desired, now, record) => ({
    ...ofGroups.facts(d, now, null),
    ...(record === null
      ? {}
      : { [recordOf(Key.of('awsmanagedmachinepool', Key.kubeScope(managed.namespace), managed.pool))]: Fact.present(record, now) }),
  }),
  record: (plans, record, facts) =>
    plans.reduce((known: Record, plan) => recordAfter(plan, known, facts), Record.is(record) ? record : noRecord),
}

/** What a host is told of; the record it keeps itself. */
export const watched: ReadonlyArray<string> = planning.nouns.filter((noun) => noun !== 'record')

/** As it is written down, but for the log of requests: nothing is judged by it, and it grows. */
const written = (w: World): Json => encodeWorld({ ...w, calls: w.calls.clear() })
/** Scopes and roles are all that a judgement rests on. */
const parts = new WeakMap<object, WeakMap<object, object>>()
const partOf = (w: World): object => {
  const byRoles = parts.get(w.scopes) ?? new WeakMap<object, object>()
  parts.set(w.scopes, byRoles)
  const part = byRoles.get(w.roles) ?? {}
  byRoles.set(w.roles, part)
  return part
}

/** The written form of a world, made once for all that rests on the same parts of it. */
const writtenOnce = (): ((w: World) => Json) => {
  const known = new WeakMap<object, Json>()
  return (w) => {
    const part = partOf(w)
    const found = known.get(part) ?? written(w)
    known.set(part, found)
    return found
  }
}

export const trialOf = (
  around: (p: Planning<AwsAct, PoolNouns>) => Subject<AwsAct> = (x) => embedded(x, { watched }),
  p: Planning<AwsAct, PoolNouns> = planning,
): Trial<AwsAct, World, PoolNouns> => ({
  subject: around(p),
  planning: p,
  ops: operations,
  model: aws,
  agreement: remembered(awsManagedMachinePoolAgreement(writtenOnce()), partOf),
  inputs: awsManagedMachinePoolInputs(admits),
})

/** With the shortest loop: what fails is the provider's doing, or the model's. */
export const plainTrial = trialOf(plainly)
/** With the engine. */
export const trial = trialOf()
