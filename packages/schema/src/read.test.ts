import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretOf } from '@poolwright/core/Secret'
import fc from 'fast-check'
import { parseAllDocuments, stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { utf8 } from './internal/bytes.js'
import { inOrder } from './Manifest.js'
import { hasErrors, type Manifests, read, type ReadOptions, render } from './read.js'

const options: ReadOptions = { environment: {}, substitute: true, unknown: 'error', strict: false }
const lines = (text: string, how: Partial<ReadOptions> = {}) =>
  read({ ...options, ...how })([{ file: 'a.yaml', text }]).problems.map(render)
const ofText = (text: string, how: Partial<ReadOptions> = {}) => read({ ...options, ...how })([{ file: 'a.yaml', text }])
/** Values alone, since places differ between two ways of writing the same. */
const values = ({ others, ...kinds }: Manifests) => ({
  others,
  ...Object.fromEntries(Object.entries(kinds).map(([kind, list]) => [kind, list.map((p: { readonly value: unknown }) => p.value)])),
})

const example = (path: string) => ({ file: path, text: readFileSync(join(import.meta.dirname, '../../../examples', path), 'utf8') })
const documentation = example('documentation/machinepool.yaml')
const minimal = [example('minimal/cluster.yaml'), example('minimal/pool.yaml')]
const environment = {
  AWS_AVAILABILITY_ZONE: 'eu-west-1a',
  AWS_CONTROL_PLANE_MACHINE_TYPE: 't3.large',
  AWS_SSH_KEY_NAME: 'key',
  AWS_SUBNET: 'subnet-1',
}

const head = (kind: string, name: string, version = 'v1beta2') => {
  const group = kind.startsWith('AWSManagedControl')
    ? 'controlplane.cluster.x-k8s.io'
    : kind.startsWith('AWS')
      ? 'infrastructure.cluster.x-k8s.io'
      : kind === 'KubeadmConfig'
        ? 'bootstrap.cluster.x-k8s.io'
        : 'cluster.x-k8s.io'
  return { apiVersion: `${group}/${version}`, kind, metadata: { name } }
}
const machinePool = (name: string, more: object = {}) => ({
  ...head('MachinePool', name),
  spec: {
    clusterName: 'c',
    template: {
      spec: {
        clusterName: 'c',
        version: 'v1.34.0',
        bootstrap: { dataSecretName: 'boot' },
        infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSMachinePool', name },
      },
    },
    ...more,
  },
})
const awsMachinePool = (name: string, spec: object = {}) => ({ ...head('AWSMachinePool', name), spec: { awsLaunchTemplate: {}, ...spec } })
const json = (...objects: ReadonlyArray<object>) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })

