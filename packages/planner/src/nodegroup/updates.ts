/**
 * The last updates of a node group: EKS ends a failed one with a group that looks as before, so that only its record says that asking
 * again would most likely end the same. Read only where something is about to be asked, or an update is under way.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { nodegroupId, type Nodegroup } from '@poolwright/aws/Nodegroup'
import { isUnfinished, type NodegroupUpdate, updateId } from '@poolwright/aws/NodegroupUpdate'
import type { In } from '@poolwright/core/Action'
import type { Fact, Millis } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import { isPlain } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { waitFor } from '../pool/Resolution.js'
import { explainError, sayErrors } from './health.js'
import type { NodegroupContext } from './Wanted.js'

/** How long the same request waits after it failed where trying again is worth it, in milliseconds. */
export const again: Millis = 600_000
/** So many updates back at most is looked for the last one of a kind. */
const back = 5

export type Updates =
  | { readonly _tag: 'Waiting'; readonly holds: ReadonlyArray<Hold.Hold> }
  | {
      readonly _tag: 'Known'
      /** The newest id: what makes the same request a new one. */
      readonly newest: string | null
      readonly version: NodegroupUpdate | null
      readonly config: NodegroupUpdate | null
    }

const listKey = (c: NodegroupContext, ng: Nodegroup) => Key.of('nodegroupUpdates', c.scope, nodegroupId(ng.clusterName, ng.nodegroupName))
const keyOf = (c: NodegroupContext, ng: Nodegroup, id: string) =>
  Key.of('nodegroupUpdate', c.scope, updateId(ng.clusterName, ng.nodegroupName, id))

type Read = (id: string) => Fact<NodegroupUpdate>
/** As they are, until one is under way: that one is read anew. */
const reader =
  (c: NodegroupContext, ng: Nodegroup, age: Millis): Read =>
  (id) => {
    const key = keyOf(c, ng, id)
    const known = c.look(key)
    return known._tag === 'Present' && isUnfinished(known.value.status) ? c.look(key, age) : known
  }

/** EKS promises no order of its list: which end is the newer one is told by their times, where both have one. */
const isOlder = (first: Fact<NodegroupUpdate> | undefined, last: Fact<NodegroupUpdate> | undefined): boolean => {
  const madeAt = (f: typeof first) => (f?._tag === 'Present' ? Date.parse(f.value.createdAt ?? '') : Number.NaN)
  return madeAt(first) < madeAt(last)
}

/** The newest of each of the kinds asked for. */
export const lastUpdates = (
  c: NodegroupContext,
  ng: Nodegroup,
  kinds: ReadonlyArray<'ConfigUpdate' | 'VersionUpdate'>,
  age: Millis,
): Updates => {
  const list = c.look(listKey(c, ng), age)
  if (list._tag === 'Unknown') return { _tag: 'Waiting', holds: [waitFor(listKey(c, ng), list)] }
  const listed = list._tag === 'Present' ? list.value : []
  const read = reader(c, ng, age)
  const unread = (id: string, fact: Extract<Fact<unknown>, { readonly _tag: 'Unknown' }>): Updates => ({
    _tag: 'Waiting',
    holds: [waitFor(keyOf(c, ng, id), fact)],
  })
  const ends = [listed[0], listed.at(-1)].filter((id) => id !== undefined)
  const [first, last] = ends.map((id) => ({ id, fact: read(id) }))
  for (const end of [first, last]) if (end?.fact._tag === 'Unknown') return unread(end.id, end.fact)
  const ids = isOlder(first?.fact, last?.fact) ? [...listed].reverse() : listed
  const found = new Map<string, NodegroupUpdate>()
  for (const id of ids.slice(0, back)) {
    if (kinds.every((k) => found.has(k))) break
    const fact = read(id)
    if (fact._tag === 'Unknown') return unread(id, fact)
    if (fact._tag === 'Absent') continue
    const type = fact.value.type ?? 'VersionUpdate'
    if (!found.has(type)) found.set(type, fact.value)
  }
  return { _tag: 'Known', newest: ids[0] ?? null, version: found.get('VersionUpdate') ?? null, config: found.get('ConfigUpdate') ?? null }
}

type Asked = Partial<In<AwsAct, 'eks:UpdateNodegroupVersion'> & In<AwsAct, 'eks:UpdateNodegroupConfig'>>
const textsIn = (u: unknown): ReadonlyArray<string> =>
  typeof u === 'string'
    ? [u]
    : Array.isArray(u)
      ? u.flatMap(textsIn)
      : isPlain(u)
        ? Object.entries(u).flatMap(([k, x]) => (typeof x === 'string' ? [k, x] : textsIn(x)))
        : []
