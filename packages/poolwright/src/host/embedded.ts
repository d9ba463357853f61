/**
 * The embedded cloud as a place: a simulated AWS in its own time.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import { operations } from '@poolwright/aws/operations'
import type { Calls } from '@poolwright/core/Calls'
import * as Fact from '@poolwright/core/Fact'
import { callsOf } from '@poolwright/core/Model'
import { rowOf } from '@poolwright/core/Operation'
import type { Clock } from '@poolwright/engine/Clock'
import { kubeFacts } from '@poolwright/planner/pool/facts'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import type { SettingsInput } from '@poolwright/planner/pool/Settings'
import { aws } from '@poolwright/simulator/aws'
import type { Input } from './Input.js'
import type { Place } from './Place.js'
import { provisioned } from './provision.js'
import type { WorldHome } from './world.js'

/**
 * How far the embedded cloud's time moves at once, in milliseconds. Time that has passed is kept with the next change and at the end: until
 * then a run that is killed has happened up to its last call, and goes on from there.
 */
const pace = 15_000

const turn = (): Promise<void> => new Promise((done) => setImmediate(done))
/** The same port, whose answers to what changes something wait until the change would survive the end of the process. */
const kept = (calls: Calls<AwsAct>, keep: () => Promise<void>): Calls<AwsAct> => {
  const keeping = (op: string, call: (...args: ReadonlyArray<never>) => () => Promise<unknown>) =>
    rowOf(operations, op)?.effect === 'read'
      ? call
      : (...args: ReadonlyArray<never>) =>
          async () => {
            const answer = await call(...args)()
            await keep()
            return answer
          }
  // Each function keeps the type it had: only when its answer arrives is another moment.
  return Object.fromEntries(Object.entries(calls).map(([op, call]) => [op, keeping(op, call)])) as unknown as Calls<AwsAct>
}

/** What the manifests name is there, unless somebody wrote the world down. */
export const embedded = (input: Input, home: WorldHome, defaults: SettingsInput = { assumptions: 'allow' }): Place => {
  const { cell } = home
  const now = () => aws.now(cell.get())
  if (!home.isRecording) {
    const look = Fact.lookIn<PoolNouns>(kubeFacts(input.read.manifests, now()), () => Fact.absent(now()))
    cell.set(provisioned(cell.get(), look, input.read.manifests, { ...defaults, ...input.settings }))
  }
  return {
    time: 'own',
    home,
    defaults,
    // It answers every read with what is there, and takes as many requests at once as there are, so that one write of the state keeps many answers.
    limits: { visibility: 0, writes: 256 },
    random: () => 0,
    now,
    clock: ({ passed, isBroken }): Clock => ({
      now,
      sleep: async (milliseconds, signal) => {
        const until = now() + milliseconds
        while (now() < until && signal?.aborted !== true && !isBroken()) {
          cell.set(aws.tick(cell.get(), Math.min(pace, until - now())))
          passed()
          // Lets the terminal draw, and a person stop it.
          await turn()
        }
      },
    }),
    calls: ({ keep }) => kept(callsOf(operations, aws, cell), keep),
  }
}
