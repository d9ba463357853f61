import { describe, it } from 'vitest'
import { trial } from './awsMachinePool.js'
import { lawsOf } from './lawsOf.js'
import { profileOf } from './profile.js'

const report = (text: string) => void process.stdout.write(`${text}\n`)

describe('AWSMachinePool: every law holds of planner, engine and simulator together', () => {
  lawsOf(trial, { it, report, ...profileOf(process.env, 0.5) })
})