describe('the examples', () => {
  it('documentation: three objects with the four variables', () => {
    const { manifests, problems } = read({ ...options, environment })([documentation])
    expect(problems).toEqual([])
    expect(manifests.machinePools[0]?.value.spec).toEqual({
      clusterName: 'capa',
      replicas: 2,
      version: 'v1.16.8',
      bootstrapRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfig', name: 'capa-mp-0' },
      infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSMachinePool', name: 'capa-mp-0' },
    })
    expect(manifests.awsMachinePools[0]?.value.spec).toMatchObject({
      minSize: 1,
      maxSize: 10,
      availabilityZones: ['eu-west-1a'],
      awsLaunchTemplate: { instanceType: 't3.large', sshKeyName: 'key' },
      subnets: [{ id: 'subnet-1' }],
    })
    expect(manifests.kubeadmConfigs[0]?.value.spec).toEqual({
      joinConfiguration: {
        nodeRegistration: {
          name: '{{ ds.meta_data.local_hostname }}',
          kubeletExtraArgs: [{ name: 'cloud-provider', value: 'aws' }],
        },
      },
    })
    expect(manifests.others).toBe(0)
  })

  it('documentation: without the variables one report names all four with their places', () => {
    const { problems } = read(options)([documentation])
    expect(problems.map((p) => p.code)).toEqual(['PW-VAR-MISSING'])
    for (const [name, place] of [
      ['AWS_AVAILABILITY_ZONE', '30:7'],
      ['AWS_CONTROL_PLANE_MACHINE_TYPE', '32:19'],
      ['AWS_SSH_KEY_NAME', '33:17'],
      ['AWS_SUBNET', '35:7'],
    ]) {
      expect(problems[0]?.message).toContain(`${name} (documentation/machinepool.yaml:${place} `)
    }
  })

  it('minimal: nothing to say, and the bootstrap bytes are in the vault only', () => {
    const { manifests, problems, vault } = read({ ...options, strict: true })(minimal)
    expect(problems).toEqual([])
    expect(manifests.clusters[0]?.value.status).toEqual({ infrastructureProvisioned: true })
    expect(manifests.awsClusters[0]?.value.status.network.securityGroups).toEqual({
      node: 'sg-0a1b2c3d4e5f60001',
      lb: 'sg-0a1b2c3d4e5f60002',
    })
    expect(manifests.awsClusters[0]?.value.spec.network.subnets.map((s) => [s.id, s.isPublic])).toEqual([
      ['subnet-0a1b2c3d4e5f60001', false],
      ['subnet-0a1b2c3d4e5f60002', false],
    ])
    const secret = manifests.secrets[0]?.value
    expect(secret?.format).toBe('cloud-config')
    expect(new TextDecoder().decode(vault.get(secret?.value.$secret ?? ''))).toMatch(/^#cloud-config\n/)
    expect(JSON.stringify(manifests)).not.toContain('kubelet')
  })
})

describe('places', () => {
  it('are those of values, of keys for what is nested, and of what is around for what is absent', () => {
    const { manifests } = read({ ...options, environment })([documentation])
    const at = (path: string) => {
      const place = manifests.awsMachinePools[0]?.placeOf(path)
      return place === undefined ? '' : `${place.line}:${place.column}`
    }
    expect([
      at(''),
      at('spec.minSize'),
      at('spec.awsLaunchTemplate'),
      at('spec.subnets[0]'),
      at('spec.subnets[0].id'),
      at('spec.ignition.version'),
    ]).toEqual(['22:1', '27:12', '31:3', '35:7', '35:7', '26:1'])
  })

  it('of a MachinePool are found by the paths of the normal form too', () => {
    const { manifests } = read({ ...options, environment })([documentation])
    const pool = manifests.machinePools[0]
    expect(pool?.placeOf('spec.version')).toEqual({ file: documentation.file, line: 20, column: 16 })
    expect(pool?.placeOf('spec.infrastructureRef.name')).toEqual(pool?.placeOf('spec.template.spec.infrastructureRef.name'))
    expect(pool?.placeOf('spec.infrastructureRef.name').line).toBe(19)
  })

  it('of keys that are no plain word are quoted', () => {
    expect(lines(json(awsMachinePool('pool', { additionalTags: { 'aws:x/y': 'v' } }), machinePool('pool')))[0]).toContain(
      'spec.additionalTags["aws:x/y"]: ',
    )
  })
})

describe('objects', () => {
  it('come from lists, from lists in lists, and from many documents', () => {
    const list = {
      apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
      kind: 'AWSMachinePoolList',
      metadata: {},
      items: [awsMachinePool('one')],
    }
    const { manifests, problems } = ofText(`${json(list, machinePool('one'))}\n---\n${json(machinePool('two'), awsMachinePool('two'))}`)
    expect(problems).toEqual([])
    expect(manifests.awsMachinePools.map((p) => p.value.metadata.name)).toEqual(['one', 'two'])
  })

  it('of others are counted, whatever they hold', () => {
    const others = [
      'v1 ConfigMap',
      'kustomize.toolkit.fluxcd.io/v1 Kustomization',
      'infrastructure.cluster.x-k8s.io/v1beta2 GCPMachinePool',
      'controlplane.cluster.x-k8s.io/v1beta2 KubeadmControlPlane',
      'postgresql.cnpg.io/v1 Cluster',
      'infrastructure.cluster.x-k8s.io/v1beta2 AWSMachineTemplate',
      'cluster.x-k8s.io/v1beta2 MachineSet',
      'infrastructure.cluster.x-k8s.io/v1beta2 AWSManagedCluster',
      'controlplane.cluster.x-k8s.io/v1beta2 AWSManagedControlPlaneTemplate',
    ]
    const text = others
      .map((o) => `apiVersion: ${o.split(' ')[0]}\nkind: ${o.split(' ')[1]}\ndata: "\${UNSET}"\nspec: { nonsense: 1 }\n`)
      .join('---\n')
    const secret = '---\napiVersion: v1\nkind: Secret\nmetadata: { name: credentials }\nstringData: { password: canary }\n'
    const { manifests, problems } = ofText(text + secret)
    expect(problems).toEqual([])
    expect(manifests.others).toBe(others.length + 1)
  })

  it('as an API server prints them are taken with their server-side parts, and unknown fields are only warned about', () => {
    const served = {
      uid: 'u',
      resourceVersion: '7',
      generation: 2,
      creationTimestamp: '2026-01-01T00:00:00Z',
      managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:spec': {} } }],
      finalizers: ['f'],
      ownerReferences: [{ apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'MachinePool', name: 'pool', uid: 'v', controller: true }],
    }
    const pool = awsMachinePool('pool', { brandNew: 1, providerID: 'arn', providerIDList: ['aws:///a/i-1'] })
    const { manifests, problems } = ofText(
      json({ ...pool, metadata: { name: 'pool', ...served }, status: { ready: true, anything: [] } }, machinePool('pool')),
    )
    expect(problems.map((p) => `${p.severity} ${p.code}`)).toEqual(['warning PW-FIELD-UNKNOWN'])
    expect(manifests.awsMachinePools[0]?.value.metadata).toMatchObject({ uid: 'u', generation: 2, finalizers: ['f'] })
    expect(manifests.awsMachinePools[0]?.value.status).toEqual({ ready: true })
  })

  it('with fields that are null have them absent', () => {
    const { manifests, problems } = ofText(
      json(awsMachinePool('pool', { subnets: null, ignition: null }), machinePool('pool', { replicas: null })),
    )
    expect(problems).toEqual([])
    expect(manifests.machinePools[0]?.value.spec).not.toHaveProperty('replicas')
    expect(manifests.awsMachinePools[0]?.value.spec).not.toHaveProperty('ignition')
  })

  it('of v1beta1 and v1beta2 decode into one form', () => {
    const old = {
      ...head('MachinePool', 'pool', 'v1beta1'),
      spec: {
        clusterName: 'c',
        template: {
          spec: {
            clusterName: 'c',
            version: 'v1.34.0',
            nodeDrainTimeout: '10s',
            bootstrap: { dataSecretName: 'boot' },
            infrastructureRef: { apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1', kind: 'AWSMachinePool', name: 'pool' },
          },
        },
      },
    }
    const pool = (object: object) => ofText(json(object, awsMachinePool('pool'))).manifests.machinePools[0]?.value
    expect(pool(old)).toEqual(pool(machinePool('pool')))
    const cluster = (version: string, reference: object, status: object) =>
      ofText(json({ ...head('Cluster', 'c', version), spec: { paused: true, infrastructureRef: reference }, status })).manifests.clusters[0]
        ?.value
    const old1 = cluster(
      'v1beta1',
      { apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1', kind: 'AWSCluster', name: 'c' },
      { infrastructureReady: true },
    )
    const new1 = cluster(
      'v1beta2',
      { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSCluster', name: 'c' },
      { initialization: { infrastructureProvisioned: true } },
    )
    expect(old1).toEqual(new1)
    expect(new1?.spec.paused).toBe(true)
  })
})

describe('the control plane of an EKS cluster', () => {
  const of = (spec: object, more: object = {}, version = 'v1beta2') =>
    ofText(json({ ...head('AWSManagedControlPlane', 'c-control-plane', version), spec, ...more }))
  const network = {
    vpc: { id: 'vpc-1', availabilityZoneUsageLimit: 3 },
    subnets: [{ id: 'a-private', resourceID: 'subnet-1', availabilityZone: 'eu-west-1a', tags: { role: 'node' } }],
  }

  it('says name, region, tags, network, look-up and version, and its security groups by role', () => {
    const spec = {
      eksClusterName: 'default_c',
      region: 'eu-west-1',
      additionalTags: { team: 'a' },
      imageLookupOrg: '1',
      network,
      version: 'v1.34',
      sshKeyName: 'ops',
      bastion: { enabled: true },
    }
    const status = { ready: true, networkStatus: { securityGroups: { node: { id: 'sg-1', ingressRule: [] }, lb: { name: 'no id' } } } }
    const { manifests, problems } = of(spec, { status })
    expect(problems).toEqual([])
    expect(manifests.others).toBe(0)
    expect(manifests.awsManagedControlPlanes[0]?.value.spec).toEqual({
      ...spec,
      bastion: true,
      network: {
        vpc: { id: 'vpc-1' },
        subnets: [{ id: 'subnet-1', availabilityZone: 'eu-west-1a', isPublic: false, tags: { role: 'node' } }],
      },
    })
    expect(manifests.awsManagedControlPlanes[0]?.value.status).toEqual({ ready: true, network: { securityGroups: { node: 'sg-1' } } })
  })

  it('is one form in both versions, and may say nothing at all', () => {
    const values = (version: string) => of({ network, disableVPCCNI: true }, {}, version).manifests.awsManagedControlPlanes[0]?.value
    expect(values('v1beta1')).toEqual(values('v1beta2'))
    const bare = ofText(json(head('AWSManagedControlPlane', 'c')))
    expect(bare.problems).toEqual([])
    expect(bare.manifests.awsManagedControlPlanes[0]?.value).toMatchObject({
      spec: { additionalTags: {}, network: { vpc: {}, subnets: [] }, bastion: false },
      status: { network: { securityGroups: {} } },
    })
  })

  it('takes what Cluster API Provider AWS takes without looking into it, and no field that it does not have', () => {
    const taken = {
      accessConfig: { authenticationMode: 'api' },
      addons: [{ name: 'vpc-cni', version: 'v1', conflictResolution: 'overwrite' }],
      endpointAccess: { public: true },
      vpcCni: { env: [{ name: 'A', value: 'b' }] },
      roleAdditionalPolicies: ['arn:aws:iam::1:policy/a'],
      secondaryCidrBlock: '100.64.0.0/10',
    }
    expect(of(taken).problems).toEqual([])
    expect(of({ regions: 'eu-west-1' }).problems.map(render)).toEqual([expect.stringContaining('Did you mean region?')])
    expect(of({ network: { subnets: [{ id: 'a', zone: 'b' }] } }).problems.map((p) => `${p.code} ${p.path}`)).toEqual([
      'PW-FIELD-UNKNOWN spec.network.subnets[0].zone',
    ])
  })

  it('is told of tags that AWS refuses and of versions that are none', () => {
    const problems = (spec: object) => of(spec).problems.map((p) => `${p.severity} ${p.code}`)
    expect(problems({ additionalTags: { 'aws:a': 'b' } })).toEqual(['error PW-TAGS'])
    for (const version of ['1.30', 'v1.34', '1.34.0', 'v1.34.5']) expect(problems({ version }), version).toEqual([])
    for (const version of ['', 'v1', 'latest', 'v1.34.0-rc.1']) expect(problems({ version }), version).toEqual(['error PW-FORMAT'])
    expect(of({ version: 1.3 }).problems[0]?.message).toContain('Put it in quotes.')
  })

  it('has its variables replaced', () => {
    const text = stringify({ ...head('AWSManagedControlPlane', 'c'), spec: { region: '${REGION}' } })
    expect(ofText(text).problems.map((p) => p.code)).toEqual(['PW-VAR-MISSING'])
    expect(ofText(text, { environment: { REGION: 'eu-west-1' } }).manifests.awsManagedControlPlanes[0]?.value.spec.region).toBe('eu-west-1')
  })
})

describe('variables', () => {
  const pool = (line: string) =>
    `# \${COMMENT}\napiVersion: infrastructure.cluster.x-k8s.io/v1beta2\nkind: AWSMachinePool\nmetadata: { name: pool }\nspec:\n  awsLaunchTemplate: {}\n  ${line}\n---\n${stringify(machinePool('pool'))}`
  const spec = (line: string, set: Record<string, string>) => {
    const { manifests, problems } = ofText(pool(line), { environment: set })
    return problems.length > 0 ? problems.map((p) => `${p.code} ${p.path}`) : manifests.awsMachinePools[0]?.value.spec
  }

  it('type a plain scalar anew and leave a quoted one text', () => {
    expect(spec('minSize: ${N}', { N: '0' })).toMatchObject({ minSize: 0 })
    expect(spec('minSize: "${N}"', { N: '0' })).toEqual(['PW-TYPE spec.minSize'])
    expect(spec('capacityRebalance: ${B:-true}', {})).toMatchObject({ capacityRebalance: true })
    expect(spec('defaultCoolDown: ${S}s', { S: '60' })).toMatchObject({ defaultCoolDown: '60s' })
    expect(spec('minSize: ${N}', { N: '' })).toMatchObject({ minSize: 1 })
  })

  it('never change the structure of a document', () => {
    expect(spec('availabilityZones: ["${Z}"]', { Z: 'a", "b' })).toMatchObject({ availabilityZones: ['a", "b'] })
    expect(spec('subnets: [ "${Z}" ]', { Z: 'x: y\n- z' })).toMatchObject({ subnets: [{ id: 'x: y\n- z' }] })
  })

  it('stay as text when asked not to replace, and $${ is the text ${', () => {
    expect(
      ofText(pool('availabilityZones: ["${Z}"]'), { substitute: false }).manifests.awsMachinePools[0]?.value.spec.availabilityZones,
    ).toEqual(['${Z}'])
    expect(spec('availabilityZones: ["$${Z}"]', {})).toMatchObject({ availabilityZones: ['${Z}'] })
  })

  it('that are missing are one problem, beside every other', () => {
    const text = `${pool('availabilityZones: ["${A}", "${B}", "${A}"]\n  minSize: x')}`
    const { problems } = ofText(text)
    expect(problems.map((p) => p.code)).toEqual(['PW-VAR-MISSING', 'PW-TYPE'])
    expect(problems[0]?.message).toContain('values for 2 variables')
    expect(problems[0]?.message).toContain('A (a.yaml:7:23 spec.availabilityZones[0], a.yaml:7:39 spec.availabilityZones[2])')
  })

  it('in names hide nothing else: what refers to them is not said to point at nothing', () => {
    const text = stringify(awsMachinePool('${NAME}')) + '---\n' + stringify(machinePool('pool'))
    expect(ofText(text).problems.map((p) => p.code)).toEqual(['PW-VAR-MISSING'])
    expect(ofText(text, { environment: { NAME: 'pool' } }).problems).toEqual([])
  })

  it('are not looked for in bootstrap documents, Secrets and other objects', () => {
    const config = {
      ...head('KubeadmConfig', 'a'),
      spec: { preKubeadmCommands: ['echo ${HOME}'], files: [{ path: '/a', content: '${X^^}' }] },
    }
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { value: 'echo ${HOME}' } }
    const { manifests, problems, vault } = ofText(json(config, secret, { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '${Y}' } }))
    expect(problems).toEqual([])
    expect(manifests.kubeadmConfigs[0]?.value.spec.preKubeadmCommands).toEqual([secretOf(utf8('echo ${HOME}'))])
    expect([...vault.values()].map((bytes) => new TextDecoder().decode(bytes)).sort()).toEqual(['${X^^}', 'echo ${HOME}'])
  })

  it('in the name of a bootstrap document are warned about', () => {
    expect(ofText(json(head('KubeadmConfig', '${CLUSTER}-mp-0'))).problems.map((p) => `${p.severity} ${p.code}`)).toEqual([
      'warning PW-VAR-BOOTSTRAP',
    ])
  })
})

describe('between objects', () => {
  const codes = (...objects: ReadonlyArray<object>) => ofText(json(...objects)).problems.map((p) => `${p.severity} ${p.code}`)

  it('a missing Cluster, Secret or bootstrap configuration is no problem', () => {
    expect(codes(machinePool('pool'), awsMachinePool('pool'))).toEqual([])
  })

  it('a pool of another provider and an AWSMachinePool that nobody uses are warnings', () => {
    const azure = machinePool('pool')
    const reference = { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AzureMachinePool', name: 'pool' }
    const spec = { ...azure.spec, template: { spec: { ...azure.spec.template.spec, infrastructureRef: reference } } }
    expect(codes({ ...azure, spec })).toEqual(['warning PW-PROVIDER-NONE'])
    expect(lines(json({ ...azure, spec }))[0]).toContain('"AzureMachinePool"')
    expect(codes(awsMachinePool('pool'))).toEqual(['warning PW-POOL-UNUSED'])
  })

  it('labels that name another cluster and equal names in two namespaces are warnings', () => {
    const labels = { 'cluster.x-k8s.io/cluster-name': 'd' }
    const labelled = (object: object) => ({ ...object, metadata: { name: 'pool', labels } })
    expect(codes(labelled(machinePool('pool')), labelled(awsMachinePool('pool')))).toEqual([
      'warning PW-CLUSTER-NAME',
      'warning PW-CLUSTER-NAME',
    ])
    const elsewhere = (object: object) => ({ ...object, metadata: { name: 'pool', namespace: 'other' } })
    expect(codes(machinePool('pool'), awsMachinePool('pool'), elsewhere(machinePool('pool')), elsewhere(awsMachinePool('pool')))).toEqual([
      'warning PW-NAME-SHARED',
    ])
  })

  it('a Cluster that refers to an AWSCluster of another name points at nothing', () => {
    const cluster = (name: string) => ({
      ...head('Cluster', 'c'),
      spec: { infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSCluster', name } },
    })
    expect(codes(cluster('c'), head('AWSCluster', 'c'))).toEqual([])
    expect(codes(cluster('c'))).toEqual([])
    expect(codes(cluster('d'), head('AWSCluster', 'c'))).toEqual(['error PW-REF-NOTHING'])
  })

  it('a Cluster that refers to a control plane of another name points at nothing, with either reference', () => {
    const reference = { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'AWSManagedControlPlane' }
    const managed = { infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: 'AWSManagedCluster', name: 'c' } }
    const cluster = (name: string, spec: object = managed) => ({
      ...head('Cluster', 'c'),
      spec: { ...spec, controlPlaneRef: { ...reference, name } },
    })
    const controlPlane = head('AWSManagedControlPlane', 'c-control-plane')
    expect(codes(cluster('c-control-plane'), controlPlane)).toEqual([])
    expect(codes(cluster('c-control-plane', { infrastructureRef: { ...reference, name: 'c-control-plane' } }), controlPlane)).toEqual([])
    expect(codes(cluster('c-control-plane'), { ...head('AWSManagedCluster', 'c'), spec: { nonsense: 1 } }, controlPlane)).toEqual([])
    expect(codes(cluster('c-control-plan'))).toEqual([])
    expect(lines(json(cluster('c-control-plan'), controlPlane))[0]).toContain('Did you mean c-control-plane?')
    const both = cluster('other', { infrastructureRef: { ...reference, name: 'another' } })
    expect(codes(both, controlPlane)).toEqual(['error PW-REF-NOTHING', 'error PW-REF-NOTHING'])
    expect(codes(cluster('other'), { ...controlPlane, metadata: { name: 'c', namespace: 'elsewhere' } })).toEqual([])
  })

  it('versions are semver, with or without v', () => {
    const of = (version: string) => {
      const pool = machinePool('pool')
      return codes({ ...pool, spec: { ...pool.spec, template: { spec: { ...pool.spec.template.spec, version } } } }, awsMachinePool('pool'))
    }
    for (const good of ['v1.31.0', '1.31.0', 'v1.31.0-rc.1+build', 'v1.16.8']) expect(of(good), good).toEqual([])
    for (const bad of ['v1.31', '1', 'vv1.31.0', '=1.31.0', 'v1.31.0 ', 'v01.2.3', 'latest'])
      expect(of(bad), bad).toEqual(['error PW-VERSION'])
  })
})

describe('secrets', () => {
  const canary = 'canary-7f3a'
  const secret = (more: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...more })
  const kubeadm = (spec: object, version = 'v1beta2') => ({ ...head('KubeadmConfig', 'k', version), spec })

  it('never show in values or problems, wherever they stand and however they are broken', () => {
    const texts = [
      json(secret({ stringData: { value: canary } })),
      json(secret({ data: { value: `${canary}!` } })),
      json(
        secret({
          metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': canary } },
          stringData: { value: 'x' },
        }),
      ),
      json({ ...kubeadm({}), metadata: { name: 'k', annotations: { 'cluster.x-k8s.io/conversion-data': canary } } }),
      json(secret({ data: { value: { a: canary } } })),
      json(secret({ stringData: { value: [canary], format: canary } })),
      `apiVersion: v1\nkind: Secret\nstringData:\n  value: "${canary}\n`,
      `apiVersion: v1\nkind: Secret\nstringData:\n  value: ${canary}: ${canary}\n`,
      `apiVersion: v1\nkind: Secret\nstringData:\n  value: *${canary}\n`,
      `apiVersion: v1\nkind: Secret\nstringData:\n\tvalue: !${canary} ${canary}\n`,
      json(kubeadm({ joinConfiguration: { discovery: { bootstrapToken: { token: canary }, tlsBootstrapToken: canary } } })),
      json(
        kubeadm({ files: [{ path: '/a', content: canary, encoding: canary }], users: [{ name: 'u', passwd: canary, inactive: canary }] }),
      ),
      json(kubeadm({ preKubeadmCommands: canary, postKubeadmCommands: [[canary]], verbosity: canary })),
      json(kubeadm({ initConfiguration: { bootstrapTokens: [{ token: canary, ttl: canary }] }, format: canary }, 'v1beta1')),
      json(
        kubeadm({
          joinConfiguration: {
            discovery: {
              file: { kubeConfigPath: '/a', kubeConfig: { user: { exec: { command: 'a', env: [{ name: 'n', value: canary }] } } } },
            },
          },
        }),
      ),
      json(kubeadm({ ignition: { containerLinuxConfig: { additionalConfig: canary } }, format: 'ignition' })),
    ]
    for (const text of texts) {
      const { manifests, problems } = ofText(text)
      expect(JSON.stringify([manifests, problems, problems.map(render)]), text).not.toContain(canary)
    }
  })

  it('are the same as data and as stringData, which wins', () => {
    const of = (more: object) => ofText(json(secret(more))).manifests.secrets[0]?.value.value
    const expected = secretOf(utf8('grüße\n'))
    const base64 = Buffer.from('grüße\n').toString('base64')
    expect(of({ stringData: { value: 'grüße\n' } })).toEqual(expected)
    expect(of({ data: { value: base64 } })).toEqual(expected)
    expect(of({ data: { value: 'b3RoZXI=' }, stringData: { value: 'grüße\n' } })).toEqual(expected)
  })

  it('say which keys are volatile and in which format they are', () => {
    const metadata = { name: 's', annotations: { 'poolwright.dev/volatile': ' token\n discovery-hash ' } }
    const { manifests } = ofText(json(secret({ metadata, data: { value: '', format: 'aWduaXRpb24=' } })))
    expect(manifests.secrets[0]?.value).toMatchObject({ volatile: ['token', 'discovery-hash'], format: 'ignition' })
  })
})

const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0, max: 0xd7ff })), { maxLength: 8 })
  .map((points) => String.fromCodePoint(...points))

