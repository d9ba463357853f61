import { describe, expect, it } from 'vitest'
import { providerLaws, subjectLaws } from '../laws/all.js'
import { planted } from './all.js'
import { findsBugs } from './findsBugs.js'

const { AWSMachinePool = [], 'several pools': fleet = [] } = planted

describe('each planted bug is found by the law named for it', () => {
  findsBugs([...AWSMachinePool, ...fleet], { it, report: (line) => void process.stdout.write(line), most: 1_200, timeout: 120_000 })

  it('there are bugs for every law, and forty in all', () => {
    const laws = [...subjectLaws, ...providerLaws].map((law) => law.name)
    expect([...new Set(AWSMachinePool.map((bug) => bug.law))].sort()).toEqual([...laws].sort())
    expect(Object.values(planted).flat().length).toBeGreaterThanOrEqual(40)
  })
})
