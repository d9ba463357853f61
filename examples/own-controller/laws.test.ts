import { tell } from '@poolwright/testing/Law'
import { idempotent } from '@poolwright/testing/laws/idempotent'
import { lawsOf } from '@poolwright/testing/lawsOf'
import { profileOf } from '@poolwright/testing/profile'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { makeForgetful, reconcile } from './controller.js'
import { trialOf } from './trial.js'

describe('the repaired controller: every law holds', () => {
  lawsOf(
    trialOf(() => reconcile),
    { it, ...profileOf(process.env, 0.2) },
  )
})

describe('the forgetful controller', () => {
  it('is found by idempotent: each time it starts, a template gets a version that nobody needs', async () => {
    const found = await idempotent.check(trialOf(makeForgetful))
    if (E.isRight(found)) throw new Error('the bug was not found')
    expect(found.left.complaints).toEqual(['ec2:CreateLaunchTemplateVersion was sent though the world was at rest'])
    // Nothing is wanted but the base: rest, a restart, and one more pass show it.
    expect(found.left.schedule.first).toEqual([])
    expect(found.left.schedule.events.filter((e) => e.do === 'set')).toHaveLength(1)
    expect(tell(found.left)).toContain('written ec2:CreateLaunchTemplateVersion')
    expect(tell(found.left)).toContain('restart: memory is lost')
  })
})
