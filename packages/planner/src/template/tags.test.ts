import { expect, it } from 'vitest'
import { clusterIn, ownerOf, poolTag, reservedKeys, sorted, valueOf } from './tags.js'

const cluster = (name: string, Value = 'owned') => ({ Key: `sigs.k8s.io/cluster-api-provider-aws/cluster/${name}`, Value })
const pool = (Value: string) => ({ Key: poolTag, Value })
const name = { Key: 'Name', Value: 'owned' }

it.each([
  ['tagged with the cluster', [name, cluster('c')], 'c', 'ours'],
  ['tagged with the cluster and the pool', [cluster('c'), pool('u')], 'c', 'ours'],
  ['another pool’s of the cluster', [cluster('c'), pool('v')], 'c', 'others'],
  ['another cluster’s', [cluster('d')], 'c', 'others'],
  ['shared with the cluster', [cluster('c', 'shared')], 'c', 'nobodys'],
  ['shared with another', [cluster('d', 'shared')], 'c', 'nobodys'],
  ['tagged with nothing of the kind', [name], 'c', 'nobodys'],
  ['not tagged', [], 'c', 'nobodys'],
  ['without tags', undefined, 'c', 'nobodys'],
  ['the pool’s, of a cluster that nobody names any more', [cluster('d'), pool('u')], null, 'ours'],
  ['some cluster’s, where nobody names the pool’s', [cluster('d')], null, 'others'],
  ['nobody’s, where nobody names the cluster', [name], null, 'nobodys'],
] as const)('what is %s', (_, tags, of, owner) => expect(ownerOf(tags, of, 'u')).toBe(owner))

it('names the cluster that owns a thing, none that shares it', () => {
  expect(clusterIn([name, cluster('shared', 'shared'), cluster('c')])).toBe('c')
  expect(clusterIn([name, cluster('c', 'shared')])).toBeUndefined()
  expect(clusterIn([])).toBeUndefined()
})

it('reads one value, and puts keys in order', () => {
  expect(valueOf([name], 'Name')).toBe('owned')
  expect([valueOf([name], 'Other'), valueOf(undefined, 'Name')]).toEqual([undefined, undefined])
  expect(Object.keys(sorted({ b: '1', a: '2', c: '3' }))).toEqual(['a', 'b', 'c'])
})

it('keeps three keys for itself', () =>
  expect(reservedKeys('c')).toEqual([
    'kubernetes.io/cluster/c',
    'sigs.k8s.io/cluster-api-provider-aws/cluster/c',
    'sigs.k8s.io/cluster-api-provider-aws/role',
  ]))
