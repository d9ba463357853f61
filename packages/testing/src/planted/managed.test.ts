import { describe, it } from 'vitest'
import { trial } from '../awsManagedMachinePool.js'
import { managedBugs } from './awsManagedMachinePool.js'
import { findsBugs } from './findsBugs.js'

describe('each bug planted in managed pools is found by the law named for it', () => {
  findsBugs(trial, managedBugs, { it, report: (line) => void process.stdout.write(line), most: 400, timeout: 240_000 })
})
