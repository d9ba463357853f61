import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { manifestsOf, region } from '../baseline.fixture.js'
import { factsOf, kubeFacts, poolKeysOf } from './facts.js'

describe('facts', () => {
  it('every object stands under its key, a MachinePool under what it refers to', () => {
    expect(Object.keys(kubeFacts(manifestsOf(), 0)).sort()).toEqual([
      'awscluster:kube:/ns/c',
      'awsmachinepool:kube:/ns/workers',
      'cluster:kube:/ns/c',
      'machinepool:kube:/ns/AWSMachinePool/workers',
      'secret:kube:/ns/boot',
    ])
    expect(poolKeysOf(manifestsOf())).toEqual(['awsmachinepool:kube:/ns/workers'])
  })

  it('what a complete observation does not hold is absent, what a partial one does not is unknown', () => {
    const look = (complete: boolean) => factsOf(manifestsOf(), { facts: {}, asOf: 7, complete }, { adopt: true })
    expect(look(true)(`group:${region}/workers`)).toEqual(Fact.absent(7))
    expect(look(false)(`group:${region}/workers`)).toEqual(Fact.unread)
    expect(look(false)('secret:kube:/ns/other')).toEqual(Fact.absent(7))
    expect(look(false)('settings:kube:/ns/workers')).toEqual(Fact.present({ adopt: true }, 7))
  })
})
