/**
 * AWSManagedControlPlane: an EKS cluster, of which pools read the name, the network and where images are looked for. v1beta1 and v1beta2
 * decode into one form. Everything else that Cluster API Provider AWS takes is taken and not looked into.
 * @since 0.1.0
 */
import { isPlain } from '@poolwright/core/Json'
import type * as t from 'io-ts'
import { type ClusterNetwork, networkOf, type NetworkStatus, networkStatusOf, WrittenNetwork } from './ClusterNetwork.js'
import { dictionary, object, open, pattern, text } from './internal/codec.js'
import { type Metadata, metadataOf, ObjectMeta } from './Metadata.js'

export interface AWSManagedControlPlane {
  readonly metadata: Metadata
  readonly spec: {
    /** The cluster's name in EKS; absent until somebody or Cluster API Provider AWS's webhook has given one. */
    readonly eksClusterName?: string
    readonly region?: string
    readonly additionalTags: Readonly<Record<string, string>>
    readonly imageLookupFormat?: string
    readonly imageLookupOrg?: string
    readonly imageLookupBaseOS?: string
    readonly network: ClusterNetwork
    /** As written, such as `v1.34` or `1.34.0`; EKS knows two numbers. */
    readonly version?: string
    /** The key that nodes of managed pools with remote access take, unless they name their own. */
    readonly sshKeyName?: string
    /** Whether there is a bastion, from which nodes with remote access can be reached. */
    readonly bastion: boolean
  }
  readonly status: NetworkStatus
}

/** As the resource's definition has it. */
const version = pattern('text such as v1.34', /^v?(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.?(?:\.0|[1-9]\d*)?$/)

export const WrittenAWSManagedControlPlane = object(
  'an AWSManagedControlPlane',
  { apiVersion: text, kind: text, metadata: ObjectMeta },
  {
    spec: object(
      'an AWSManagedControlPlane spec',
      {},
      {
        eksClusterName: text,
        network: WrittenNetwork,
        region: text,
        version,
        additionalTags: dictionary(text),
        imageLookupFormat: text,
        imageLookupOrg: text,
        imageLookupBaseOS: text,
        accessConfig: open,
        addons: open,
        associateOIDCProvider: open,
        bastion: open,
        bootstrapSelfManagedAddons: open,
        controlPlaneEndpoint: open,
        controlPlaneScalingConfig: open,
        disableVPCCNI: open,
        encryptionConfig: open,
        endpointAccess: open,
        iamAuthenticatorConfig: open,
        identityRef: open,
        kubeProxy: open,
        logging: open,
        machineTemplate: open,
        oidcIdentityProviderConfig: open,
        partition: open,
        restrictPrivateSubnets: open,
        roleAdditionalPolicies: open,
        roleName: open,
        rolePath: open,
        rolePermissionsBoundary: open,
        secondaryCidrBlock: open,
        sshKeyName: text,
        tokenMethod: open,
        upgradePolicy: open,
        vpcCni: open,
      },
    ),
    status: open,
  },
)

export const awsManagedControlPlaneOf = (written: t.TypeOf<typeof WrittenAWSManagedControlPlane>): AWSManagedControlPlane => {
  const spec = written.spec ?? {}
  return {
    metadata: metadataOf(written.metadata),
    spec: {
      ...(spec.eksClusterName === undefined ? {} : { eksClusterName: spec.eksClusterName }),
      ...(spec.region === undefined ? {} : { region: spec.region }),
      additionalTags: spec.additionalTags ?? {},
      ...(spec.imageLookupFormat === undefined ? {} : { imageLookupFormat: spec.imageLookupFormat }),
      ...(spec.imageLookupOrg === undefined ? {} : { imageLookupOrg: spec.imageLookupOrg }),
      ...(spec.imageLookupBaseOS === undefined ? {} : { imageLookupBaseOS: spec.imageLookupBaseOS }),
      network: networkOf(spec.network),
      ...(spec.version === undefined ? {} : { version: spec.version }),
      ...(spec.sshKeyName === undefined ? {} : { sshKeyName: spec.sshKeyName }),
      bastion: isPlain(spec.bastion) && spec.bastion['enabled'] === true,
    },
    status: networkStatusOf(written.status),
  }
}
