/**
 * KubeadmConfig's v1beta1 API and its conversion to v1beta2: argument maps become lists in order of name, durations become seconds, and
 * what v1beta2 no longer has (`useExperimentalRetryJoin`, the cluster's network and names, type members) is read and dropped.
 */
import { byText } from '@poolwright/core/Json'
import type * as t from 'io-ts'
import { Duration, seconds as secondsOf } from '../Duration.js'
import { choice, dictionary, flag, hidden, list, object, open, text } from '../internal/codec.js'
import type {
  ClusterConfiguration,
  File,
  InitConfiguration,
  JoinConfiguration,
  KubeadmConfigSpec,
  NodeRegistration,
  Timeouts,
} from '../KubeadmConfig.js'
import { BootstrapMeta } from '../Metadata.js'
import {
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
  SpecMembers,
  TokenMembers,
} from './parts.js'

const typeMembers = { apiVersion: text, kind: text }
const Arguments = dictionary(text)
const Registration = object('a node registration', {}, { ...RegistrationMembers, kubeletExtraArgs: Arguments })

const Join = object(
  'a join configuration',
  {},
  {
    ...typeMembers,
    nodeRegistration: Registration,
    caCertPath: text,
    discovery: object('discovery', {}, { ...DiscoveryMembers, timeout: Duration }),
    controlPlane: JoinControlPlane,
    skipPhases: list(text),
    patches: Patches,
  },
)
const Token = object('a bootstrap token', { token: hidden }, { ...TokenMembers, ttl: Duration })
const Init = object(
  'an init configuration',
  {},
  {
    ...typeMembers,
    bootstrapTokens: list(Token),
    nodeRegistration: Registration,
    localAPIEndpoint: Endpoint,
    skipPhases: list(text),
    patches: Patches,
  },
)
const componentMembers = { extraArgs: Arguments, extraVolumes: list(HostPathMount), extraEnvs: list(EnvironmentVariable) }
const Component = object('a component', {}, componentMembers)
const Cluster = object(
  'a cluster configuration',
  {},
  {
    ...typeMembers,
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
            extraArgs: Arguments,
            extraEnvs: list(EnvironmentVariable),
            serverCertSANs: list(text),
            peerCertSANs: list(text),
          },
        ),
        external: ExternalEtcd,
      },
    ),
    networking: object('a network', {}, { serviceSubnet: text, podSubnet: text, dnsDomain: text }),
    kubernetesVersion: text,
    apiServer: object('an API server', {}, { ...componentMembers, certSANs: list(text), timeoutForControlPlane: Duration }),
    controllerManager: Component,
    scheduler: Component,
    dns: object('DNS', {}, Image),
    clusterName: text,
  },
)
const WrittenFile = object('a file', { path: filePath }, { ...FileMembers, contentFormat: choice('', 'go-template') })
const Partition = object('a partitioned device', { device: text, layout: flag }, PartitionMembers)

export const KubeadmConfigV1Beta1 = object(
  'a KubeadmConfig',
  { apiVersion: text, kind: text, metadata: BootstrapMeta },
  {
    spec: object(
      'a KubeadmConfig spec',
      {},
      {
        ...SpecMembers,
        clusterConfiguration: Cluster,
        initConfiguration: Init,
        joinConfiguration: Join,
        files: list(WrittenFile),
        diskSetup: object('a disk setup', {}, { partitions: list(Partition), filesystems: list(Filesystem) }),
        useExperimentalRetryJoin: flag,
      },
    ),
    status: open,
  },
)
type Spec = NonNullable<t.TypeOf<typeof KubeadmConfigV1Beta1>['spec']>

type Args = Readonly<Record<string, string>>
const argumentsOf = (args: Args) =>
  Object.keys(args)
    .sort(byText)
    .map((name) => ({ name, value: args[name] ?? '' }))

const registrationOf = ({ kubeletExtraArgs, ...same }: t.TypeOf<typeof Registration>): NodeRegistration => ({
  ...same,
  ...(kubeletExtraArgs === undefined ? {} : { kubeletExtraArgs: argumentsOf(kubeletExtraArgs) }),
})

