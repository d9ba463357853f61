/**
 * The stub that a template holds where Ignition data is kept in a bucket: it says where to fetch the data.
 * @see https://coreos.github.io/ignition/specs/
 * @since 0.1.0
 */
import type { Secret } from '@poolwright/core/Secret'
import type { AWSMachinePoolSpec, Ignition } from '@poolwright/schema/AWSMachinePool'

/** Bootstrap data that is kept in a bucket. */
export type Stored = { readonly bucket: string; readonly key: string; readonly value: Secret }

/** Whether a pool's Ignition data belongs in the cluster's bucket. */
export const isStored = (spec: AWSMachinePoolSpec): boolean => spec.ignition?.storageType === 'ClusterObjectStore'

/** As Cluster API Provider AWS names it, so that the bucket's rules and policies fit: by pool and digest. */
export const keyFor = (pool: string, hash: string): string => `machine-pool/${pool}/${hash}`

const nothing = {}
const unverified = { verification: nothing }
const rest = { passwd: nothing, storage: nothing, systemd: nothing }

/**
 * What the template holds instead of the data. Version 2 appends, version 3 merges (L20, L21). User data is compared by its bytes, so that
 * these are written as Cluster API Provider AWS writes them, members that say nothing and their order included: a pool that moves over
 * keeps its version.
 */
export const stubFor = (version: NonNullable<Ignition['version']>, { bucket, key }: Pick<Stored, 'bucket' | 'key'>): string => {
  const fetched = [{ source: `s3://${bucket}/${key}`, ...unverified }]
  const common = { security: { tls: nothing }, timeouts: nothing, version: `${version}.0` }
  return JSON.stringify(
    version.startsWith('2')
      ? { ignition: { config: { append: fetched }, ...common }, networkd: nothing, ...rest }
      : { ignition: { config: { merge: fetched, replace: unverified }, proxy: nothing, ...common }, kernelArguments: nothing, ...rest },
  )
}
