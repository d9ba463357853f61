import { lawsOf } from '@poolwright/testing/lawsOf'
import { plainly } from '@poolwright/testing/plainly'
import { profileOf } from '@poolwright/testing/profile'
import { describe, it } from 'vitest'
import { trialOf } from './trial.js'

describe('every law holds, with the engine', () => {
  lawsOf(trialOf(), { it, ...profileOf(process.env, 0.25) })
})

describe('every law holds, with the shortest loop', () => {
  lawsOf(trialOf(plainly), { it, ...profileOf(process.env, 0.25) })
})
