import * as CloudError from '@poolwright/core/CloudError'
import { expect, it } from 'vitest'
import { lab, poolKey } from './counters.fixture.js'
import { makeEngine } from './Engine.js'

it('creates what is missing, sets it through the id that the creation answered, and then has nothing to do', async () => {
  const { host, pools, cloud } = lab({ a: { value: 3 } })
  const outcome = await makeEngine(host).runUntilStable(pools)
  expect(outcome.ended).toBe('settled')
  expect(cloud.counters.get('a')).toMatchObject({ Value: 3 })
  expect(cloud.writes().map((r) => [r.op, r.input])).toEqual([
    ['count:Create', { Name: 'a' }],
    ['count:Set', { Id: 'c-1', Value: 3 }],
  ])
})
void CloudError
void poolKey
