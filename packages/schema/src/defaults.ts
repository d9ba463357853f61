/**
 * The defaults that Cluster API Provider AWS's definitions and webhooks write into pools (V1, V17). What its controller
 * infers later (market type, device name, provider ids, empty process lists) is not written here: the spec stays the author's.
 * @since 0.1.0
 */
import type { AWSLaunchTemplate } from './AWSLaunchTemplate.js'
import type { AWSMachinePoolSpec, Ignition, MixedInstancesPolicy, WrittenSpec } from './AWSMachinePool.js'
import type { AWSManagedMachinePoolSpec, WrittenManagedSpec } from './AWSManagedMachinePool.js'
import { seconds } from './Duration.js'
import { nodegroupNameOf } from './eksNames.js'

const fiveMinutes = '300s'
/** A duration of no whole second counts as absent, so 0 cannot be asked for. */
const cooldown = (written: string | undefined): string => (written === undefined || seconds(written) === 0 ? fiveMinutes : written)

const template = (written: AWSLaunchTemplate): AWSLaunchTemplate =>
  written.instanceMetadataOptions === undefined
    ? written
    : {
        ...written,
        instanceMetadataOptions: {
          httpEndpoint: 'enabled',
          httpProtocolIpv6: 'disabled',
          httpPutResponseHopLimit: 1,
          httpTokens: 'optional',
          instanceMetadataTags: 'disabled',
          ...written.instanceMetadataOptions,
        },
      }

const policy = (written: MixedInstancesPolicy): MixedInstancesPolicy =>
  written.instancesDistribution === undefined
    ? written
    : {
        ...written,
        instancesDistribution: {
          onDemandAllocationStrategy: 'prioritized',
          spotAllocationStrategy: 'lowest-price',
          onDemandBaseCapacity: 0,
          onDemandPercentageAboveBaseCapacity: 100,
          ...written.instancesDistribution,
        },
      }

const ignition = (written: Ignition): Ignition => {
  const storageType = written.storageType ?? 'ClusterObjectStore'
  const version = written.version ?? (storageType === 'UnencryptedUserData' ? undefined : '2.3')
  return { ...written, storageType, ...(version === undefined ? {} : { version }) }
}

/** A managed pool's (V04): the names are made by the webhook, of namespace and name. */
export const managedDefaults = (
  metadata: { readonly namespace: string; readonly name: string },
  written: WrittenManagedSpec,
): AWSManagedMachinePoolSpec => ({
  ...written,
  eksNodegroupName:
    written.eksNodegroupName === undefined || written.eksNodegroupName === ''
      ? nodegroupNameOf(metadata.namespace, metadata.name)
      : written.eksNodegroupName,
  capacityType: written.capacityType ?? 'onDemand',
  updateConfig: written.updateConfig ?? { maxUnavailable: 1 },
  ...(written.awsLaunchTemplate === undefined ? {} : { awsLaunchTemplate: template(written.awsLaunchTemplate) }),
})

/** Fills in what is absent; filling in twice changes nothing. */
export const defaults = (written: WrittenSpec): AWSMachinePoolSpec => ({
  ...written,
  minSize: written.minSize ?? 1,
  maxSize: written.maxSize ?? 1,
  awsLaunchTemplate: template(written.awsLaunchTemplate),
  defaultCoolDown: cooldown(written.defaultCoolDown),
  defaultInstanceWarmup: cooldown(written.defaultInstanceWarmup),
  capacityRebalance: written.capacityRebalance ?? false,
  ...(written.mixedInstancesPolicy === undefined ? {} : { mixedInstancesPolicy: policy(written.mixedInstancesPolicy) }),
  ...(written.ignition === undefined ? {} : { ignition: ignition(written.ignition) }),
})
