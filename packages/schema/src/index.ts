/**
 * Manifests of Cluster API's machine pools: read, checked, in one form whatever version they were written in.
 * @since 0.1.0
 */
export type { AWSCluster, S3Bucket } from './AWSCluster.js'
export * as AWSLaunchTemplate from './AWSLaunchTemplate.js'
export type { AWSMachinePool, AWSMachinePoolSpec, AWSMachinePoolStatus } from './AWSMachinePool.js'
export type { AWSManagedMachinePool, AWSManagedMachinePoolSpec, AWSManagedMachinePoolStatus } from './AWSManagedMachinePool.js'
export type { AWSManagedControlPlane } from './AWSManagedControlPlane.js'
export type { BootstrapSecret } from './BootstrapSecret.js'
export type { Cluster } from './Cluster.js'
export type { ClusterNetwork, ClusterSubnet, NetworkStatus } from './ClusterNetwork.js'
export { schemaCodes } from './codes.js'
export { defaults, managedDefaults } from './defaults.js'
export * as eksNames from './eksNames.js'
export * as Duration from './Duration.js'
export type { KubeadmConfig, KubeadmConfigSpec } from './KubeadmConfig.js'
export type { MachinePool, MachinePoolSpec } from './MachinePool.js'
export { hasErrors, inOrder, type Place, type Placed, type Problem, render } from './Manifest.js'
export { groupOf, type Metadata, type OwnerReference, type Reference, type Taint } from './Metadata.js'
export { type Manifests, read, type Read, type ReadOptions, type Source } from './read.js'
