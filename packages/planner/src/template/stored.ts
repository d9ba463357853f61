/**
 * Ignition data in the cluster's bucket: the template holds a stub that fetches it, named by the digest of what it fetches.
 *
 * An object is put when it is not there, and again long before the bucket's own rule takes it away a day after it was put; never
 * on every pass. It goes once no version that is left refers to it.
 * @see https://coreos.github.io/ignition/specs/
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { ObservedTemplateData, Template } from '@poolwright/aws/LaunchTemplate'
import { objectId } from '@poolwright/aws/objects'
import * as Change from '@poolwright/core/Change'
import type { Fact, Millis } from '@poolwright/core/Fact'
import type * as Hold from '@poolwright/core/Hold'
import { byText } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import type { PoolContext } from '../pool/Desired.js'
import { FRESH, step } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import { versionKey } from './planTemplate.js'
import type { Stored } from './stub.js'
import { hashIn } from './templateRows.js'

/** How old an object may get, in milliseconds. The rule that the older controller gives the bucket ends objects after a day. */
const KEEP: Millis = 12 * 3_600_000
const keyOf = (c: PoolContext, bucket: string, key: string) => Key.of('object', c.scope, objectId(bucket, key))

type Storing = { readonly steps: ReadonlyArray<Step<AwsAct>>; readonly holds: ReadonlyArray<Hold.Hold> }
const done: Storing = { steps: [], holds: [] }

/**
 * The step that puts what is wanted, and what keeps a version from being made meanwhile. Whether an object is there may be kept from us
 * (asking takes `s3:GetObject`): then it is put with each version that is made, and a finding says what that means.
 */
export const planStore = (c: PoolContext, { bucket, key, value }: Stored, makes: boolean, holds: ReadonlyArray<Hold.Hold>): Storing => {
  const at = keyOf(c, bucket, key)
  const known = c.look(at)
  const fact = known._tag === 'Absent' ? c.look(at, FRESH) : known
  const put = (cause: Change.Cause): Storing => ({
    steps: [
      step('store', c.scope, 's3:PutObject', { Bucket: bucket, Key: key, Body: value, ServerSideEncryption: 'aws:kms' }, [cause], {
        holds,
      }),
    ],
    holds: [],
  })
  if (isUnseen(fact)) return makes ? put(Change.world(at, 'whether it is there may not be read')) : done
  if (fact._tag === 'Unknown') return { steps: [], holds: [waitFor(at, fact)] }
  if (fact._tag === 'Absent') return put(Change.missing(at))
  const putAt = Date.parse(fact.value.LastModified ?? '')
  return c.now - putAt > KEEP ? put(Change.world(at, 'it was put twelve hours ago, and a bucket may end it after a day')) : done
}

/** S3 does not say whether it is there, only that we may not ask. */
export const isUnseen = (fact: Fact<unknown>): boolean =>
  fact._tag === 'Unknown' &&
  fact.why === 'unreadable' &&
  fact.error._tag === 'Some' &&
  (fact.error.value._tag === 'Denied' || fact.error.value._tag === 'Refused')

/** Whether anybody may see the object that is wanted; `false` only when S3 refused to say. */
export const isSeen = (c: PoolContext, { bucket, key }: Stored): boolean => !isUnseen(c.look(keyOf(c, bucket, key)))

/** The versions of a template that are left, each as far as it is known. `null`: not all are known yet, and they can be. */
export const versionsLeft = (c: PoolContext, t: Template): ReadonlyMap<number, ObservedTemplateData> | null => {
  const numbers = c.look(Key.of('versionNumbers', c.scope, t.LaunchTemplateId))
  if (numbers._tag === 'Unknown') return numbers.why === 'unreadable' ? new Map() : null
  if (numbers._tag === 'Absent') return new Map()
  const facts = numbers.value.map((n) => [n, c.look(versionKey(c.scope, t.LaunchTemplateId, String(n)))] as const)
  if (facts.some(([, f]) => f._tag === 'Unknown' && f.why !== 'unreadable' && f.why !== 'invalid')) return null
  return new Map(facts.flatMap(([n, f]) => (f._tag === 'Present' ? [[n, f.value] as const] : [])))
}

/** Digests that versions name. */
export const hashesIn = (versions: Iterable<ObservedTemplateData>): ReadonlySet<string> =>
  new Set([...versions].flatMap((v) => hashIn(v) ?? []))

/** Ids of the objects that the record says the pool put. */
export const notedObjects = (c: PoolContext): ReadonlyArray<string> => c.record.objects ?? []

export type Unstoring = {
  /** Ids of objects: `<bucket>/<key>`. */
  readonly ids: ReadonlyArray<string>
  readonly says: string
  readonly after: ReadonlyArray<string>
  readonly holds: ReadonlyArray<Hold.Hold>
}

/** One step for each of the objects that is there, or may be. Failing takes nothing else along: nothing waits for them. */
export const planUnstore = (c: PoolContext, q: Unstoring): ReadonlyArray<Step<AwsAct>> =>
  [...new Set(q.ids)].sort(byText).flatMap((id) => {
    const slash = id.indexOf('/')
    const [bucket, key] = [id.slice(0, slash), id.slice(slash + 1)]
    const at = keyOf(c, bucket, key)
    const fact = c.look(at, FRESH)
    if (fact._tag !== 'Present' && !isUnseen(fact)) return []
    const name = `unstore-${key.slice(key.lastIndexOf('/') + 1).slice(0, 12)}`
    const input = { Bucket: bucket, Key: key }
    return [step(name, c.scope, 's3:DeleteObject', input, [Change.world(at, q.says)], { after: q.after, holds: q.holds })]
  })
