/**
 * The nouns that the plan of a pool looks at: AWS's, the manifests', and the host's own.
 * @since 0.1.0
 */
import type { AwsNouns } from '@poolwright/aws/nouns'
import type { AttemptNouns } from '@poolwright/core/Attempt'
import type { AWSCluster } from '@poolwright/schema/AWSCluster'
import type { AWSMachinePool } from '@poolwright/schema/AWSMachinePool'
import type { AWSManagedMachinePool } from '@poolwright/schema/AWSManagedMachinePool'
import type { AWSManagedControlPlane } from '@poolwright/schema/AWSManagedControlPlane'
import type { BootstrapSecret } from '@poolwright/schema/BootstrapSecret'
import type { Cluster } from '@poolwright/schema/Cluster'
import type { KubeadmConfig } from '@poolwright/schema/KubeadmConfig'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import type { Record } from './Record.js'
import type { SettingsInput } from './Settings.js'

export type ManifestNouns = {
  /** By `<name>` in the scope of its namespace; the key of the pool itself. */
  readonly awsmachinepool: AWSMachinePool
  /** As above. */
  readonly awsmanagedmachinepool: AWSManagedMachinePool
  /** By the name of an IAM role, in the scope of no namespace: the managed pools that name it, as `<namespace>/<name>`. */
  readonly roleusers: ReadonlyArray<string>
  /** By `<kind>/<name>` of the infrastructure object that it refers to. */
  readonly machinepool: MachinePool
  readonly cluster: Cluster
  readonly awscluster: AWSCluster
  readonly awsmanagedcontrolplane: AWSManagedControlPlane
  readonly kubeadmconfig: KubeadmConfig
  readonly secret: BootstrapSecret
}

export type HostNouns = {
  /** By the pool's name: what the host's settings say for it, before the pool's own annotations. Absent: nothing. */
  readonly settings: SettingsInput
  /** By `<noun of the pool>/<name>` (`recordOf`): what was applied to things whose owner AWS cannot name. Absent: nothing is known. */
  readonly record: Record
}

export type PoolNouns = AwsNouns & ManifestNouns & HostNouns & AttemptNouns