const timeoutsOf = (discovery: string | undefined, controlPlane: string | undefined): Timeouts => ({
  ...(controlPlane === undefined ? {} : { controlPlaneComponentHealthCheckSeconds: secondsOf(controlPlane) }),
  ...(discovery === undefined ? {} : { tlsBootstrapSeconds: secondsOf(discovery) }),
})
const some = <K extends string, A extends object>(key: K, value: A): { readonly [P in K]?: A } =>
  // a computed key widens to string; it is K
  (Object.keys(value).length === 0 ? {} : { [key]: value }) as { readonly [P in K]?: A }

const joinOf = (written: t.TypeOf<typeof Join>, controlPlaneTimeout: string | undefined): JoinConfiguration => {
  const { apiVersion: _apiVersion, kind: _kind, nodeRegistration, discovery, ...same } = written
  const { timeout, ...found } = discovery ?? {}
  return {
    ...same,
    ...(nodeRegistration === undefined ? {} : { nodeRegistration: registrationOf(nodeRegistration) }),
    ...(discovery === undefined ? {} : { discovery: found }),
    ...some('timeouts', timeoutsOf(timeout, controlPlaneTimeout)),
  }
}

const tokenOf = ({ ttl, ...same }: t.TypeOf<typeof Token>) => ({ ...same, ...(ttl === undefined ? {} : { ttlSeconds: secondsOf(ttl) }) })
const initOf = (written: t.TypeOf<typeof Init>, controlPlaneTimeout: string | undefined): InitConfiguration => {
  const { apiVersion: _apiVersion, kind: _kind, nodeRegistration, bootstrapTokens, ...same } = written
  return {
    ...same,
    ...(bootstrapTokens === undefined ? {} : { bootstrapTokens: bootstrapTokens.map(tokenOf) }),
    ...(nodeRegistration === undefined ? {} : { nodeRegistration: registrationOf(nodeRegistration) }),
    ...some('timeouts', timeoutsOf(undefined, controlPlaneTimeout)),
  }
}

const withArguments = <C extends { readonly extraArgs?: Args }>({ extraArgs, ...same }: C) => ({
  ...same,
  ...(extraArgs === undefined ? {} : { extraArgs: argumentsOf(extraArgs) }),
})
const clusterOf = (written: t.TypeOf<typeof Cluster>): ClusterConfiguration => {
  const { apiVersion: _a, kind: _k, networking: _n, kubernetesVersion: _v, clusterName: _c, ...kept } = written
  const { etcd, apiServer, controllerManager, scheduler, ...same } = kept
  const { timeoutForControlPlane: _timeout, ...server } = apiServer ?? {}
  const { local, ...external } = etcd ?? {}
  return {
    ...same,
    ...(etcd === undefined ? {} : { etcd: { ...external, ...(local === undefined ? {} : { local: withArguments(local) }) } }),
    ...(apiServer === undefined ? {} : { apiServer: withArguments(server) }),
    ...(controllerManager === undefined ? {} : { controllerManager: withArguments(controllerManager) }),
    ...(scheduler === undefined ? {} : { scheduler: withArguments(scheduler) }),
  }
}

const fileOf = ({ contentFormat, ...same }: t.TypeOf<typeof WrittenFile>): File => ({
  ...same,
  ...(contentFormat === 'go-template' ? { contentFormat: 'Template' } : {}),
})

/** The v1beta2 form of a v1beta1 spec. */
export const converted = (written: Spec): KubeadmConfigSpec => {
  const { clusterConfiguration, initConfiguration, joinConfiguration, files, useExperimentalRetryJoin: _retry, ...same } = written
  const timeout = clusterConfiguration?.apiServer?.timeoutForControlPlane
  return {
    ...same,
    ...(clusterConfiguration === undefined ? {} : { clusterConfiguration: clusterOf(clusterConfiguration) }),
    ...(initConfiguration === undefined ? {} : { initConfiguration: initOf(initConfiguration, timeout) }),
    ...(joinConfiguration === undefined ? {} : { joinConfiguration: joinOf(joinConfiguration, timeout) }),
    ...(files === undefined ? {} : { files: files.map(fileOf) }),
  }
}
