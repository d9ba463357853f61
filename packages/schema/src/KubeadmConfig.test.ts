import { secretOf } from '@poolwright/core/Secret'
import { describe, expect, it } from 'vitest'
import { utf8 } from './internal/bytes.js'
import { read, render } from './read.js'

const readConfig = (version: 'v1beta1' | 'v1beta2', spec: object, status: object = {}) => {
  const object = { apiVersion: `bootstrap.cluster.x-k8s.io/${version}`, kind: 'KubeadmConfig', metadata: { name: 'k' }, spec, status }
  const text = JSON.stringify(object)
  const { manifests, problems, vault } = read({ environment: {}, substitute: true, unknown: 'error', strict: false })([{ file: 'k', text }])
  return { value: manifests.kubeadmConfigs[0]?.value, problems: problems.map(render), vault }
}
const secret = (text: string) => secretOf(utf8(text))

/** Members that are spelt alike in both versions. */
const shared = {
  files: [
    { path: '/a', owner: 'root', permissions: '0640', encoding: 'base64', append: true, content: 'YQ==' },
    { path: '/b', contentFrom: { secret: { name: 's', key: 'k' } } },
  ],
  mounts: [['/dev/sdb', '/data']],
  bootCommands: ['boot'],
  preKubeadmCommands: ['pre'],
  postKubeadmCommands: ['post'],
  users: [
    {
      name: 'u',
      gecos: 'g',
      groups: 'wheel',
      homeDir: '/home/u',
      inactive: false,
      shell: '/bin/sh',
      passwd: 'hash',
      primaryGroup: 'u',
      lockPassword: true,
      sudo: 'ALL',
      sshAuthorizedKeys: ['ssh-ed25519 A'],
    },
    { name: 'v', passwdFrom: { secret: { name: 's', key: 'p' } } },
  ],
  ntp: { servers: ['a'], enabled: true },
  format: 'cloud-config',
  verbosity: 5,
  diskSetup: {
    partitions: [{ device: '/dev/sdb', layout: true, overwrite: false, tableType: 'gpt' }],
    filesystems: [
      { device: '/dev/sdb1', filesystem: 'ext4', label: 'l', partition: '1', overwrite: true, replaceFS: 'xfs', extraOpts: ['-F'] },
    ],
  },
}
const registration = {
  name: 'n',
  criSocket: '/run/cri.sock',
  taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }],
  ignorePreflightErrors: ['Swap'],
  imagePullPolicy: 'Always',
  imagePullSerial: false,
}
const discovery = {
  bootstrapToken: { token: 'aaaaaa.b', apiServerEndpoint: 'e:6443', caCertHashes: ['sha256:0'], unsafeSkipCAVerification: false },
}
const etcd = { local: { dataDir: '/d', imageTag: '3', serverCertSANs: ['a'], peerCertSANs: ['b'] } }
const cluster = {
  certificatesDir: '/pki',
  imageRepository: 'r',
  featureGates: { A: true },
  controlPlaneEndpoint: 'e:6443',
  dns: { imageTag: '1' },
}

const old = {
  ...shared,
  useExperimentalRetryJoin: true,
  joinConfiguration: {
    apiVersion: 'kubeadm.k8s.io/v1beta3',
    kind: 'JoinConfiguration',
    nodeRegistration: { ...registration, kubeletExtraArgs: { v: '2', 'cloud-provider': 'aws' } },
    discovery: { ...discovery, timeout: '5m' },
    caCertPath: '/ca',
    skipPhases: ['a'],
    patches: { directory: '/p' },
  },
  initConfiguration: { bootstrapTokens: [{ token: 'cccccc.d', ttl: '1h', usages: ['signing'] }], localAPIEndpoint: { bindPort: 6443 } },
  clusterConfiguration: {
    ...cluster,
    clusterName: 'c',
    kubernetesVersion: 'v1.34.0',
    networking: { podSubnet: '10.0.0.0/16' },
    etcd: { local: { ...etcd.local, extraArgs: { b: '1', a: '2' } } },
    apiServer: { certSANs: ['x'], extraArgs: { z: '1' }, timeoutForControlPlane: '4m' },
    scheduler: { extraVolumes: [{ name: 'v', hostPath: '/h', mountPath: '/m', readOnly: true, pathType: 'File' }] },
  },
}
const timeouts = { controlPlaneComponentHealthCheckSeconds: 240 }
const modern = {
  ...shared,
  joinConfiguration: {
    nodeRegistration: {
      ...registration,
      kubeletExtraArgs: [
        { name: 'cloud-provider', value: 'aws' },
        { name: 'v', value: '2' },
      ],
    },
    discovery,
    caCertPath: '/ca',
    skipPhases: ['a'],
    patches: { directory: '/p' },
    timeouts: { ...timeouts, tlsBootstrapSeconds: 300 },
  },
  initConfiguration: {
    bootstrapTokens: [{ token: 'cccccc.d', ttlSeconds: 3600, usages: ['signing'] }],
    localAPIEndpoint: { bindPort: 6443 },
    timeouts,
  },
  clusterConfiguration: {
    ...cluster,
    etcd: {
      local: {
        ...etcd.local,
        extraArgs: [
          { name: 'a', value: '2' },
          { name: 'b', value: '1' },
        ],
      },
    },
    apiServer: { certSANs: ['x'], extraArgs: [{ name: 'z', value: '1' }] },
    scheduler: { extraVolumes: [{ name: 'v', hostPath: '/h', mountPath: '/m', readOnly: true, pathType: 'File' }] },
  },
}

