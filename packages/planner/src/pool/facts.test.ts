import * as Fact from '@poolwright/core/Fact'
import { describe, expect, it } from 'vitest'
import { manifestsOf, region } from '../baseline.fixture.js'
import * as eks from '../nodegroup/nodegroup.fixture.js'
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

  const managed = (name: string, roleName: string, more: eks.Part = {}) => ({
    apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    kind: 'AWSManagedMachinePool',
    metadata: { name, ...more },
    spec: { roleName },
  })

  it('those of EKS as well, each kind by its own name', () => {
    const config = { apiVersion: 'bootstrap.cluster.x-k8s.io/v1beta2', kind: 'KubeadmConfig', metadata: { name: 'k' }, spec: {} }
    const manifests = eks.manifestsOf({ others: [config] })
    expect(Object.keys(kubeFacts(manifests, 0)).sort()).toEqual([
      'awsmanagedcontrolplane:kube:/default/cp',
      'awsmanagedmachinepool:kube:/default/pool1',
      'cluster:kube:/default/c',
      'kubeadmconfig:kube:/default/k',
      'machinepool:kube:/default/AWSManagedMachinePool/pool1',
      'secret:kube:/default/boot',
    ])
    expect(poolKeysOf(manifests)).toEqual(['awsmanagedmachinepool:kube:/default/pool1'])
  })

  it('a role stands under its name, with the pools that name it and stay', () => {
    const leaving = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] }
    const others = [managed('pool2', 'r'), managed('pool3', 's'), managed('pool4', 'r', leaving), managed('pool5', '')]
    const facts = kubeFacts(eks.manifestsOf({ spec: { roleName: 'r' }, others }), 0)
    expect(Object.fromEntries(Object.entries(facts).filter(([key]) => key.startsWith('roleusers:')))).toEqual({
      'roleusers:kube://r': Fact.present(['default/pool1', 'default/pool2'], 0),
      'roleusers:kube://s': Fact.present(['default/pool3'], 0),
    })
  })

  it('are the same values at another time', () => {
    const manifests = eks.manifestsOf({ spec: { roleName: 'r' } })
    const [first, second] = [kubeFacts(manifests, 1), kubeFacts(manifests, 2)]
    for (const [key, fact] of Object.entries(first)) {
      const again = second[key]
      expect(again).toEqual({ ...fact, asOf: 2 })
      expect(again?._tag === 'Present' && fact._tag === 'Present' && again.value === fact.value).toBe(true)
    }
  })

  it('of manifests come before what was observed of them', () => {
    const key = 'secret:kube:/ns/boot'
    const look = factsOf(manifestsOf(), { facts: { [key]: Fact.absent(7) }, asOf: 7, complete: true })
    expect(look(key)._tag).toBe('Present')
    expect(look('settings:kube:/ns/workers')).toEqual(Fact.present({}, 7))
  })

  it('what a complete observation does not hold is absent, what a partial one does not is unknown', () => {
    const look = (complete: boolean) => factsOf(manifestsOf(), { facts: {}, asOf: 7, complete }, { adopt: true })
    expect(look(true)(`group:${region}/workers`)).toEqual(Fact.absent(7))
    expect(look(false)(`group:${region}/workers`)).toEqual(Fact.unread)
    expect(look(false)('secret:kube:/ns/other')).toEqual(Fact.absent(7))
    expect(look(false)('settings:kube:/ns/workers')).toEqual(Fact.present({ adopt: true }, 7))
  })
})
