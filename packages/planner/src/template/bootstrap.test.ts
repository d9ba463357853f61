import { describe, expect, it } from 'vitest'
import { type Asked, findings, holds, input, lookOf, manifestsOf, plan, type Seen, version } from '../baseline.fixture.js'
import { keysOf } from '../pool/objects.js'
import { bootstrapOf, mostBytes } from './bootstrap.js'

const empty: Seen = { group: null, template: null, versions: {} }
const stored = (s3Bucket: object | null, more: Asked = {}): Asked => ({
  format: 'ignition',
  spec: { ignition: {} },
  ...(s3Bucket === null ? {} : { awsCluster: { region: 'eu-west-1', network: {}, s3Bucket: { ...s3Bucket } } }),
  ...more,
})
const secret = 'secret:kube:/ns/boot'
const told = (a: Asked, s: Seen = empty) => {
  const p = plan(a, s)
  const all = [...p.holds, ...p.steps.flatMap((x) => x.holds)]
  return { holds: all.filter((h, i) => all.findIndex((x) => x.code === h.code) === i), findings: p.findings }
}
const dataOf = (p: ReturnType<typeof plan>): object =>
  (input(p, 'template') as { readonly LaunchTemplateData: { readonly UserData?: object } }).LaunchTemplateData

describe('bootstrap data', () => {
  it('that is not rendered holds what would start without it, or is said to be missing', () => {
    const none: Asked = { machine: { bootstrap: {} } }
    const why = 'the bootstrap data is not rendered yet; instances start without it and cannot join'
    expect(told(none).holds).toContainEqual({
      _tag: 'Assumption',
      code: 'PW-ASSUMED-BOOTSTRAP-DATA',
      fact: 'machinepool:kube:/ns/AWSMachinePool/workers',
      why,
    })
    const allowed = told(none, { ...empty, settings: { assumptions: 'allow' } })
    expect(allowed.holds).toEqual([])
    expect(allowed.findings).toContainEqual({
      severity: 'warning',
      code: 'PW-ASSUMED-BOOTSTRAP-DATA',
      message: why,
      paths: ['MachinePool.spec.template.spec.bootstrap.dataSecretName'],
    })
  })

  it('of no name is none, and nobody waits for it', () => {
    const p = plan({ machine: { bootstrap: { dataSecretName: '' } } }, empty)
    expect([holds(p), findings(p).filter((c) => c.includes('BOOTSTRAP'))]).toEqual([[], []])
    expect(dataOf(p)).not.toHaveProperty('UserData')
  })

  it('whose Secret is not there is waited for', () => {
    expect(told({ without: ['Secret'] }).holds).toContainEqual({
      _tag: 'Await',
      code: 'PW-WAIT-BOOTSTRAP',
      fact: secret,
      why: 'the Secret boot with the bootstrap data is not there',
    })
  })

  it.each([
    [mostBytes, 0],
    [mostBytes + 1, 1],
  ])('of %i bytes', (size, refusals) =>
    expect(told({ data: 'x'.repeat(size) }).holds).toEqual(
      Array.from({ length: refusals }, () => ({
        _tag: 'Refused',
        code: 'PW-USER-DATA-SIZE',
        paths: ['Secret.data.value'],
        why: 'the bootstrap data has 16385 bytes; AWS takes 16384',
      })),
    ),
  )
})

describe('Ignition data', () => {
  it('needs a bucket', () =>
    expect(told(stored(null)).holds).toEqual([
      {
        _tag: 'Refused',
        code: 'PW-IGNITION-BUCKET',
        paths: ['ignition.storageType', 'AWSCluster.spec.s3Bucket.name'],
        why: 'Ignition data is to be stored in the cluster’s bucket, and the cluster has none; UnencryptedUserData puts it into the template',
      },
    ]))

  it('is fetched without signing, and that is said where a bucket says how long signatures last', () => {
    const unsigned = (s3Bucket: object) => told(stored(s3Bucket, { spec: { ignition: {}, subnets: [{ id: 's-a' }] } })).findings
    expect(unsigned({ name: 'bucket-b' }).filter((f) => f.code === 'PW-IGNITION-UNSIGNED')).toEqual([])
    const message =
      'the stub names the object in bucket-b without signing; the instances’ profile has to be allowed s3:GetObject on machine-pool/*'
    expect(unsigned({ name: 'bucket-b', presignedURLDuration: '1h' }).filter((f) => f.code === 'PW-IGNITION-UNSIGNED')).toEqual([
      { severity: 'warning', code: 'PW-IGNITION-UNSIGNED', message, paths: ['AWSCluster.spec.s3Bucket.presignedURLDuration'] },
    ])
  })

  it('has one stub for one bucket, version and pool', () => {
    const stubOf = (a: Asked) => {
      const p = plan({ ...a, spec: { subnets: [{ id: 's-a' }], ...a.spec } }, empty)
      return JSON.stringify([dataOf(p), input(p, 'store')])
    }
    const of = (bucket: string, ignition: object) => stubOf(stored({ name: bucket }, { spec: { ignition: { ...ignition } } }))
    expect(of('bucket-b', {})).toBe(of('bucket-b', { version: '2.3' }))
    expect(new Set([of('bucket-b', {}), of('bucket-c', {}), of('bucket-b', { version: '3.1' })]).size).toBe(3)
  })
})

it('stored data has a stub by bucket, pool and version; 2.3 where none is named', () => {
  const manifests = manifestsOf(stored({ name: 'bucket-b' }))
  const look = lookOf(stored({ name: 'bucket-b' }))
  const [pool] = manifests.awsMachinePools
  const [machinePool] = manifests.machinePools
  const [cluster] = manifests.awsClusters
  if (pool === undefined || machinePool === undefined || cluster === undefined) throw new Error('not there')
  const keys = keysOf(pool.value)
  const of = (bucket: string, name: string, ignition: object) => {
    const { value } = bootstrapOf({
      look,
      keys,
      machinePool: machinePool.value,
      machinePoolKey: keys.machinePool,
      spec: { ...pool.value.spec, ignition: { storageType: 'ClusterObjectStore', ...ignition } },
      pool: name,
      cluster: { ...cluster.value, spec: { ...cluster.value.spec, s3Bucket: { name: bucket } } },
      assumptions: 'hold',
    })
    return JSON.stringify([value?.payload, value?.all, value?.stored])
  }
  const plain = of('bucket-b', 'workers', {})
  expect(plain).toBe(of('bucket-b', 'workers', { version: '2.3' }))
  expect(plain).toContain('2.3.0')
  const others = [of('bucket-c', 'workers', {}), of('bucket-b', 'others', {}), of('bucket-b', 'workers', { version: '3.1' })]
  expect(new Set([plain, ...others]).size).toBe(4)
})

it('without volatile keys notes none', () => {
  const tags = (a: Asked) => JSON.stringify(dataOf(plan(a, empty)))
  expect(tags({})).toContain('poolwright.dev/volatile')
  expect(tags({ volatile: '' })).not.toContain('poolwright.dev/volatile')
})

it('of a version is compared whatever it is called', () => expect(holds(plan({}, { versions: { 1: version() } }))).toEqual([]))
