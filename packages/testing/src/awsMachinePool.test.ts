import { describe, it } from 'vitest'
import { trial } from './awsMachinePool.js'
import { lawsOf } from './lawsOf.js'

const times = Number(process.env['POOLWRIGHT_LAW_RUNS'] ?? '1')
const only = process.env['POOLWRIGHT_LAWS']?.split(',')
const report = (text: string) => void process.stdout.write(`${text}\n`)

describe('AWSMachinePool: every law holds of planner, engine and simulator together', () => {
  lawsOf(trial, { it, times, replay: process.env['POOLWRIGHT_REPLAY'], report, ...(only === undefined ? {} : { only }) })
})
