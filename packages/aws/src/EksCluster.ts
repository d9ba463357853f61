/**
 * EKS clusters, as far as node groups depend on them.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'

const texts = t.readonlyArray(t.string)

/** `status` is `CREATING`, `ACTIVE`, `UPDATING`, `DELETING`, `FAILED` or `PENDING`; `endpoint` is absent until it is active. */
export const EksCluster = struct(
  'Cluster',
  { name: t.string, status: t.string },
  {
    arn: t.string,
    /** A minor version of Kubernetes, e.g. `1.33`. */
    version: t.string,
    endpoint: t.string,
    resourcesVpcConfig: struct(
      'VpcConfigResponse',
      {},
      {
        subnetIds: texts,
        securityGroupIds: texts,
        /** The group that EKS made for traffic between the control plane and managed nodes. */
        clusterSecurityGroupId: t.string,
        vpcId: t.string,
      },
    ),
    tags: t.readonly(t.record(t.string, t.string)),
  },
)
export type EksCluster = t.TypeOf<typeof EksCluster>
