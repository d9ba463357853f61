/**
 * Old versions of a template. AWS keeps 10,000 and refuses the next one; so every `retain` versions the older ones go in one call.
 *
 * One version is watched: the newest that should be gone by now. While it is there, it and what is older are deleted; once it is gone
 * nothing is left to do until `retain` more have been made. So at rest there is no step, a lost answer is repeated, and
 * which others are still there need not be known: a version that is gone already is no error.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import * as Change from '@poolwright/core/Change'
import type { Look } from '@poolwright/core/Fact'
import type * as Key from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import { FRESH, step } from '../pool/Part.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { templateKey, versionKey } from './planTemplate.js'

export type PruneQuestion = {
  readonly look: Look<PoolNouns>
  readonly scope: Key.Scope
  readonly name: string
  readonly retain: number
  /** Numbers that the group and its instances use. `null`: not known, nothing goes. */
  readonly inUse: () => ReadonlySet<string> | null
  /** The number that a refresh under way is about; asked only when something would go. `undefined`: not known, nothing goes. */
  readonly inRefresh: () => string | null | undefined
}

/** AWS takes so many versions in one call. */
const most = 200

export const planPrune = (q: PruneQuestion, t: Template): ReadonlyArray<Step<AwsAct>> => {
  const newest = t.LatestVersionNumber
  const upTo = (Math.floor(newest / q.retain) - 1) * q.retain
  if (upTo < 1) return []
  const inUse = q.inUse()
  if (inUse === null) return []
  const candidates = Array.from({ length: Math.min(upTo, most) }, (_, i) => upTo - i).filter(
    (n) => n !== t.DefaultVersionNumber && !inUse.has(String(n)),
  )
  const [watched] = candidates
  if (watched === undefined) return []
  const key = versionKey(q.scope, t.LaunchTemplateId, String(watched))
  if (q.look(key)._tag !== 'Present' || q.look(templateKey(q), FRESH)._tag !== 'Present') return []
  const heading = q.inRefresh()
  if (heading === undefined || heading === String(watched)) return []
  const Versions = candidates
    .map(String)
    .filter((n) => n !== heading)
    .reverse()
  return [
    step(
      'prune',
      q.scope,
      'ec2:DeleteLaunchTemplateVersions',
      { LaunchTemplateId: t.LaunchTemplateId, Versions },
      [Change.world(key, `version ${watched} is ${newest - watched} versions old and not in use; ${q.retain} are kept`)],
      { basis: newest },
    ),
  ]
}
