/**
 * Tags of instances that run, and of their volumes: by the setting `retag` they get what new ones get. Only keys of ours are taken away,
 * and only volumes that go with their instance are touched: what somebody attached later is theirs.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Group } from '@poolwright/aws/Group'
import { ownVolumesOf } from '@poolwright/aws/instances'
import { tagList, type Tags } from '@poolwright/aws/tags'
import * as Disruption from '@poolwright/core/Disruption'
import * as KeyOf from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import * as ChangeOf from '@poolwright/core/Change'
import type { PoolContext } from '../pool/Desired.js'
import { causes, FRESH, type Part, quiet, step } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import { diff, type TagDiff, type TagList } from './groupTags.js'
import { staying } from './outdated.js'

/** AWS takes 1,000 resources in one call and advises fewer. */
const atOnce = 500

type Tagged = { readonly id: string; readonly fact: KeyOf.Key<'instance' | 'resourceTags'>; readonly tags: TagList }
type Seen = { readonly known: ReadonlyArray<Tagged>; readonly open: Part }

/** What is known of instances and volumes; what is not there is left out, and what is not known yet is waited for. */
const seenOf = (c: PoolContext, g: Group): Seen => {
  const known: Array<Tagged> = []
  let open: Part = quiet
  const waits = (key: KeyOf.Key, why: Parameters<typeof waitFor>[1]) => {
    open = { ...quiet, holds: [waitFor(key, why)], moving: true }
  }
  for (const { InstanceId } of staying(g)) {
    const key = KeyOf.of('instance', c.scope, InstanceId)
    const fact = c.look(key)
    if (fact._tag === 'Unknown') waits(key, fact)
    if (fact._tag !== 'Present') continue
    known.push({ id: InstanceId, fact: key, tags: fact.value.Tags ?? [] })
    for (const id of ownVolumesOf(fact.value)) {
      const at = KeyOf.of('resourceTags', c.scope, id)
      const tags = c.look(at)
      if (tags._tag === 'Unknown') waits(at, tags)
      else known.push({ id, fact: at, tags: tags._tag === 'Present' ? tagList(tags.value) : [] })
    }
  }
  return { known, open }
}

const inPieces = (ids: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, i) => ids.slice(i * atOnce, (i + 1) * atOnce))
const named = (name: string, i: number): string => (i === 0 ? name : `${name}-${i + 1}`)

/** Nothing without the setting. `ours` is asked only when something is there that is not wanted. */
export const planRetag = (c: PoolContext, wanted: Tags, g: Group, ours: () => ReadonlySet<string>): Part => {
  if (!c.settings.retag) return quiet
  const { known, open } = seenOf(c, g)
  const differing = known.flatMap((x): ReadonlyArray<Tagged & { readonly diff: TagDiff }> => {
    const found = diff(x.fact, wanted, x.tags, ours)
    return found.changes.length === 0 ? [] : [{ ...x, diff: found }]
  })
  const stale = differing.map((x) => ({ x, again: c.look(x.fact, FRESH) })).find(({ again }) => again._tag === 'Unknown')
  if (stale?.again._tag === 'Unknown') return { ...quiet, holds: [waitFor(stale.x.fact, stale.again)], moving: true }
  // Wanted values are right for every resource, so that one call sets all that any of them lacks.
  const putting = differing.filter((x) => Object.keys(x.diff.put).length > 0)
  const taking = differing.filter((x) => x.diff.gone.length > 0)
  const put: Tags = Object.assign({}, ...putting.map((x) => x.diff.put)) as Tags
  const gone = [...new Set(taking.flatMap((x) => x.diff.gone))].sort()
  const more = { disruption: Disruption.inPlace }
  const whyOf = (some: typeof differing) =>
    causes(
      some.slice(0, 1).flatMap((x) => x.diff.changes),
      ChangeOf.world(KeyOf.of('group', c.scope, g.AutoScalingGroupName), 'tags differ'),
    )
  const steps: ReadonlyArray<Step<AwsAct>> = [
    ...inPieces(putting.map((x) => x.id)).map((Resources, i) =>
      step(named('retag', i), c.scope, 'ec2:CreateTags', { Resources, Tags: tagList(put) }, whyOf(putting), more),
    ),
    ...inPieces(taking.map((x) => x.id)).map((Resources, i) =>
      step(named('untag', i), c.scope, 'ec2:DeleteTags', { Resources, Tags: gone.map((Key) => ({ Key })) }, whyOf(taking), more),
    ),
  ]
  return { ...open, steps }
}
