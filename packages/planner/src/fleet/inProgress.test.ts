import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { group, instance, plan } from '../baseline.fixture.js'
import { inProgress } from './inProgress.js'

const here = 'aws:000000000000/eu-west-1'
const there = 'aws:000000000000/us-east-1'
const machines = (count: number) => ({ ...group, Instances: Array.from({ length: count }, (_, i) => instance(`i-${i}`)) })
const { Instances: _, ...silent } = group
const grouped = (value: unknown, scope = here, name = 'workers') => ({ [`group:${scope}/${name}`]: Fact.present(value, 0) })
const rolled = (fact: Fact.Fact<unknown>, scope = here) => ({ [`refresh:${scope}/workers`]: fact })
const refresh = (...statuses: ReadonlyArray<string>) =>
  Fact.present(
    statuses.map((Status, i) => ({ InstanceRefreshId: `r-${i}`, Status })),
    0,
  )
const countIn = (...facts: ReadonlyArray<Fact.Facts>): number => inProgress(() => Object.assign({}, ...facts) as Fact.Facts)(plan())

describe('machines that are being replaced', () => {
  it.each<readonly [string, ReadonlyArray<Fact.Facts>, number]>([
    ['nothing is known', [], 0],
    ['no rollout is known', [grouped(machines(3))], 0],
    ['no rollout was ever begun', [grouped(machines(3)), rolled(refresh())], 0],
    ['the last one is over', [grouped(machines(3)), rolled(refresh('Successful'))], 0],
    ['one is under way', [grouped(machines(3)), rolled(refresh('InProgress'))], 3],
    ['one is under way, and not the newest', [grouped(machines(3)), rolled(refresh('Successful', 'Cancelling'))], 3],
    ['one is under way in a group that is empty', [grouped(machines(0)), rolled(refresh('Pending'))], 1],
    ['one is under way in a group that shows no instances', [grouped(silent), rolled(refresh('Pending'))], 1],
    ['it cannot be read whether one is', [grouped(machines(3)), rolled(Fact.unread)], 3],
    ['the group cannot be read', [{ [`group:${here}/workers`]: Fact.unread }, rolled(refresh('Baking'))], 1],
    ['the group is gone', [{ [`group:${here}/workers`]: Fact.absent(0) }, rolled(refresh('Baking'))], 0],
    ['another pool’s is under way', [grouped(machines(3), here, 'others'), { [`refresh:${here}/others`]: refresh('InProgress') }], 0],
    [
      'groups of that name roll in two regions',
      [grouped(machines(3)), rolled(refresh('InProgress')), grouped(machines(2), there), rolled(refresh('Pending'), there)],
      5,
    ],
    [
      'only one of them rolls',
      [grouped(machines(3)), rolled(refresh('InProgress')), grouped(machines(2), there), rolled(refresh('Failed'), there)],
      3,
    ],
    [
      'it rolls, and another pool’s group does not',
      [grouped(machines(3)), rolled(refresh('Baking')), grouped(machines(2), here, 'others')],
      3,
    ],
    ['other things have the name', [{ [`template:${here}/workers`]: Fact.present({}, 0) }, rolled(refresh('InProgress'))], 0],
  ])('where %s', (_, facts, count) => expect(countIn(...facts)).toBe(count))

  it('are counted from what is known at the time', () => {
    let facts: Fact.Facts = grouped(machines(3))
    const count = inProgress(() => facts)
    expect(count(plan())).toBe(0)
    facts = { ...facts, ...rolled(refresh('InProgress')) }
    expect(count(plan())).toBe(3)
  })
})
