/**
 * AWSMachinePool put to the laws: our provider on our simulator, the engine around it or the shortest loop, judged by a table that
 * knows neither.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { operations } from '@poolwright/aws/operations'
import * as Fact from '@poolwright/core/Fact'
import type { Json } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { vaultOf } from '@poolwright/core/Secret'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { kubeFacts, poolKeysOf } from '@poolwright/planner/pool/facts'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import { noRecord, Record, recordOf } from '@poolwright/planner/pool/Record'
import { recordAfter } from '@poolwright/planner/pool/recordAfter'
import { hasErrors, type Read, read, type Source } from '@poolwright/schema/read'
import { aws } from '@poolwright/simulator/aws'
import type { World } from '@poolwright/simulator/World'
import { encodeWorld } from '@poolwright/simulator/worldFile'
import { awsMachinePoolAgreement } from './agreement/awsMachinePool.js'
import { names } from './agreement/documents.js'
import { awsMachinePoolInputs, images } from './arbitraries/awsMachinePool.js'
import type { Desired } from './Desired.js'
import { embedded } from './embedded.js'
import { plainly } from './plainly.js'
import { remembered } from './remembered.js'
import type { Subject } from './Subject.js'
import type { Inputs, Planning, Trial } from './Trial.js'

const reading = read({ environment: {}, substitute: false, unknown: 'error', strict: false })
type Known = { readonly source: Source; readonly id: number }
const sources = new WeakMap<object, Known>()
/** Leaves have few values: the same documents come back in other schedules, and all of them when a schedule is played again. */
const byText = new Map<string, Known>()
const byIds = new Map<string, Read>()
const most = 2_000
const remember = <K, A>(known: Map<K, A>, k: K, a: A): A => {
  if (known.size >= most) known.clear()
  known.set(k, a)
  return a
}
let ids = 0
const sourceOf = (file: string, document: Json): Known => {
  const written = (): Known => {
    const text = JSON.stringify(document)
    const name = `${file} ${text}`
    return byText.get(name) ?? remember(byText, name, { source: { file, text }, id: ids++ })
  }
  if (typeof document !== 'object' || document === null) return written()
  const known = sources.get(document) ?? written()
  sources.set(document, known)
  return known
}
const reads = new WeakMap<Desired, Read>()
/** Reading documents takes longer than planning from them: what was read before is not read again. */
const readOf = (d: Desired): Read => {
  const known = reads.get(d)
  if (known !== undefined) return known
  const all = Object.entries(d).map(([file, document]) => sourceOf(file, document))
  const name = all.map(({ id }) => id).join(' ')
  const read = byIds.get(name) ?? remember(byIds, name, reading(all.map(({ source }) => source)))
  reads.set(d, read)
  return read
}

export const planning: Planning<AwsAct, PoolNouns> = {
  provider: awsMachinePool,
  nouns: [
    'awsmachinepool',
    'machinepool',
    'cluster',
    'awscluster',
    'awsmanagedcontrolplane',
    'kubeadmconfig',
    'secret',
    'settings',
    'record',
  ],
  facts: (d, now, record) => ({
    ...kubeFacts(readOf(d).manifests, now),
    [Key.of('settings', Key.kubeScope(names.namespace), names.pool)]: Fact.present({}, now),
    ...(record === null
      ? {}
      : { [recordOf(Key.of('awsmachinepool', Key.kubeScope(names.namespace), names.pool))]: Fact.present(record, now) }),
  }),
  pools: (d) => poolKeysOf(readOf(d).manifests),
  uid: (_, pool) => `uid-${Key.parse(pool).id}`,
  vault: (d) => vaultOf(readOf(d).vault),
  record: (plans, record) => plans.reduce((known: Record, plan) => recordAfter(plan, known), Record.is(record) ? record : noRecord),
}

/** What a host is told of; the record it keeps itself. */
export const watched: ReadonlyArray<string> = planning.nouns.filter((noun) => noun !== 'record')

/** Documents in which nothing is wrong. */
export const admits = (d: Desired): boolean => !hasErrors(readOf(d).problems)

/** As it is written down, but for the log of requests: nothing is judged by it, and it grows. */
const written = (w: World): Json => encodeWorld({ ...w, calls: w.calls.clear() })

/** What a history costs most to get wrong is a rollout: a type changes more often than any other leaf. */
const rolling = (inputs: Inputs<World>): Inputs<World> => ({
  ...inputs,
  leaves: inputs.leaves.map((leaf) => (leaf.path === 'awsLaunchTemplate.instanceType' ? { ...leaf, weight: 8 } : leaf)),
})

export const trialOf = (
  around: (p: Planning<AwsAct, PoolNouns>) => Subject<AwsAct> = (x) => embedded(x, { watched }),
  p: Planning<AwsAct, PoolNouns> = planning,
): Trial<AwsAct, World, PoolNouns> => ({
  subject: around(p),
  planning: p,
  ops: operations,
  model: aws,
  agreement: remembered(awsMachinePoolAgreement(written, images), (w) => w.scopes),
  inputs: rolling(awsMachinePoolInputs(admits)),
})

/** With the shortest loop: what fails is the provider's doing, or the model's. */
export const plainTrial = trialOf(plainly)
/** With the engine. */
export const trial = trialOf()
