/** A node group on its way through EKS's states, each of which lasts: nothing waits inside a pass, and nothing is asked that EKS would refuse. */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import { emulatedCluster } from '@poolwright/aws-eks/conformance/emulatedCluster'
import type { AwsAct } from '@poolwright/aws/actions'
import { unread } from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Pass } from '@poolwright/engine/Engine'
import type { Event } from '@poolwright/engine/Event'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sleptClock } from '../testing/clocks.js'
import { emulatedTimes, type EmulatedTimes } from '../testing/emulatedTimes.js'
import { all, type Change, farm, metered, scope, unchanged } from '../testing/farm.js'
import { clearNodegroups, type Fleet, fleetIn } from '../testing/nodegroups.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const prefix = `nodegroup-states-${process.pid}`
/** Of the account's time; the engine looks every 15 seconds of its own. */
const haste = 30
const times: EmulatedTimes = { eksCreateMs: 2_500, eksUpdateMs: 2_500, eksDeleteMs: 2_500 }

const update = 'eks:UpdateNodegroupConfig'
const relabelled: Change = (text) => text.replace('example.com/tier: general', 'example.com/tier: other')
const deleted: Change = (text) =>
  text.replace(
    'kind: AWSManagedMachinePool\nmetadata:\n',
    "kind: AWSManagedMachinePool\nmetadata:\n  deletionTimestamp: '2026-01-01T00:00:00Z'\n",
  )

/** What a pass saw and did. A pass that has just written does not know the state. */
type Sight = {
  readonly state: string
  readonly sent: number
  readonly steps: ReadonlyArray<string>
  readonly holds: ReadonlyArray<string>
}

describe.skipIf(endpoint === undefined)('a node group whose states last', () => {
  const { calls } = metered()
  const fleets: Array<Fleet> = []
  let before: EmulatedTimes | null = null
  beforeAll(async () => {
    before = await emulatedTimes(endpoint ?? '', times)
  })
  afterAll(async () => {
    if (before !== null) await emulatedTimes(endpoint ?? '', before)
    for (const fleet of fleets) await clearNodegroups(calls, fleet)
  })
  const fleetOf = async (change: Change): Promise<Fleet> => {
    const fleet = await fleetIn(calls, { prefix, clusters: 1, pools: 1, change })
    fleets.push(fleet)
    return fleet
  }

  it('is CREATING, ACTIVE, UPDATING, ACTIVE, DELETING and gone; what is asked of it meanwhile waits, then goes', async (context) => {
    if (before === null) return context.skip('the account cannot be told how long its states are to last')
    const [plain, other, leaving] = [await fleetOf(unchanged), await fleetOf(relabelled), await fleetOf(all(relabelled, deleted))]
    const [[cluster, nodegroup] = ['', '']] = plain.nodegroups
    await emulatedCluster({ name: cluster, version: '1.34', subnets: plain.subnets })
    const answers: Array<readonly [op: string, error: string]> = []
    const onEvent = (e: Event<AwsAct>) => {
      if (e._tag === 'StepAnswered') answers.push([e.op, e.error._tag])
    }
    /** What the account says each time that it is asked. */
    const told: Array<string> = []
    const port: typeof calls = {
      ...calls,
      'eks:DescribeNodegroup': (where, input, token) => async () => {
        const answer = await calls['eks:DescribeNodegroup'](where, input, token)()
        // A pool that goes is looked for under other names as well.
        if (input.nodegroupName === nodegroup) told.push(E.isRight(answer) ? (answer.right.nodegroup.status ?? '') : 'gone')
        return answer
      },
    }
    const f = farm(port, plain.text, { clock: sleptClock(haste), onEvent })
    const key = Key.of('nodegroup', scope, `${cluster}/${nodegroup}`)
    const state = (): string => {
      const fact = f.engine.facts()[key] ?? unread
      return fact._tag === 'Present' ? ((fact.value as Nodegroup).status ?? '') : fact._tag
    }
    const settled = async (after: (sight: Sight) => void = () => undefined): Promise<ReadonlyArray<Sight>> => {
      const sights: Array<Sight> = []
      const onPass = ({ sent, pools }: Pass<AwsAct>) => {
        const plans = [...pools.values()].map(({ plan }) => plan)
        const steps = plans.flatMap((plan) => plan.steps.map((s) => s.action.op))
        const holds = plans.flatMap((plan) => [...plan.holds, ...plan.steps.flatMap((s) => s.holds)].map((h) => h.code))
        const sight = { state: state(), sent, steps, holds }
        sights.push(sight)
        after(sight)
      }
      expect((await f.engine.runUntilStable(f.pools(), { onPass })).ended).toBe('settled')
      return sights.filter((s) => s.state !== 'Unknown')
    }
    const become = (fleet: Fleet) => {
      f.become(fleet.text)
      f.engine.changed(f.pools())
    }
    /** Each is a pass of its own: none of them waited for the state to pass, and none sent anything. */
    const looksDuring = (sights: ReadonlyArray<Sight>, name: string) => {
      const looks = sights.filter((s) => s.state === name)
      expect(looks.length, name).toBeGreaterThanOrEqual(3)
      expect(looks.map((s) => s.sent)).toEqual(looks.map(() => 0))
      return looks
    }

    let isOther = false
    const made = await settled((sight) => {
      if (isOther || sight.state !== 'CREATING') return
      isOther = true
      become(other)
    })
    const [first, ...rest] = looksDuring(made, 'CREATING')
    expect(first).toMatchObject({ steps: [], holds: [] })
    for (const look of rest) expect(look).toMatchObject({ steps: [update], holds: ['PW-NODEGROUP-BUSY'] })
    looksDuring(made, 'UPDATING')
    become(leaving)
    const gone = await settled()
    for (const look of looksDuring(gone, 'DELETING')) expect(look).toMatchObject({ steps: [], holds: ['PW-WAIT-GONE'] })
    const states = told.filter((state, i) => state !== told[i - 1])
    expect(states).toEqual(['gone', 'CREATING', 'ACTIVE', 'UPDATING', 'ACTIVE', 'DELETING', 'gone'])
    expect(answers).toEqual(['eks:CreateNodegroup', update, 'eks:DeleteNodegroup'].map((op) => [op, 'None']))
  })
})
