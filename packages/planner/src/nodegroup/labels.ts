/**
 * Labels and taints of nodes, as EKS takes them: what is new or changed, and what goes. What goes has to be the pool's by its record,
 * unless the setting `ownership` is `strict`; what others put there stays (L01, L04).
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { Tags } from '@poolwright/aws/tags'
import type { Change } from '@poolwright/core/Change'
import * as Finding from '@poolwright/core/Finding'
import { byText } from '@poolwright/core/Json'
import type { Key } from '@poolwright/core/Key'
import type { NodeTaint } from '@poolwright/schema/AWSManagedMachinePool'
import type { ConfigBody } from './nodegroupRows.js'
import type { TaintWish } from './Wanted.js'

/** The part of an update that speaks of one of the two; empty where nothing differs. */
export type Payload = {
  readonly body: Partial<ConfigBody>
  readonly changes: ReadonlyArray<Change>
  readonly findings: ReadonlyArray<Finding.Finding>
}
export type Mine = { readonly strict: boolean; readonly keys: ReadonlyArray<string> }
const nothing: Payload = { body: {}, changes: [], findings: [] }

const changeOf = (fact: Key, path: string, row: string, before: string | null, after: string | null): Change => ({
  _tag: 'Change',
  paths: [path],
  fact,
  row,
  before,
  after,
  verdict: 'inPlace',
})
const kept = (code: string, what: string, list: ReadonlyArray<string>): ReadonlyArray<Finding.Finding> =>
  list.length === 0 ? [] : [Finding.info(code, `the node group has ${what} that are not this pool's and stay: ${list.join(', ')}`)]

export const labelsFor = (fact: Key, wanted: Tags, observed: Nodegroup['labels'], mine: Mine): Payload => {
  const seen = observed ?? {}
  const put = Object.keys(wanted)
    .filter((k) => seen[k] !== wanted[k])
    .sort(byText)
  const extra = Object.keys(seen)
    .filter((k) => !Object.hasOwn(wanted, k))
    .sort(byText)
  const gone = extra.filter((k) => mine.strict || mine.keys.includes(k))
  const findings = kept(
    'PW-FOREIGN-LABELS',
    'labels',
    extra.filter((k) => !gone.includes(k)),
  )
  if (put.length === 0 && gone.length === 0) return { ...nothing, findings }
  return {
    body: {
      labels: {
        ...(put.length === 0 ? {} : { addOrUpdateLabels: Object.fromEntries(put.map((k) => [k, wanted[k] ?? ''])) }),
        ...(gone.length === 0 ? {} : { removeLabels: gone }),
      },
    },
    changes: [...put, ...gone].map((k) => changeOf(fact, 'labels', `Labels.${k}`, seen[k] ?? null, wanted[k] ?? null)),
    findings,
  }
}

const effects = { 'no-schedule': 'NO_SCHEDULE', 'no-execute': 'NO_EXECUTE', 'prefer-no-schedule': 'PREFER_NO_SCHEDULE' } as const
/** Key and effect name a taint. */
export const taintId = (x: { readonly key?: string; readonly effect?: string }): string => `${x.effect ?? ''}:${x.key ?? ''}`
const byId = (x: TaintWish, y: TaintWish): number => byText(taintId(x), taintId(y))

/** As EKS spells them, in one order; of two of one name the later counts. */
export const taintsOf = (written: ReadonlyArray<NodeTaint> | undefined): ReadonlyArray<TaintWish> =>
  [
    ...new Map(
      (written ?? []).map(({ key, effect, value }) => ({ key, effect: effects[effect], value })).map((x) => [taintId(x), x]),
    ).values(),
  ].sort(byId)

/** An empty value is the same as none. */
export const taintsFor = (fact: Key, wanted: ReadonlyArray<TaintWish>, observed: Nodegroup['taints'], mine: Mine): Payload => {
  const seen = new Map(
    (observed ?? []).map(
      (x) => [taintId(x), { key: x.key ?? '', effect: x.effect ?? '', value: x.value ?? '' } satisfies TaintWish] as const,
    ),
  )
  const ids = wanted.map(taintId)
  const put = wanted.filter((x) => seen.get(taintId(x))?.value !== x.value)
  const extra = [...seen.values()].filter((x) => !ids.includes(taintId(x))).sort(byId)
  const gone = extra.filter((x) => mine.strict || mine.keys.includes(taintId(x)))
  const findings = kept('PW-FOREIGN-TAINTS', 'taints', extra.filter((x) => !gone.includes(x)).map(taintId))
  if (put.length === 0 && gone.length === 0) return { ...nothing, findings }
  return {
    body: {
      taints: {
        ...(put.length === 0 ? {} : { addOrUpdateTaints: put }),
        ...(gone.length === 0 ? {} : { removeTaints: gone }),
      },
    },
    changes: [
      ...put.map((x) => changeOf(fact, 'taints', `Taints.${taintId(x)}`, seen.get(taintId(x))?.value ?? null, x.value)),
      ...gone.map((x) => changeOf(fact, 'taints', `Taints.${taintId(x)}`, x.value, null)),
    ],
    findings,
  }
}
