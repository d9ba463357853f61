/**
 * Which template reference a group is to have after this plan, and who changes it: nobody, an update, or AWS at the end of a refresh.
 *
 * A pinned group's rollout carries its new version as the refresh's desired configuration, so that it takes no update and can be
 * rolled back. What exists keeps its mode until its next rollout, and a word that nobody here chose is no change while the version it
 * stands for agrees.
 * @since 0.1.0
 */
import type { Ref } from '@poolwright/core/Action'
import { latest, type Use, type WantedReference } from './Reference.js'

export type ReferenceQuestion = {
  readonly use: Use
  /** The number that `use` means now. */
  readonly number: string | null
  readonly mode: 'pinned' | 'following'
  readonly id: Ref<string>
  readonly name: string
  /** The wanted version. */
  readonly version: Ref<string>
  readonly mixed: boolean
  /** Instances are to be replaced. */
  readonly rolls: boolean
  /** A refresh may not be started now: it failed. */
  readonly failed: boolean
  /** The number that the group has when the refresh under way succeeds; `null` where there is none, or it has another template. */
  readonly arriving: string | null
}
export type ReferenceDecision = {
  /** `null`: the group keeps what it has. */
  readonly update: WantedReference | null
  /** For the refresh, should one start: what the group is to become with it. */
  readonly desired: WantedReference | null
}

/** A following policy names its template, as Cluster API Provider AWS writes it; everything else goes by id. */
export const followingReference = (q: Pick<ReferenceQuestion, 'id' | 'name' | 'mixed'>): WantedReference =>
  q.mixed ? { id: null, name: q.name, version: latest } : { id: q.id, name: q.name, version: latest }
export const pinnedReference = (q: Pick<ReferenceQuestion, 'id' | 'name' | 'version'>): WantedReference => ({
  id: q.id,
  name: q.name,
  version: q.version,
})

export const decideReference = (q: ReferenceQuestion): ReferenceDecision => {
  const following = followingReference(q)
  const pinned = pinnedReference(q)
  const wanted = q.mode === 'following' ? following : pinned
  const desired = q.mode === 'pinned' && q.rolls ? pinned : null
  const keep: ReferenceDecision = { update: null, desired }
  if (q.use._tag === 'Elsewhere') return { update: wanted, desired }
  if (q.use._tag === 'Latest' || q.number === q.version) return keep
  if (q.rolls) return q.mode === 'pinned' || q.failed ? keep : { update: following, desired: null }
  if (q.arriving === q.version) return keep
  return { update: q.use._tag === 'Pinned' ? pinned : wanted, desired: null }
}
