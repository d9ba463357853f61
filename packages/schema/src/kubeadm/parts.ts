/**
 * The parts of a KubeadmConfig that are the same in its v1beta1 and v1beta2 APIs.
 */
import { choice, dictionary, flag, hidden, int32, list, object, open, text, textOf, whole } from '../internal/codec.js'
import { Taint } from '../Metadata.js'

export const seconds = whole(0, int32)

/** An argument of a kubeadm component; names are unique within a list. */
export const Argument = object('an argument', { name: textOf(1, 256), value: textOf(0, 1024) })
export const HostPathMount = object('a host path', { name: text, hostPath: text, mountPath: text }, { readOnly: flag, pathType: text })
export const EnvironmentVariable = object('an environment variable', { name: text }, { value: hidden, valueFrom: open })
export const Endpoint = object('an endpoint', {}, { advertiseAddress: text, bindPort: whole(0, 65_535) })
export const Patches = object('patches', {}, { directory: text })
export const Image = { imageRepository: text, imageTag: text }
export const ExternalEtcd = object('an external etcd', { endpoints: list(text), caFile: text, certFile: text, keyFile: text })
export const CertificateMembers = {
  certificatesDir: text,
  imageRepository: text,
  featureGates: dictionary(flag),
  certificateValidityPeriodDays: whole(0, 1_095),
  caCertificateValidityPeriodDays: whole(0, 36_500),
  encryptionAlgorithm: choice('ECDSA-P256', 'ECDSA-P384', 'RSA-2048', 'RSA-3072', 'RSA-4096'),
  controlPlaneEndpoint: text,
}

export const RegistrationMembers = {
  name: textOf(1, 253),
  criSocket: text,
  taints: list(Taint),
  ignorePreflightErrors: list(textOf(1, 512)),
  imagePullPolicy: choice('Always', 'IfNotPresent', 'Never'),
  imagePullSerial: flag,
}

export const TokenMembers = { description: text, expires: text, usages: list(text), groups: list(text) }

const Exec = object(
  'a command that gives credentials',
  { command: text },
  {
    args: list(text),
    env: list(object('an environment variable', { name: text, value: hidden })),
    apiVersion: text,
    provideClusterInfo: flag,
  },
)
export const TokenDiscovery = object(
  'discovery by token',
  {},
  { token: hidden, apiServerEndpoint: text, caCertHashes: list(text), unsafeSkipCAVerification: flag },
)
export const FileDiscovery = object(
  'discovery by file',
  { kubeConfigPath: text },
  {
    kubeConfig: object(
      'a kubeconfig',
      {
        user: object(
          'a user',
          {},
          { authProvider: object('an authentication plugin', { name: text }, { config: dictionary(hidden) }), exec: Exec },
        ),
      },
      {
        cluster: object(
          'a cluster',
          {},
          { server: text, tlsServerName: text, insecureSkipTLSVerify: flag, certificateAuthorityData: text, proxyURL: text },
        ),
      },
    ),
  },
)
export const DiscoveryMembers = { bootstrapToken: TokenDiscovery, file: FileDiscovery, tlsBootstrapToken: hidden }
export const JoinControlPlane = object('a control plane', {}, { localAPIEndpoint: Endpoint })

const SecretKey = object('a key of a Secret', { secret: object('a key of a Secret', { name: textOf(1, 253), key: textOf(1, 253) }) })
export const FileMembers = {
  owner: textOf(0, 256),
  permissions: textOf(0, 16),
  encoding: choice('base64', 'gzip', 'gzip+base64'),
  append: flag,
  content: hidden,
  contentFrom: SecretKey,
}
export const filePath = textOf(1, 512)

const DiskLayout = object('a partition', { percentage: whole(1, 100) }, { partitionType: text })
export const PartitionMembers = { diskLayout: list(DiskLayout), overwrite: flag, tableType: choice('mbr', 'gpt') }
export const Filesystem = object(
  'a filesystem',
  { device: text, filesystem: text },
  { label: text, partition: text, overwrite: flag, replaceFS: text, extraOpts: list(text) },
)
export const User = object(
  'a user',
  { name: textOf(1, 256) },
  {
    gecos: text,
    groups: text,
    homeDir: text,
    inactive: flag,
    shell: text,
    passwd: hidden,
    passwdFrom: SecretKey,
    primaryGroup: text,
    lockPassword: flag,
    sudo: text,
    sshAuthorizedKeys: list(text),
  },
)
/** Shell text may hold anything; it is kept away like file contents. */
const commands = list(hidden)
export const SpecMembers = {
  mounts: list(list(text)),
  bootCommands: commands,
  preKubeadmCommands: commands,
  postKubeadmCommands: commands,
  users: list(User),
  ntp: object('time servers', {}, { servers: list(text), enabled: flag }),
  format: choice('cloud-config', 'ignition'),
  verbosity: whole(-int32, int32),
  ignition: object(
    'Ignition options',
    {},
    { containerLinuxConfig: object('a Container Linux configuration', {}, { additionalConfig: hidden, strict: flag }) },
  ),
}
