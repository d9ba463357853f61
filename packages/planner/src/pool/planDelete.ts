/**
 * Deleting a pool: the group first, the template once the group is seen to be gone. It looks only at the pool, the record and what it
 * deletes, so it works after Cluster, MachinePool and what stands behind the network are gone. All deletes are in the plan from the start.
 * @since 0.1.0
 */
import type { Group } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import { objectId } from '@poolwright/aws/objects'
import * as Change from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import type { Fact } from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import { undrained } from '../group/findings.js'
import { groupKey } from '../group/planGroup.js'
import { observedRef } from '../group/Reference.js'
import { templateKey } from '../template/planTemplate.js'
import { hashesIn, notedObjects, planUnstore, versionsLeft } from '../template/stored.js'
import { isStored, keyFor } from '../template/stub.js'
import { ownerOf } from '../template/tags.js'
import type { PoolContext } from './Desired.js'
import { notOurs } from './notOurs.js'
import { FRESH, type Part, quiet, step, steps, sum } from './Part.js'
import { waitFor } from './Resolution.js'
import { fateOf } from './Settings.js'

/**
 * `cluster`: what owns the pool, `null` where nothing says so any more; then the things' own pool tag has to. `bucket`: where the cluster
 * stores Ignition data, as far as anything still says.
 */
export const planDelete = (c: PoolContext, cluster: string | null, bucket: string | null): Part => {
  const group = c.look(groupKey(c), FRESH)
  const template = c.look(templateKey({ scope: c.scope, name: c.pool.metadata.name }), FRESH)
  return sum([
    fateOf(c.settings, 'group') === 'retain' ? quiet : deleteGroup(c, cluster, group),
    fateOf(c.settings, 'template') === 'retain' ? quiet : deleteTemplate(c, cluster, bucket, group, template),
  ])
}

const leaves = (c: PoolContext): Change.Cause => Change.world(c.key, 'the pool is being deleted')

const deleteGroup = (c: PoolContext, cluster: string | null, fact: Fact<Group>): Part => {
  const key = groupKey(c)
  if (fact._tag === 'Unknown') return waiting(key, fact)
  if (fact._tag === 'Absent') return quiet
  const g = fact.value
  if (ownerOf(g.Tags, cluster, c.id) !== 'ours') return { ...quiet, holds: [notOurs(key, g.Tags, c.id)] }
  if (g.Status !== undefined) return { ...quiet, moving: true }
  const count = (g.Instances ?? []).length
  return {
    steps: [
      step(
        'group',
        c.scope,
        'autoscaling:DeleteAutoScalingGroup',
        { AutoScalingGroupName: g.AutoScalingGroupName, ForceDelete: true },
        [leaves(c)],
        {
          disruption: Disruption.destroys(count),
        },
      ),
    ],
    holds: [],
    findings: undrained(c.pool.spec, count),
    moving: false,
  }
}

const deleteTemplate = (c: PoolContext, cluster: string | null, bucket: string | null, group: Fact<Group>, fact: Fact<Template>): Part => {
  const key = templateKey({ scope: c.scope, name: c.pool.metadata.name })
  if (fact._tag === 'Unknown') return waiting(key, fact)
  if (fact._tag === 'Absent') return steps(deleteObjects(c, notedObjects(c), { after: [], holds: [] }))
  const t = fact.value
  if (ownerOf(t.Tags, cluster, c.id) !== 'ours') return { ...quiet, holds: [notOurs(key, t.Tags, c.id)] }
  const objects = objectsOf(c, bucket, t)
  const goes = group._tag === 'Present' && group.value.Status === undefined && ownerOf(group.value.Tags, cluster, c.id) === 'ours'
  const deleted = goes && fateOf(c.settings, 'group') === 'delete'
  const unread = objects === null ? [Hold.awaits('PW-WAIT-READ', key, 'its versions tell which stored data is the pool’s')] : []
  const more = { after: deleted ? ['group'] : [], holds: [...untilUnused(c, cluster, group, t), ...unread] }
  return steps([
    // What is stored goes first: once the template is gone, nothing but the record tells what there was.
    ...deleteObjects(c, objects ?? [], more),
    step('template', c.scope, 'ec2:DeleteLaunchTemplate', { LaunchTemplateId: t.LaunchTemplateId }, [leaves(c)], more),
  ])
}

type Waits = { readonly after: ReadonlyArray<string>; readonly holds: ReadonlyArray<Hold.Hold> }
const deleteObjects = (c: PoolContext, ids: ReadonlyArray<string>, waits: Waits) =>
  planUnstore(c, { ids, says: 'the pool that put it is being deleted', ...waits })

/** Ids of the objects that the pool put: as the record names them, and as its versions do. `null`: not known yet. */
const objectsOf = (c: PoolContext, bucket: string | null, t: Template): ReadonlyArray<string> | null => {
  if (bucket === null || !isStored(c.pool.spec)) return notedObjects(c)
  const versions = versionsLeft(c, t)
  if (versions === null) return null
  const named = [...hashesIn(versions.values())].map((hash) => objectId(bucket, keyFor(c.pool.metadata.name, hash)))
  return [...named, ...notedObjects(c)]
}

/** AWS deletes a template under a group that uses it; the group would live on and launch nothing. */
const untilUnused = (c: PoolContext, cluster: string | null, group: Fact<Group>, t: Template): ReadonlyArray<Hold.Hold> => {
  const key = groupKey(c)
  if (group._tag === 'Unknown') return [waitFor(key, group)]
  if (group._tag === 'Absent') return []
  const ours = ownerOf(group.value.Tags, cluster, c.id) === 'ours'
  const ref = observedRef(group.value)
  const uses = ref?.LaunchTemplateId === t.LaunchTemplateId || ref?.LaunchTemplateName === t.LaunchTemplateName
  if (!ours && !uses) return []
  const why = ours && fateOf(c.settings, 'group') === 'delete' ? 'the group has to be gone first' : 'a group that stays uses the template'
  return [Hold.awaits('PW-WAIT-GONE', key, why)]
}

const waiting = (key: Key, fact: Extract<Fact<unknown>, { readonly _tag: 'Unknown' }>): Part => ({
  ...quiet,
  holds: [waitFor(key, fact)],
  moving: true,
})
