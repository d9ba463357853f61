import fc from 'fast-check'
import { expect, it } from 'vitest'
import { eksName, nodegroupNameOf, roleNameOf } from './eksNames.js'

it.each([
  ['default', 'pool1', 'default_pool1'],
  ['default', 'my.pool.1', 'default_my_pool_1'],
  ['default', 'a'.repeat(55), `default_${'a'.repeat(55)}`],
  ['default', 'a'.repeat(56), 'capa_472kgmbs2ezwad6k0em9o351kgb'],
  ['team-a', 'p'.repeat(63), 'capa_tgzguel6job1codq2g5dy321zih'],
])('N01–N05: %s and %s', (namespace, name, expected) => expect(nodegroupNameOf(namespace, name)).toBe(expected))

it.each([
  ['prod', 'default_pool1', 'prod-default_pool1_nodegroup-iam-service-role'],
  ['prod-cluster-eu-west-1', 'default_general-purpose', 'capa_16j0i32u75kx91es5klrfy92bpz'],
])('N06, N07: the role of %s/%s', (cluster, nodegroup, expected) => expect(roleNameOf(cluster, nodegroup)).toBe(expected))

it('fits into EKS’s limit whatever the parts are, and keeps short names readable', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (x, y) => {
      const name = eksName(x, y)
      expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(63)
      if (/^[a-z0-9-]{1,20}$/.test(x + y)) expect(name).toBe(`${x}_${y}`)
    }),
  ))