/** Each run parses a file or two; what they look for shows in a few. */
const few = { numRuns: 40 }

describe('laws', { timeout: 30_000 }, () => {
  const name = fc.constantFrom('one', 'two', 'three', 'four')
  const poolSpec = fc.record(
    {
      minSize: fc.nat(1),
      maxSize: fc.integer({ min: 3, max: 9 }),
      subnets: fc.array(fc.oneof(fc.constantFrom('s-1', 's-2'), fc.record({ id: fc.constantFrom('s-1', 's-2') }))),
      additionalTags: fc.dictionary(fc.stringMatching(/^[a-z][a-z/.:-]{0,8}$/), fc.stringMatching(/^[ a-zA-Z0-9:/-]{0,9}$/)),
      defaultCoolDown: fc.constantFrom('0s', '1m30s', '300s'),
      capacityRebalance: fc.boolean(),
      awsLaunchTemplate: fc.record(
        {
          instanceType: fc.constantFrom('m5.large', 'null', 'true', '1e3', '~', 'yes', '0x1'),
          rootVolume: fc.record({ size: fc.integer({ min: 8, max: 99 }), encrypted: fc.boolean() }),
          sshKeyName: anyText,
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['awsLaunchTemplate'] },
  )
  const objects = fc
    .uniqueArray(fc.tuple(name, poolSpec), { selector: ([n]) => n, maxLength: 3 })
    .map((pools) => pools.flatMap(([n, spec]) => [awsMachinePool(n, spec), machinePool(n, { replicas: 3 })]))
  const noVariables: ReadOptions = { ...options, substitute: false }

  it('what is printed as JSON and as YAML reads the same', () =>
    fc.assert(
      fc.property(objects, (given) => {
        fc.pre(given.length > 0)
        const asJson = read(noVariables)([{ file: 'a.json', text: json(...given) }])
        const asYaml = read(noVariables)([{ file: 'a.yaml', text: given.map((o) => stringify(o)).join('---\n') }])
        expect(asJson.problems).toEqual([])
        expect(asYaml.problems).toEqual([])
        expect(values(asYaml.manifests)).toEqual(values(asJson.manifests))
        expect(asJson.manifests.machinePools).toHaveLength(given.length / 2)
      }),
      few,
    ))

  it('what was read, printed and read again is the same', () =>
    fc.assert(
      fc.property(objects, (given) => {
        const once = read(noVariables)([{ file: 'a.json', text: json(...given) }]).manifests.awsMachinePools.map((p) => p.value.spec)
        const again = read(noVariables)([{ file: 'b.json', text: json(...once.map((spec, i) => awsMachinePool(`pool-${i}`, spec))) }])
        expect(again.manifests.awsMachinePools.map((p) => p.value.spec)).toEqual(once)
      }),
      few,
    ))

  it('documents in any order, in one file or many, give equal manifests', () =>
    fc.assert(
      fc.property(
        objects.chain((given) =>
          fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length, maxLength: given.length })),
        ),
        ([given, shuffled]) => {
          const together = read(noVariables)([{ file: 'a.yaml', text: given.map((o) => stringify(o)).join('---\n') }])
          const apart = read(noVariables)(shuffled.map((o, i) => ({ file: `${i}.yaml`, text: stringify(o) })))
          expect(values(apart.manifests)).toEqual(values(together.manifests))
        },
      ),
      few,
    ))

  it('no text makes it throw, and what is wrong always has a place and a known order', () => {
    const pieces = [
      ...documentation.text.split(/(?<=\n)/),
      ...'&a *a !t - : ? | > { } [ ] , " \' # % @ ` \t \r\n \u0000 \u2028 --- ... <<: ${ } $${A:-'.split(' '),
      '1e999',
      '0x',
      '.nan',
      '\ud800',
    ]
    const mutated = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join(''))
    const cut = fc
      .tuple(fc.nat(documentation.text.length), fc.nat(40), anyText)
      .map(([at, size, put]) => documentation.text.slice(0, at) + put + documentation.text.slice(at + size))
    fc.assert(
      fc.property(fc.oneof(anyText, fc.json(), mutated, cut), fc.boolean(), (text, substitute) => {
        const { problems } = read({ ...options, substitute })([{ file: 'a.yaml', text }])
        expect(inOrder(problems)).toEqual(problems)
        for (const p of problems) {
          expect(p.place?.line).toBeGreaterThan(0)
          expect(p.place?.column).toBeGreaterThan(0)
          expect(render(p)).not.toContain('undefined')
        }
      }),
      { numRuns: 150 },
    )
  })

  it('strict never finds less, and warn never makes an error', () =>
    fc.assert(
      fc.property(objects, fc.constantFrom('minSiz', 'x', 'lifecycleHook'), (given, field) => {
        const text = json(...given.map((o) => ({ ...o, spec: { ...o.spec, [field]: 1 } })))
        const of = (how: Partial<ReadOptions>) => read({ ...noVariables, ...how })([{ file: 'a', text }]).problems
        expect(of({ strict: true }).length).toBe(of({}).length)
        expect(hasErrors(of({ unknown: 'warn' }))).toBe(given.length === 0 && hasErrors(of({})))
      }),
      few,
    ))
})

it('costs little beside the parser, however many objects there are', { timeout: 30_000 }, () => {
  const pools = (count: number) =>
    Array.from(
      { length: count },
      (_, i) =>
        `${stringify(awsMachinePool(`pool-${i}`, { subnets: ['s-1', 's-2'], additionalTags: { a: 'b' } }))}---\n${stringify(machinePool(`pool-${i}`))}`,
    ).join('---\n')
  const least = (work: () => void) =>
    Math.min(
      ...[1, 2].map(() => {
        const begin = performance.now()
        work()
        return performance.now() - begin
      }),
    )
  const text = pools(100)
  const parsed = least(() => void parseAllDocuments(text))
  const all = least(() => {
    const { manifests, problems } = read(options)([{ file: 'many.yaml', text }])
    expect(problems).toEqual([])
    expect(manifests.awsMachinePools).toHaveLength(100)
  })
  expect(all / parsed).toBeLessThan(4)
})
