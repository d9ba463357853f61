/**
 * Old versions of a template. AWS keeps 10,000 and refuses the next one; so every `retain` versions the older ones go in one call.
 *
 * One version is watched: the newest that should be gone by now. Only while it is there are the others asked for, and it and what is
 * older go; once it is gone nothing is left to do until `retain` more have been made. So at rest nothing is read and there is no step, and
 * a lost answer is repeated.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import { objectId } from '@poolwright/aws/objects'
import * as Change from '@poolwright/core/Change'
import type { Fact } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Step } from '@poolwright/core/Plan'
import type { PoolContext } from '../pool/Desired.js'
import { FRESH, step } from '../pool/Part.js'
import { templateKey, versionKey } from './planTemplate.js'
import { hashesIn, notedObjects, planUnstore, versionsLeft } from './stored.js'
import { keyFor, type Stored } from './stub.js'

export type PruneQuestion = {
  /** Numbers that the group and its instances use. `null`: not known, nothing goes. */
  readonly inUse: () => ReadonlySet<string> | null
  /** The number that a refresh under way is about; asked only when something would go. `undefined`: not known, nothing goes. */
  readonly inRefresh: () => string | null | undefined
  /** The Ignition data that is wanted, when it is in a bucket. */
  readonly stored: Stored | null
}

/** AWS takes so many versions in one call. */
const most = 200

export const planPrune = (c: PoolContext, q: PruneQuestion, t: Template): ReadonlyArray<Step<AwsAct>> => {
  const { retainVersions: retain } = c.settings
  const newest = t.LatestVersionNumber
  const upTo = (Math.floor(newest / retain) - 1) * retain
  if (upTo < 1) return []
  const inUse = q.inUse()
  if (inUse === null) return []
  const mayGo = (n: number): boolean => n <= upTo && n !== t.DefaultVersionNumber && !inUse.has(String(n))
  const watched = Array.from({ length: upTo }, (_, i) => upTo - i).find(mayGo)
  if (watched === undefined) return []
  const key = versionKey(c.scope, t.LaunchTemplateId, String(watched))
  if (c.look(key)._tag !== 'Present' || c.look(templateKey({ scope: c.scope, name: c.pool.metadata.name }), FRESH)._tag !== 'Present')
    return []
  const numbers: Fact<ReadonlyArray<number>> = c.look(Key.of('versionNumbers', c.scope, t.LaunchTemplateId), FRESH)
  const heading = q.inRefresh()
  if (numbers._tag !== 'Present' || heading === undefined) return []
  const going = numbers.value
    .filter((n) => mayGo(n) && String(n) !== heading)
    .sort((x, y) => y - x)
    .slice(0, most)
    .reverse()
  if (!going.includes(watched)) return []
  const objects = q.stored === null ? [] : objectsOf(c, q.stored, t, going)
  if (objects === null) return []
  const says = `version ${watched} is ${newest - watched} versions old and not in use; ${retain} are kept`
  return [
    step(
      'prune',
      c.scope,
      'ec2:DeleteLaunchTemplateVersions',
      { LaunchTemplateId: t.LaunchTemplateId, Versions: going.map(String) },
      [Change.world(key, says)],
      { basis: newest },
    ),
    ...planUnstore(c, { ids: objects, says: 'only versions that are deleted refer to it', after: ['prune'], holds: [] }),
  ]
}

/** Ids of objects that nothing refers to once these versions are gone (D30, D31). `null`: what is left is not known yet. */
const objectsOf = (c: PoolContext, stored: Stored, t: Template, going: ReadonlyArray<number>): ReadonlyArray<string> | null => {
  const all = versionsLeft(c, t)
  if (all === null) return null
  const { name } = c.pool.metadata
  const idOf = (hash: string) => objectId(stored.bucket, keyFor(name, hash))
  const of = (gone: boolean) => hashesIn([...all].filter(([n]) => going.includes(n) === gone).map(([, v]) => v))
  const kept = new Set([...of(false)].map(idOf)).add(objectId(stored.bucket, stored.key))
  return [...new Set([...[...of(true)].map(idOf), ...notedObjects(c)])].filter((id) => !kept.has(id))
}
