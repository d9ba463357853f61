import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { keeperTrial } from '../example/keeper.js'
import { subjectLaws } from '../laws/all.js'
import { lawsOf } from '../lawsOf.js'
import { profileOf } from '../profile.js'
import { slips } from './keeper.js'

describe('a controller written by hand keeps every law about histories', () => {
  lawsOf(keeperTrial(), { it, ...profileOf(process.env, 0.2) })
})

describe('each of its slips is found by the law named for it', () => {
  for (const slip of slips)
    it(`${slip.law}: ${slip.name}`, async () => {
      const law = subjectLaws.find((x) => x.name === slip.law)
      const found = await law?.check(keeperTrial(slip.name), { runs: 400, shrink: false })
      expect(found !== undefined && E.isLeft(found)).toBe(true)
    }, 60_000)
})