describe('a KubeadmConfig', () => {
  it('of v1beta1 decodes completely, into what v1beta2 says', () => {
    const before = readConfig('v1beta1', old)
    const after = readConfig('v1beta2', modern)
    expect([before.problems, after.problems]).toEqual([[], []])
    expect(before.value).toEqual(after.value)
    expect(after.value?.spec.joinConfiguration?.timeouts).toEqual({
      controlPlaneComponentHealthCheckSeconds: 240,
      tlsBootstrapSeconds: 300,
    })
  })

  it('keeps tokens, passwords, contents and commands in the vault only', () => {
    const { value, vault } = readConfig('v1beta2', modern)
    expect(value?.spec.preKubeadmCommands).toEqual([secret('pre')])
    expect(value?.spec.files?.[0]?.content).toEqual(secret('YQ=='))
    expect(value?.spec.users?.[0]?.passwd).toEqual(secret('hash'))
    expect(value?.spec.joinConfiguration?.discovery?.bootstrapToken?.token).toEqual(secret('aaaaaa.b'))
    const kept = [...vault.values()].map((bytes) => new TextDecoder().decode(bytes)).sort()
    expect(kept).toEqual(['YQ==', 'aaaaaa.b', 'boot', 'cccccc.d', 'hash', 'post', 'pre'])
  })

  it('says which Secret holds its data once it is rendered', () => {
    expect(readConfig('v1beta2', {}, { dataSecretName: 'k', ready: true }).value?.status).toEqual({ dataSecretName: 'k' })
    expect(readConfig('v1beta1', {}).value?.status).toEqual({})
  })

  it('tells taints that are absent from taints that are empty', () => {
    const taints = (nodeRegistration: object) =>
      readConfig('v1beta2', { joinConfiguration: { nodeRegistration } }).value?.spec.joinConfiguration
    expect(taints({ taints: [] })?.nodeRegistration).toEqual({ taints: [] })
    expect(taints({})?.nodeRegistration).toEqual({})
  })

  it.each<readonly [name: string, spec: object, path: string]>([
    [
      'content and contentFrom',
      { files: [{ path: '/a', content: 'c', contentFrom: { secret: { name: 's', key: 'k' } } }] },
      'spec.files[0]',
    ],
    ['a Secret without key', { files: [{ path: '/a', contentFrom: { secret: { name: 's' } } }] }, 'spec.files[0].contentFrom.secret.key'],
    ['an empty key', { users: [{ name: 'u', passwdFrom: { secret: { name: 's', key: '' } } }] }, 'spec.users[0].passwdFrom.secret.key'],
    ['one path twice', { files: [{ path: '/a' }, { path: '/a' }] }, 'spec.files[1].path'],
    ['passwd and passwdFrom', { users: [{ name: 'u', passwd: 'p', passwdFrom: { secret: { name: 's', key: 'k' } } }] }, 'spec.users[0]'],
    ['Ignition options without the format', { ignition: {} }, 'spec.format'],
    ['Ignition and boot commands', { format: 'ignition', bootCommands: ['a'] }, 'spec.bootCommands'],
    ['Ignition and a compressed file', { format: 'ignition', files: [{ path: '/a', encoding: 'gzip' }] }, 'spec.files[0].encoding'],
    ['Ignition and an inactive user', { format: 'ignition', users: [{ name: 'u', inactive: true }] }, 'spec.users[0].inactive'],
    [
      'Ignition and mbr',
      { format: 'ignition', diskSetup: { partitions: [{ device: 'd', layout: true, tableType: 'mbr' }] } },
      'spec.diskSetup.partitions[0].tableType',
    ],
    [
      'Ignition and replaceFS',
      { format: 'ignition', diskSetup: { filesystems: [{ device: 'd', filesystem: 'f', replaceFS: 'x' }] } },
      'spec.diskSetup.filesystems[0].replaceFS',
    ],
    [
      'layout and diskLayout',
      { diskSetup: { partitions: [{ device: 'd', layout: true, diskLayout: [] }] } },
      'spec.diskSetup.partitions[0]',
    ],
    ['neither layout', { diskSetup: { partitions: [{ device: 'd' }] } }, 'spec.diskSetup.partitions[0]'],
    [
      'more than all of a disk',
      { diskSetup: { partitions: [{ device: 'd', diskLayout: [{ percentage: 60 }, { percentage: 50 }] }] } },
      'spec.diskSetup.partitions[0].diskLayout',
    ],
    [
      'a user with two ways in',
      {
        joinConfiguration: {
          discovery: { file: { kubeConfigPath: '/a', kubeConfig: { user: { exec: { command: 'c' }, authProvider: { name: 'a' } } } } },
        },
      },
      'spec.joinConfiguration.discovery.file.kubeConfig.user',
    ],
    [
      'token and file',
      { joinConfiguration: { discovery: { bootstrapToken: {}, file: { kubeConfigPath: '/a' } } } },
      'spec.joinConfiguration.discovery',
    ],
    [
      'an argument twice',
      {
        joinConfiguration: {
          nodeRegistration: {
            kubeletExtraArgs: [
              { name: 'v', value: '1' },
              { name: 'v', value: '2' },
            ],
          },
        },
      },
      'spec.joinConfiguration.nodeRegistration.kubeletExtraArgs[1]',
    ],
    [
      'a map of arguments',
      { joinConfiguration: { nodeRegistration: { kubeletExtraArgs: { v: '2' } } } },
      'spec.joinConfiguration.nodeRegistration.kubeletExtraArgs',
    ],
    ['an unknown field', { preKubeadmCommand: ['a'] }, 'spec.preKubeadmCommand'],
  ])('with %s is refused', (_, spec, path) => {
    const { problems } = readConfig('v1beta2', spec)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`: KubeadmConfig default/k: ${path}: `)
  })
})
