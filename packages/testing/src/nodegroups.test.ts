/**
 * A managed pool's life through the engine, and what each part of it costs: at rest one description of the cluster and one page of groups,
 * the node group itself on its sweep only.
 */
import { operations } from '@poolwright/aws/operations'
import { type Call, callsThrough, send } from '@poolwright/core/Calls'
import { callsOf, type Cell } from '@poolwright/core/Model'
import { makeEngine } from '@poolwright/engine/Engine'
import { poolKeysOf } from '@poolwright/planner/pool/facts'
import { pools } from '@poolwright/planner/pool/pools'
import type { SettingsInput } from '@poolwright/planner/pool/Settings'
import { sourcesOf } from '@poolwright/planner/pool/sources'
import { type Manifests, read } from '@poolwright/schema/read'
import { aws } from '@poolwright/simulator/aws'
import { emptyWorld, provision } from '@poolwright/simulator/seed'
import type { World } from '@poolwright/simulator/World'
import { describe, expect, it } from 'vitest'
import { cellOf, scope, wait } from './rollouts.fixture.js'

const infrastructure = 'infrastructure.cluster.x-k8s.io'
type Wanted = { readonly replicas?: number; readonly version?: string; readonly spec?: object; readonly gone?: boolean }

const manifestsOf = (names: ReadonlyArray<string>, clusters: number, w: Wanted): Manifests => {
  const many = Array.from({ length: clusters }, (_, i) => `c${i}`)
  const documents: ReadonlyArray<object> = [
    ...many.flatMap((c) => [
      {
        apiVersion: 'cluster.x-k8s.io/v1beta2',
        kind: 'Cluster',
        metadata: { name: c },
        spec: { controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'AWSManagedControlPlane', name: c } },
        status: { initialization: { infrastructureProvisioned: true } },
      },
      {
        apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
        kind: 'AWSManagedControlPlane',
        metadata: { name: c },
        spec: { eksClusterName: c, region: 'eu-west-1', network: { vpc: { id: 'vpc-1' } } },
        status: { ready: true, networkStatus: { securityGroups: { cluster: { id: 'sg-node' } } } },
      },
    ]),
    ...names.flatMap((name, i) => [
      {
        apiVersion: 'cluster.x-k8s.io/v1beta2',
        kind: 'MachinePool',
        metadata: { name },
        spec: {
          clusterName: many[i % clusters],
          replicas: w.replicas ?? 2,
          template: {
            spec: {
              clusterName: many[i % clusters],
              version: w.version ?? 'v1.33.0',
              bootstrap: { dataSecretName: '' },
              infrastructureRef: { apiGroup: infrastructure, kind: 'AWSManagedMachinePool', name },
            },
          },
        },
      },
      {
        apiVersion: `${infrastructure}/v1beta2`,
        kind: 'AWSManagedMachinePool',
        metadata: { name, ...(w.gone === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
        spec: { scaling: { minSize: 1, maxSize: 9 }, subnetIDs: ['subnet-a', 'subnet-b'], roleName: 'nodes', ...w.spec },
      },
    ]),
  ]
  const { manifests, problems } = read({ environment: {}, substitute: false, unknown: 'error', strict: false })(
    documents.map((d, i) => ({ file: `${i}.json`, text: JSON.stringify(d) })),
  )
  expect(problems.filter((p) => p.severity === 'error')).toEqual([])
  return manifests
}

const account = (clusters: number, version = '1.33'): World =>
  provision(emptyWorld(Date.UTC(2026, 0, 1)), scope, {
    subnets: ['a', 'b'].map((z) => ({ id: `subnet-${z}`, zone: `eu-west-1${z}` })),
    securityGroups: [{ id: 'sg-node' }],
    catalogue: true,
    clusters: Array.from({ length: clusters }, (_, i) => ({ name: `c${i}`, version })),
    roles: [{ name: 'nodes' }],
  })

/** The engine around both kinds of pools, with every request noted. */
const around = (cell: Cell<World>, wanted: () => Manifests, settings: SettingsInput) => {
  const asked: Array<string> = []
  const plain = callsOf(operations, aws, cell)
  const noted =
    (op: string): Call<unknown, object> =>
    (at, input, token) =>
    () => {
      asked.push(op.replace(/^.*:/, ''))
      return send(plain)(op, at, input, token)()
    }
  const now = () => aws.now(cell.get())
  const engine = makeEngine({
    provider: pools,
    calls: callsThrough(operations, noted),
    sources: sourcesOf(wanted, now, settings),
    vault: { open: () => () => Promise.reject(new Error('there are no secrets here')) } as never,
    clock: { now, sleep: () => Promise.resolve() },
    random: () => 0.5,
  })
  /** One pass over all pools, and what it asked. */
  const pass = async () => {
    asked.length = 0
    const passed = await engine.reconcileOnce(poolKeysOf(wanted()))
    const plans = [...passed.pools.values()].map((p) => p.plan)
    return {
      asked: [...asked].sort(),
      plans,
      rests: plans.every((p) => p.steps.length === 0 && p.holds.length === 0 && p.next._tag === 'After' && p.next.delay >= 600_000),
    }
  }
  /** Passes until all rest; the requests that changed something. */
  const settle = async (every = 15_000): Promise<ReadonlyArray<string>> => {
    const changed: Array<string> = []
    for (let i = 0; i < 400; i++) {
      const one = await pass()
      changed.push(...one.asked.filter((op) => !/^(Describe|List|Get)/.test(op)))
      if (one.rests) return changed
      wait(cell, every)
    }
    throw new Error(`never came to rest: ${JSON.stringify((await pass()).plans[0])}`)
  }
  return { pass, settle }
}
const counted = (ops: ReadonlyArray<string>): { readonly [op: string]: number } =>
  Object.fromEntries([...new Set(ops)].map((op) => [op, ops.filter((x) => x === op).length]))

describe('a managed pool', () => {
  it('is made with one request, resized with one, rolled with one, and goes with one', async () => {
    const cell = cellOf(account(1))
    let wanted: Wanted = {}
    let read = manifestsOf(['pool'], 1, wanted)
    const ask = (more: Wanted) => {
      wanted = { ...wanted, ...more }
      read = manifestsOf(['pool'], 1, wanted)
    }
    const { settle } = around(cell, () => read, {})
    expect(await settle()).toEqual(['CreateNodegroup'])
    ask({ replicas: 3, spec: { labels: { a: 'b' } } })
    expect(await settle()).toEqual(['UpdateNodegroupConfig'])
    ask({ spec: { labels: { a: 'b' }, amiVersion: '1.33.9-20990101' } })
    expect(await settle()).toEqual(['UpdateNodegroupVersion'])
    ask({ gone: true })
    expect(await settle()).toEqual(['DeleteNodegroup'])
  })

  it('costs two calls a pass at rest, one more on its sweep, and two an hour for a role of its own', async () => {
    for (const managed of [false, true]) {
      const cell = cellOf(account(1))
      const read = manifestsOf(['pool'], 1, managed ? { spec: { roleName: 'own' } } : {})
      const { settle, pass } = around(cell, () => read, { EKSEnableIAM: managed })
      await settle()
      wait(cell, 3_600_000)
      const first = counted((await pass()).asked)
      expect(first).toEqual({
        DescribeCluster: 1,
        DescribeAutoScalingGroups: 1,
        DescribeNodegroup: 1,
        ...(managed ? { GetRole: 1, ListAttachedRolePolicies: 1 } : {}),
      })
      const plain = { DescribeCluster: 1, DescribeAutoScalingGroups: 1 }
      const sweeps: Array<number> = []
      for (let i = 0; i < 15; i++) {
        wait(cell, 120_000)
        const { DescribeNodegroup: swept = 0, ...rest } = counted((await pass()).asked)
        expect(rest).toEqual(plain)
        sweeps.push(swept)
      }
      // Once in ten minutes, and the same five passes apart.
      expect([[...sweeps.slice(0, 5)].sort(), sweeps.slice(5, 10), sweeps.slice(10)]).toEqual([
        [0, 0, 0, 0, 1],
        sweeps.slice(0, 5),
        sweeps.slice(0, 5),
      ])
    }
  })

  it('three hundred of them in ten clusters are read in thirteen calls a pass, and the share of them whose turn it is', async () => {
    const cell = cellOf(account(10))
    const read = manifestsOf(
      Array.from({ length: 300 }, (_, i) => `pool-${i}`),
      10,
      { replicas: 1 },
    )
    const { settle, pass } = around(cell, () => read, {})
    expect(counted(await settle(300_000))).toEqual({ CreateNodegroup: 300 })
    wait(cell, 120_000)
    await pass()
    for (let i = 0; i < 3; i++) {
      wait(cell, 120_000)
      expect(counted((await pass()).asked)).toEqual({ DescribeCluster: 10, DescribeAutoScalingGroups: 3, DescribeNodegroup: 300 / 5 })
    }
  }, 120_000)
})
