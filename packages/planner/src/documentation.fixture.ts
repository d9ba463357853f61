/** The documentation's own example, as three documents with its four variables, and a world in which its look-ups have answers. */
import type { AwsAct } from '@poolwright/aws/actions'
import { queryId } from '@poolwright/aws/nouns'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import { read } from '@poolwright/schema/read'
import { awsMachinePool } from './pool/awsMachinePool.js'
import { factsOf, poolKeysOf } from './pool/facts.js'

const text = `
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata:
  name: capa-mp-0
spec:
  clusterName: capa
  replicas: 2
  template:
    spec:
      bootstrap:
        configRef:
          apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
          kind: KubeadmConfig
          name: capa-mp-0
      clusterName: capa
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
        kind: AWSMachinePool
        name: capa-mp-0
      version: v1.16.8
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta1
kind: AWSMachinePool
metadata:
  name: capa-mp-0
spec:
  minSize: 1
  maxSize: 10
  availabilityZones:
    - "\${AWS_AVAILABILITY_ZONE}"
  awsLaunchTemplate:
    instanceType: "\${AWS_CONTROL_PLANE_MACHINE_TYPE}"
    sshKeyName: "\${AWS_SSH_KEY_NAME}"
  subnets:
    - \${AWS_SUBNET}
`
const environment = {
  AWS_AVAILABILITY_ZONE: 'us-east-1a',
  AWS_CONTROL_PLANE_MACHINE_TYPE: 't3.large',
  AWS_SSH_KEY_NAME: 'default',
  AWS_SUBNET: 'subnet-1',
}
const scope = 'aws:000000000000/us-east-1'
const query = queryId([
  { Name: 'owner-id', Values: ['819546954734'] },
  { Name: 'name', Values: ['capa-ami-ubuntu-24.04-?1.16.8-*'] },
  { Name: 'architecture', Values: ['x86_64'] },
  { Name: 'state', Values: ['available'] },
  { Name: 'virtualization-type', Values: ['hvm'] },
])
const facts: Fact.Facts = {
  [Key.of('instanceType', scope, 't3.large')]: Fact.present(
    { InstanceType: 't3.large', ProcessorInfo: { SupportedArchitectures: ['x86_64'] } },
    0,
  ),
  [Key.of('images', scope, query)]: Fact.present([{ ImageId: 'ami-9', CreationDate: '2026-01-01T00:00:00Z' }], 0),
}

export const docs = (assumptions: 'hold' | 'allow'): Plan<AwsAct> => {
  const { manifests } = read({ environment, substitute: true, unknown: 'error', strict: false })([{ file: 'pool.yaml', text }])
  const look = factsOf(manifests, { facts, asOf: 0, complete: true }, { assumptions })
  return awsMachinePool.plan(poolKeysOf(manifests)[0] ?? 'awsmachinepool:none', look, 0)
}
