/**
 * Machines of a pool that are being replaced right now, counted from facts: what a disruption budget over many pools has spent already.
 * Nothing is remembered, so that a process that starts again counts the same.
 * @since 0.1.0
 */
import { isUnfinished } from '@poolwright/aws/InstanceRefresh'
import type { AwsAct } from '@poolwright/aws/actions'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { PoolNouns } from '../pool/PoolNouns.js'

/**
 * The machines of every group under a plan's pool that has a rollout under way, all of them: how many are left differs from one moment to
 * the next, and a refresh that has just begun does not say. A rollout that cannot be read counts as one under way. `facts`: all that is known.
 */
export const inProgress =
  (facts: () => Fact.Facts) =>
  (plan: Pick<Plan<AwsAct>, 'pool'>): number => {
    const known = facts()
    const name = Key.parse(plan.pool).id
    const look = Fact.lookIn<PoolNouns>(known, () => Fact.absent(0))
    const groups = Object.keys(known).filter((key): key is Key.Key<'group'> => Key.nounOf(key) === 'group' && Key.parse(key).id === name)
    return groups.reduce((sum, key) => {
      const { scope } = Key.parse(key)
      const [group, refreshes] = [look(key), look(Key.of('refresh', scope, name))]
      const isBusy = refreshes._tag === 'Unknown' || (refreshes._tag === 'Present' && refreshes.value.some((r) => isUnfinished(r.Status)))
      if (!isBusy || group._tag === 'Absent') return sum
      return sum + (group._tag === 'Present' ? Math.max(1, group.value.Instances?.length ?? 0) : 1)
    }, 0)
  }
