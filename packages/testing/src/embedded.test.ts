import { describe, it } from 'vitest'
import { embedded } from './embedded.js'
import { planning, trial } from './example/shelves.js'
import { lawsOf } from './lawsOf.js'
import { profileOf } from './profile.js'

describe('with the engine around it, every law about histories holds', () => {
  const { planning: _, ...subject } = { ...trial, subject: embedded(planning, { watched: planning.nouns }) }
  lawsOf(subject, { it, ...profileOf(process.env, 0.2) })
})
