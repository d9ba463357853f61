import { digest } from '@poolwright/core/digest'
import { isPlain } from '@poolwright/core/Json'
import * as Events from '@poolwright/simulator/events'
import { isUnfinished } from '@poolwright/aws/InstanceRefresh'
import type { Instance } from '@poolwright/simulator/World'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { templateIn } from '@poolwright/simulator/World'
import { account, cellOf, groupOf, life, readOf, scope, toRest, type Wanted, wait } from './rollouts.fixture.js'

/** What happens with one rotation: how long after the last one, and what else. */
type Turn = { readonly after: number; readonly also: 'nothing' | 'an instance ends' | 'another type' }
const turn: fc.Arbitrary<Turn> = fc.record({
  // In seconds: from one in the same pass to kubeadm's own pace, and beyond.
  after: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 90 }) }, fc.integer({ min: 300, max: 900 })),
  also: fc.oneof(
    { weight: 30, arbitrary: fc.constant('nothing' as const) },
    { weight: 6, arbitrary: fc.constant('an instance ends' as const) },
    { weight: 2, arbitrary: fc.constant('another type' as const) },
  ),
})

/** SHA-256 of what an instance was launched with. */
const dataOf = (i: Instance): unknown => {
  const data = i.data['UserData']
  return isPlain(data) ? data['all'] : undefined
}

const kubeadm = (n: number): string =>
  `kind: JoinConfiguration\ndiscovery:\n  bootstrapToken:\n    token: abc${String(n % 1_000).padStart(3, '0')}.0123456789abcdef\n`
const declared = (n: number): string => `#cloud-config\nruncmd: [join]\njoinKey: secret-${n}\n`

const tokens: ReadonlyArray<{
  readonly token: string
  readonly rotations: number
  readonly data: (n: number) => string
  readonly volatile?: string
}> = [
  { token: 'of kubeadm', rotations: 1_000, data: kubeadm },
  { token: 'that the Secret declares', rotations: 100, data: declared, volatile: 'joinKey' },
]

describe.each(tokens)('a token $token, rotated $rotations times', ({ rotations, data, volatile }) => {
  const story = fc.asyncProperty(fc.array(turn, { minLength: rotations, maxLength: rotations, size: 'max' }), async (turns) => {
    let wanted: Wanted = { replicas: 6, instanceType: 'm5.large', data: data(0), ...(volatile === undefined ? {} : { volatile }) }
    let read = readOf(wanted)
    const cell = cellOf(account)
    await toRest(cell, () => read)
    const process = life(cell, () => read)
    let [edits, during, launched, rested] = [0, 0, 0, true]
    const names = () => new Set(groupOf(cell).instances.map((i) => i.id))
    let known = names()
    /** Time goes by and the process passes when it wants to; whatever is launched meanwhile is looked at. */
    const goOn = async (seconds: number) => {
      const until = cell.get().now + seconds * 1_000
      while (cell.get().now < until) {
        const passed = await process.pass()
        if (passed === null) throw new Error('nobody stops it')
        rested = passed.rests
        wait(cell, Math.min(passed.due, until - cell.get().now))
        const fresh = groupOf(cell).instances.filter((i) => !known.has(i.id))
        for (const i of fresh) expect(dataOf(i), i.id).toBe(digest(wanted.data))
        launched += fresh.length
        known = names()
      }
    }
    for (const [n, { after, also }] of turns.entries()) {
      const { instances, refreshes } = groupOf(cell)
      if (also === 'an instance ends' && instances[0] !== undefined) cell.set(Events.terminateInstance(cell.get(), scope, instances[0].id))
      const isRolling = refreshes.some((r) => isUnfinished(r.status))
      if (isRolling) during += 1
      // What is asked for while a rollout is under way is another story: it is cancelled first.
      const isEdited = also === 'another type' && rested && !isRolling
      if (isEdited) edits += 1
      wanted = { ...wanted, data: data(n + 1), instanceType: edits % 2 === 0 ? 'm5.large' : 'm5.xlarge' }
      read = readOf(wanted)
      await goOn(after)
    }
    await goOn(7_200)
    const { refreshCount, refreshes, instances } = groupOf(cell)
    expect([refreshCount, refreshes.filter((r) => r.status !== 'Successful')]).toEqual([edits, []])
    expect(new Set(instances.map((i) => i.type))).toEqual(new Set([wanted.instanceType]))
    const template = templateIn(cell.get(), scope, 'workers')
    expect(template?.given).toBeGreaterThan(rotations)
    expect(template?.versions.size).toBeLessThan(100)
    // It was worth playing.
    expect([edits > 1, during > 5, rotations - during > rotations / 2, launched > 20]).toEqual([true, true, true, true])
  })
  it(
    'starts no refresh, and whatever is launched has the newest',
    () => fc.assert(story, { numRuns: 1, seed: 17, endOnFailure: true }),
    120_000,
  )
})
