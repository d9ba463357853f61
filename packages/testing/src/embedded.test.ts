import { describe, it } from 'vitest'
import { embedded } from './embedded.js'
import { planning, trial } from './example/shelves.js'
import { lawsOf } from './lawsOf.js'

const times = Number(process.env['POOLWRIGHT_LAW_RUNS'] ?? '1')

describe('with the engine around it, every law about histories holds', () => {
  const { planning: _, ...subject } = { ...trial, subject: embedded(planning) }
  lawsOf(subject, { it, times: times / 2, replay: process.env['POOLWRIGHT_REPLAY'] })
})
