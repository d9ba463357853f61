/**
 * A cluster for tests, in an account that is emulated: EKS itself takes ten minutes to make one and charges for it, so that no operation of
 * ours does.
 * @since 0.1.0
 */
import { CreateClusterCommand, EKSClient, ResourceInUseException } from '@aws-sdk/client-eks'

export type Emulated = { readonly name: string; readonly version: string; readonly subnets: ReadonlyArray<string> }

/** Resolves once the cluster is there, made now or before. Where it is made says the environment: `AWS_ENDPOINT_URL`, `AWS_REGION`. */
export const emulatedCluster = async ({ name, version, subnets }: Emulated): Promise<void> => {
  const client = new EKSClient({ region: process.env['AWS_REGION'] ?? 'us-east-1' })
  const roleArn = 'arn:aws:iam::123456789012:role/eks-controlplane.cluster-api-provider-aws.sigs.k8s.io'
  try {
    await client.send(new CreateClusterCommand({ name, version, roleArn, resourcesVpcConfig: { subnetIds: [...subnets] } }))
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  } finally {
    client.destroy()
  }
}