type Params = { readonly [type: string]: string }
/** What an update says it was asked for, against what would be asked: a member it does not name may be EKS's own addition. */
const same = (params: Params, pairs: ReadonlyArray<readonly [type: string, asked: unknown]>): boolean => {
  const asked = pairs.filter(([, x]) => x !== undefined)
  return (
    asked.every(([type, x]) => params[type] === undefined || params[type] === String(x)) &&
    asked.some(([type, x]) => params[type] === String(x))
  )
}
const isSameVersion = (params: Params, i: Asked): boolean =>
  // A version of the template that is only being made was never asked for.
  (i.launchTemplate === undefined || typeof i.launchTemplate.version === 'string') &&
  same(params, [
    ['Version', i.version],
    ['ReleaseVersion', i.releaseVersion],
    ['LaunchTemplateVersion', i.launchTemplate?.version],
  ])
const isSameConfig = (params: Params, i: Asked): boolean => {
  const numbers: ReadonlyArray<readonly [string, unknown]> = [
    ['MinSize', i.scalingConfig?.minSize],
    ['MaxSize', i.scalingConfig?.maxSize],
    ['DesiredSize', i.scalingConfig?.desiredSize],
    ['MaxUnavailable', i.updateConfig?.maxUnavailable],
    ['MaxUnavailablePercentage', i.updateConfig?.maxUnavailablePercentage],
  ]
  const values = Object.values(params)
  const named = textsIn([i.labels, i.taints]).every((text) => values.some((value) => value.includes(text)))
  const counted = numbers.filter(([, x]) => x !== undefined)
  return named && (counted.length === 0 || same(params, numbers))
}

export type Failure = {
  /** Holds the same request. */
  readonly hold: Hold.Hold
  /** When it may be tried again, in milliseconds from now; `null`: not before something changes. */
  readonly again: Millis | null
  readonly findings: ReadonlyArray<Finding.Finding>
  readonly errors: ReadonlyArray<string>
}
const failed = (u: NodegroupUpdate): boolean => u.status === 'Failed' || u.status === 'Cancelled'

/** The failure of the same request, if that is how it ended the last time. Another request is not held by it. */
export const failureOf = (c: NodegroupContext, ng: Nodegroup, u: NodegroupUpdate | null, asked: Asked): Failure | null => {
  if (u === null || !failed(u)) return null
  const params = Object.fromEntries((u.params ?? []).flatMap(({ type, value }) => (type === undefined ? [] : [[type, value ?? '']])))
  const config = u.type === 'ConfigUpdate'
  if (!(config ? isSameConfig(params, asked) : isSameVersion(params, asked))) return null
  const codes = (u.errors ?? []).map((e) => e.errorCode ?? 'Unknown')
  const said = sayErrors(u.errors)
  const text = said.length === 0 ? 'EKS does not say why. Look at the events of the cluster.' : said.join(' ')
  const passes = config || c.settings.retryFailedRefresh || (codes.length > 0 && codes.every((code) => explainError(code).passes === true))
  const since = u.createdAt === undefined ? again : c.now - Date.parse(u.createdAt)
  const finding = Finding.warning('PW-UPDATE-FAILED', `update ${u.id} ${u.status === 'Failed' ? 'failed' : 'was cancelled'}: ${text}`)
  const why = `the last update that asked for the same failed: ${text}`
  if (!passes) return { hold: Hold.refused('PW-UPDATE-FAILED', [], why), again: null, findings: [finding], errors: codes }
  const rest = again - (Number.isNaN(since) ? 0 : since)
  return rest <= 0
    ? null
    : { hold: Hold.awaits('PW-UPDATE-FAILED', keyOf(c, ng, u.id), why), again: rest, findings: [finding], errors: codes }
}

/** What is under way, and what it meets: an update says what goes wrong while it still tries (5672). */
export const runningFindings = (updates: Updates): ReadonlyArray<Finding.Finding> => {
  if (updates._tag === 'Waiting') return []
  return [updates.version, updates.config].flatMap((u) =>
    u === null || !isUnfinished(u.status)
      ? []
      : [
          Finding.info('PW-UPDATE-RUNNING', `update ${u.id} is under way`),
          ...sayErrors(u.errors).map((text) => Finding.warning('PW-NODEGROUP-HEALTH', text)),
        ],
  )
}
