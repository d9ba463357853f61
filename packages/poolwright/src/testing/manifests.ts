/**
 * Manifests for tests: a whole pool that plans without a finding, to be changed by replacing a piece of its text.
 * @since 0.1.0
 */

/** A pool `workers` with everything it refers to. The bytes of its Secret are `canary-7f3a`. */
export const wholePool = `apiVersion: cluster.x-k8s.io/v1beta1
kind: Cluster
metadata:
  name: prod
spec:
  infrastructureRef:
    apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
    kind: AWSCluster
    name: prod
status:
  infrastructureReady: true
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSCluster
metadata:
  name: prod
spec:
  region: eu-west-1
  network:
    vpc:
      id: vpc-0123456789abcdef0
    subnets:
      - id: subnet-0aaaaaaaaaaaaaaaa
        availabilityZone: eu-west-1a
      - id: subnet-0bbbbbbbbbbbbbbbb
        availabilityZone: eu-west-1b
status:
  ready: true
  networkStatus:
    securityGroups:
      node:
        id: sg-0123456789abcdef0
        name: prod-node
      lb:
        id: sg-0123456789abcdef1
        name: prod-lb
---
apiVersion: v1
kind: Secret
metadata:
  name: workers-bootstrap
type: cluster.x-k8s.io/secret
stringData:
  format: cloud-config
  value: canary-7f3a
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata:
  name: workers
spec:
  clusterName: prod
  replicas: 3
  template:
    spec:
      clusterName: prod
      version: v1.34.0
      bootstrap:
        dataSecretName: workers-bootstrap
      infrastructureRef:
        apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
        kind: AWSMachinePool
        name: workers
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSMachinePool
metadata:
  name: workers
spec:
  minSize: 1
  maxSize: 5
  subnets:
    - id: subnet-0aaaaaaaaaaaaaaaa
    - id: subnet-0bbbbbbbbbbbbbbbb
  additionalTags:
    team: platform
  awsLaunchTemplate:
    ami:
      id: ami-0123456789abcdef0
    instanceType: m6i.large
    rootVolume:
      size: 50
      type: gp3
`

/** Only what the text says of AWSMachinePool, for tests about many pools. */
export const poolNamed = (name: string): string =>
  wholePool
    .split('---\n')
    .slice(2)
    .join('---\n')
    .replaceAll('name: workers\n', `name: ${name}\n`)
    .replaceAll('workers-bootstrap', `${name}-bootstrap`)

/** The documents that many pools share. */
export const cluster = wholePool.split('---\n').slice(0, 2).join('---\n')

/** `text` with its only occurrence of `from` replaced; fails loudly where a test's assumption no longer holds. */
export const changed = (text: string, from: string, to: string): string => {
  if (text.split(from).length !== 2) throw new Error(`expected ${from} once`)
  return text.replace(from, () => to)
}
