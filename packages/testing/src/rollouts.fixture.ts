/**
 * A pool that rolls, in processes that end when a test says so: the engine around our provider on our simulator. Time goes on between
 * passes, and whatever was asked before the end was done.
 */
import { operations } from '@poolwright/aws/operations'
import { type Call, callsThrough, send } from '@poolwright/core/Calls'
import { callsOf, type Cell } from '@poolwright/core/Model'
import { vaultOf } from '@poolwright/core/Secret'
import { makeEngine } from '@poolwright/engine/Engine'
import { awsMachinePool } from '@poolwright/planner/pool/awsMachinePool'
import { poolKeysOf } from '@poolwright/planner/pool/facts'
import { sourcesOf } from '@poolwright/planner/pool/sources'
import { type Read, read } from '@poolwright/schema/read'
import { aws } from '@poolwright/simulator/aws'
import { emptyWorld, provision } from '@poolwright/simulator/seed'
import { type Group, groupIn, type World } from '@poolwright/simulator/World'

export const scope = 'aws:000000000000/eu-west-1'

/** An account with all that the pool names. */
export const account: World = provision(emptyWorld(Date.UTC(2026, 0, 1)), scope, {
  subnets: ['a', 'b', 'c'].map((z) => ({ id: `subnet-${z}`, zone: `eu-west-1${z}` })),
  images: [{ id: 'ami-1' }],
  securityGroups: [{ id: 'sg-node' }, { id: 'sg-lb' }],
  catalogue: true,
})

export type Wanted = {
  readonly replicas: number
  readonly instanceType: string
  /** The bootstrap data, as it stands in the Secret. */
  readonly data: string
  /** Keys of the data that are volatile, as the Secret declares them. */
  readonly volatile?: string
}
const infrastructure = 'infrastructure.cluster.x-k8s.io'
type Sizes = Pick<Wanted, 'replicas' | 'instanceType'>
const documents = ({ replicas, instanceType }: Sizes): ReadonlyArray<object> => [
  {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name: 'c' },
    spec: { infrastructureRef: { apiGroup: infrastructure, kind: 'AWSCluster', name: 'c' } },
    status: { initialization: { infrastructureProvisioned: true } },
  },
  {
    apiVersion: `${infrastructure}/v1beta2`,
    kind: 'AWSCluster',
    metadata: { name: 'c' },
    spec: { region: 'eu-west-1', network: { vpc: { id: 'vpc-1' } } },
    status: { ready: true, networkStatus: { securityGroups: { node: { id: 'sg-node' }, lb: { id: 'sg-lb' } } } },
  },
  {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachinePool',
    metadata: { name: 'workers' },
    spec: {
      clusterName: 'c',
      replicas,
      template: {
        spec: {
          clusterName: 'c',
          version: 'v1.34.0',
          bootstrap: { dataSecretName: 'boot' },
          infrastructureRef: { apiGroup: infrastructure, kind: 'AWSMachinePool', name: 'workers' },
        },
      },
    },
  },
  {
    apiVersion: `${infrastructure}/v1beta2`,
    kind: 'AWSMachinePool',
    metadata: { name: 'workers' },
    spec: {
      minSize: 1,
      maxSize: 50,
      subnets: ['a', 'b', 'c'].map((z) => ({ id: `subnet-${z}` })),
      refreshPreferences: { minHealthyPercentage: 75, instanceWarmup: 30 },
      awsLaunchTemplate: { instanceType, ami: { id: 'ami-1' } },
    },
  },
]
const secret = ({ data, volatile }: Wanted): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'boot', ...(volatile === undefined ? {} : { annotations: { 'poolwright.dev/volatile': volatile } }) },
  stringData: { format: 'cloud-config', value: data },
})

const reading = (all: ReadonlyArray<object>): Read =>
  read({ environment: {}, substitute: false, unknown: 'error', strict: false })(
    all.map((d, i) => ({ file: `${i}.json`, text: JSON.stringify(d) })),
  )
let last: { readonly of: string; readonly read: Read } | undefined
const unchanged = (wanted: Sizes): Read => {
  const of = `${wanted.replicas} ${wanted.instanceType}`
  last = last?.of === of ? last : { of, read: reading(documents(wanted)) }
  return last.read
}
/** What is wanted, read as any manifests are. Objects that are the same stay the same. */
export const readOf = (wanted: Wanted): Read => {
  const all = unchanged(wanted)
  const { manifests, vault } = reading([secret(wanted)])
  return { ...all, manifests: { ...all.manifests, secrets: manifests.secrets }, vault }
}

export type Life = {
  /** One pass; milliseconds until it wants the next, or `null` when the process ended in it. */
  readonly pass: () => Promise<{ readonly due: number; readonly rests: boolean } | null>
}

/**
 * A process with an empty memory. It ends as soon as `isLast` says so of a request that was carried out: nobody gets that answer or
 * any later one.
 */
export const life = (cell: Cell<World>, wanted: () => Read, isLast: (op: string) => boolean = () => false): Life => {
  const now = () => aws.now(cell.get())
  const calls = callsOf(operations, aws, cell)
  let isOver = false
  let end: () => void = () => undefined
  const over = new Promise<null>((done) => {
    end = () => done(null)
  })
  const never = () => new Promise<never>(() => undefined)
  const ending =
    (op: string): Call<unknown, object> =>
    (at, input, token) =>
    async () => {
      if (isOver) return never()
      const answer = await send(calls)(op, at, input, token)()
      if (!isLast(op)) return answer
      isOver = true
      end()
      return never()
    }
  const engine = makeEngine({
    provider: awsMachinePool,
    calls: callsThrough(operations, ending),
    sources: sourcesOf(() => wanted().manifests, now),
    vault: { open: (secret) => vaultOf(wanted().vault).open(secret) },
    clock: { now, sleep: () => Promise.resolve() },
    random: () => 0.5,
  })
  const pass = async () => {
    const passed = await engine.reconcileOnce(poolKeysOf(wanted().manifests))
    const [one] = passed.pools.values()
    if (one === undefined) throw new Error('there is no pool')
    const { plan, due } = one
    const rests = plan.steps.length === 0 && plan.holds.length === 0 && plan.next._tag === 'After' && plan.next.delay >= 600_000
    return { due: Math.max(1_000, due - now()), rests }
  }
  return { pass: () => Promise.race([pass(), over]) }
}

export const cellOf = (world: World): Cell<World> => {
  let at = world
  return {
    get: () => at,
    set: (next) => {
      at = next
    },
  }
}
export const wait = (cell: Cell<World>, ms: number): void => cell.set(aws.tick(cell.get(), ms))
export const groupOf = (cell: Cell<World>): Group => {
  const g = groupIn(cell.get(), scope, 'workers')
  if (g === undefined) throw new Error('there is no group')
  return g
}

/** Passes until nothing moves; a process that ended is followed by the next, five seconds later. Answers how many lived. */
export const toRest = async (cell: Cell<World>, wanted: () => Read, isLast?: (op: string) => boolean): Promise<number> => {
  let lives = 1
  let at = life(cell, wanted, isLast)
  for (let passes = 0; passes < 2_000; passes++) {
    const passed = await at.pass()
    if (passed === null) {
      lives += 1
      wait(cell, 5_000)
      at = life(cell, wanted, isLast)
    } else if (passed.rests) return lives
    else wait(cell, passed.due)
  }
  throw new Error('it does not come to rest')
}
