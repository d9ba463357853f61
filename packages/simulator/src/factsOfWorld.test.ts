import { queryId } from '@poolwright/aws/nouns'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { describe, expect, it } from 'vitest'
import { account, after, body, newGroup, newTemplate, newVersion, pool, scope } from './account.fixture.js'
import { factsOfWorld, lookAt } from './factsOfWorld.js'

const key = <K extends string>(noun: K, id: string) => Key.of(noun, scope, id)

/** When the account's first thing was made; a version is known with the time it was made. */
const madeAt = new Date(account.now).toISOString()

describe('facts of a world', () => {
  const w = pool(2)
  it('are of everything there is, as old as was said', () => {
    const facts = factsOfWorld(w, 5)
    expect(Object.keys(facts).sort()).toEqual(
      [
        key('activities', 'pool'),
        key('group', 'pool'),
        key('hooks', 'pool'),
        key('image', 'ami-1'),
        key('image', 'ami-arm'),
        key('refresh', 'pool'),
        key('template', 'pool'),
        key('version', 'lt-00000000000000001/1'),
        key('versionNumbers', 'lt-00000000000000001'),
      ].sort(),
    )
    expect(facts[key('version', 'lt-00000000000000001/1')]).toEqual(Fact.present({ ...body, CreateTime: madeAt }, 5))
    expect(Object.values(facts).every((f) => f._tag === 'Present' && f.asOf === 5)).toBe(true)
  })
  it('answer any key: what does not exist is absent, a query that matches nothing is empty, what is not AWS’s is left out', () => {
    const query = key('subnets', queryId([{ Name: 'tag:a', Values: ['b'] }]))
    const asked = [
      key('group', 'none'),
      key('refresh', 'none'),
      key('template', 'none'),
      key('parameter', '/none'),
      key('instanceType', 'm5.large'),
      query,
      'secret:kube:/default/x',
    ]
    expect(factsOfWorld(w, 5, asked)).toMatchObject({
      [key('group', 'none')]: Fact.absent(5),
      [key('refresh', 'none')]: Fact.absent(5),
      [key('template', 'none')]: Fact.absent(5),
      [key('parameter', '/none')]: Fact.absent(5),
      [key('instanceType', 'm5.large')]: { _tag: 'Present' },
      [query]: Fact.present([], 5),
    })
    expect(Object.keys(factsOfWorld(w, 5, asked)).length).toBe(6)
  })
  it('tell a missing version from those beside it', () => {
    const id = 'lt-00000000000000001'
    expect(factsOfWorld(w, 5, [key('version', `${id}/1`), key('version', `${id}/2`), key('version', 'lt-9/1')])).toEqual({
      [key('version', `${id}/1`)]: Fact.present({ ...body, CreateTime: madeAt }, 5),
      [key('version', `${id}/2`)]: Fact.absent(5),
      [key('version', 'lt-9/1')]: Fact.absent(5),
    })
  })
  it('have the numbers of all versions, however many pages they fill', () => {
    const id = 'lt-00000000000000001'
    const many = Array.from({ length: 449 }).reduce<typeof w>((x) => after(x, newVersion(body)), w)
    const pruned = after(many, ['ec2:DeleteLaunchTemplateVersions', { LaunchTemplateId: id, Versions: ['2', '300'] }])
    const numbers = (x: typeof w) => Fact.valueOf(lookAt(x)(key('versionNumbers', id)))
    expect(numbers(many)).toEqual(Array.from({ length: 450 }, (_, i) => 450 - i))
    expect(numbers(pruned)).toEqual(numbers(many)?.filter((n) => n !== 2 && n !== 300))
    expect(lookAt(w)(key('versionNumbers', 'lt-9'))).toEqual(Fact.absent(w.now))
  })
  it('of more groups than a page holds are complete', () => {
    const many = Array.from({ length: 130 }, (_, i) => `g${i}`).reduce(
      (x, name) => after(x, newGroup({}, name)),
      after(account, newTemplate()),
    )
    expect(Object.keys(factsOfWorld(many)).filter((k) => k.startsWith('group:')).length).toBe(130)
  })
  it('are read one at a time by a look, and nothing is counted', () => {
    const look = lookAt(w)
    expect(look(key('group', 'pool'))).toMatchObject({ _tag: 'Present', value: { DesiredCapacity: 2, Instances: [{}, {}] } })
    expect(look(key('template', 'none'))).toEqual(Fact.absent(w.now))
    expect(w.called).toBe(2)
  })
})
