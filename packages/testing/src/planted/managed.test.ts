import { describe, it } from 'vitest'
import { planted } from './all.js'
import { findsBugs } from './findsBugs.js'

describe('each bug planted in managed pools is found by the law named for it', () => {
  const bugs = planted['AWSManagedMachinePool'] ?? []
  findsBugs(bugs, { it, report: (line) => void process.stdout.write(line), most: 400, timeout: 240_000 })
})
