/**
 * Lifecycle hooks of a managed pool: put on the group that EKS made, where the setting `nodeGroupHooks` says so. EKS has hooks of its own
 * there, which stay whatever else the settings say.
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { Step } from '@poolwright/core/Plan'
import type { AwsAct } from '@poolwright/aws/actions'
import { planHooks } from '../group/hooks.js'
import { type Part, quiet, sum } from '../pool/Part.js'
import { hiddenKey, hiddenNames } from './tags.js'
import { type NodegroupContext, sharedContext } from './Wanted.js'

export const planNodegroupHooks = (c: NodegroupContext, ng: Nodegroup): Part => {
  if (!c.settings.nodeGroupHooks) return quiet
  const names = hiddenNames(ng).filter((name) => c.look(hiddenKey(c, name))._tag === 'Present')
  const own = { ...c, settings: { ...c.settings, ownership: 'ours' as const } }
  const parts = names.map((name): Part => {
    const made = planHooks(sharedContext(own, name))
    // All that is found of them is that some are others', and EKS's always are.
    return { ...made, findings: [], steps: names.length === 1 ? made.steps : made.steps.map(apart(name)) }
  })
  return sum(parts)
}

/** Each group of several has steps of its own. */
const apart =
  (group: string) =>
  (s: Step<AwsAct>): Step<AwsAct> => ({ ...s, id: `${s.id}@${group}`, after: s.after.map((id) => `${id}@${group}`) })
