/**
 * KubeadmConfig: how a machine joins its cluster. The form is v1beta2's; v1beta1 is converted as Cluster API converts it. Whatever may
 * hold a credential (tokens, passwords, file contents, commands) is a `Secret`: its bytes are in the vault only.
 * @since 0.1.0
 */
import { isPlain } from '@poolwright/core/Json'
import type * as t from 'io-ts'
import { choice, flag, hidden, list, object, open, text } from './internal/codec.js'
import {
  Argument,
  CertificateMembers,
  DiscoveryMembers,
  Endpoint,
  EnvironmentVariable,
  ExternalEtcd,
  FileMembers,
  filePath,
  Filesystem,
  HostPathMount,
  Image,
  JoinControlPlane,
  PartitionMembers,
  Patches,
  RegistrationMembers,
  seconds,
  SpecMembers,
  TokenMembers,
} from './kubeadm/parts.js'
import { BootstrapMeta, type Metadata } from './Metadata.js'

export const NodeRegistration = object('a node registration', {}, { ...RegistrationMembers, kubeletExtraArgs: list(Argument) })
export interface NodeRegistration extends t.TypeOf<typeof NodeRegistration> {}

/** In seconds. */
export const Timeouts = object(
  'timeouts',
  {},
  {
    controlPlaneComponentHealthCheckSeconds: seconds,
    kubeletHealthCheckSeconds: seconds,
    kubernetesAPICallSeconds: seconds,
    etcdAPICallSeconds: seconds,
    tlsBootstrapSeconds: seconds,
    discoverySeconds: seconds,
  },
)
export interface Timeouts extends t.TypeOf<typeof Timeouts> {}

/** @see https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/ */
export const JoinConfiguration = object(
  'a join configuration',
  {},
  {
    nodeRegistration: NodeRegistration,
    caCertPath: text,
    discovery: object('discovery', {}, DiscoveryMembers),
    controlPlane: JoinControlPlane,
    skipPhases: list(text),
    patches: Patches,
    timeouts: Timeouts,
  },
)
export interface JoinConfiguration extends t.TypeOf<typeof JoinConfiguration> {}

export const InitConfiguration = object(
  'an init configuration',
  {},
  {
    bootstrapTokens: list(object('a bootstrap token', { token: hidden }, { ...TokenMembers, ttlSeconds: seconds })),
    nodeRegistration: NodeRegistration,
    localAPIEndpoint: Endpoint,
    skipPhases: list(text),
    patches: Patches,
    timeouts: Timeouts,
  },
)
export interface InitConfiguration extends t.TypeOf<typeof InitConfiguration> {}

const componentMembers = { extraArgs: list(Argument), extraVolumes: list(HostPathMount), extraEnvs: list(EnvironmentVariable) }
const Component = object('a component', {}, componentMembers)
export const ClusterConfiguration = object(
  'a cluster configuration',
  {},
  {
    ...CertificateMembers,
    etcd: object(
      'etcd',
      {},
      {
        local: object(
          'a local etcd',
          {},
          {
            ...Image,
            dataDir: text,
            extraArgs: list(Argument),
            extraEnvs: list(EnvironmentVariable),
            serverCertSANs: list(text),
            peerCertSANs: list(text),
          },
        ),
        external: ExternalEtcd,
      },
    ),
    apiServer: object('an API server', {}, { ...componentMembers, certSANs: list(text) }),
    controllerManager: Component,
    scheduler: Component,
    dns: object('DNS', {}, Image),
  },
)
export interface ClusterConfiguration extends t.TypeOf<typeof ClusterConfiguration> {}

export const File = object('a file', { path: filePath }, { ...FileMembers, contentFormat: choice('Raw', 'Template') })
export interface File extends t.TypeOf<typeof File> {}

export const Partition = object('a partitioned device', { device: text }, { ...PartitionMembers, layout: flag })
export interface Partition extends t.TypeOf<typeof Partition> {}

export const KubeadmConfigSpec = object(
  'a KubeadmConfig spec',
  {},
  {
    ...SpecMembers,
    clusterConfiguration: ClusterConfiguration,
    initConfiguration: InitConfiguration,
    joinConfiguration: JoinConfiguration,
    files: list(File),
    diskSetup: object('a disk setup', {}, { partitions: list(Partition), filesystems: list(Filesystem) }),
  },
)
/** `clusterConfiguration` and `initConfiguration` mean nothing on a worker that joins. */
export interface KubeadmConfigSpec extends t.TypeOf<typeof KubeadmConfigSpec> {}

export interface KubeadmConfig {
  readonly metadata: Metadata
  readonly spec: KubeadmConfigSpec
  /** The Secret with the rendered data, once something has rendered it. */
  readonly status: { readonly dataSecretName?: string }
}

/** As written in v1beta2. */
export const KubeadmConfigV1Beta2 = object(
  'a KubeadmConfig',
  { apiVersion: text, kind: text, metadata: BootstrapMeta },
  { spec: KubeadmConfigSpec, status: open },
)

/** Status is never an error: what is not of the expected type is left out. */
export const kubeadmStatusOf = (status: unknown): KubeadmConfig['status'] => {
  const name = isPlain(status) ? status['dataSecretName'] : undefined
  return typeof name === 'string' && name !== '' ? { dataSecretName: name } : {}
}
