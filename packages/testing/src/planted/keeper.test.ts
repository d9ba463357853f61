import { describe, it } from 'vitest'
import { keeperTrial } from '../example/keeper.js'
import { lawsOf } from '../lawsOf.js'
import { profileOf } from '../profile.js'
import { planted } from './all.js'
import { findsBugs } from './findsBugs.js'

describe('a controller written by hand keeps every law about histories', () => {
  lawsOf(keeperTrial(), { it, ...profileOf(process.env, 0.2) })
})

describe('each of its slips is found by the law named for it', () => {
  findsBugs(planted['a controller written by hand'] ?? [], { it, report: () => undefined, most: 400, timeout: 60_000 })
})
