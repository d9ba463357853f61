/**
 * The AWS services behind Auto Scaling pools. Each SDK package is loaded when its service is first asked.
 * @since 0.1.0
 */
import type * as AutoScaling from '@aws-sdk/client-auto-scaling'
import type * as Ec2 from '@aws-sdk/client-ec2'
import type * as S3 from '@aws-sdk/client-s3'
import type * as Ssm from '@aws-sdk/client-ssm'
import type { Service } from '@poolwright/aws-client/Clients'
import type { Route } from '@poolwright/aws-client/callsOf'

const loadEc2 = () => import('@aws-sdk/client-ec2')
const loadAutoScaling = () => import('@aws-sdk/client-auto-scaling')
const loadS3 = () => import('@aws-sdk/client-s3')
const loadSsm = () => import('@aws-sdk/client-ssm')
type CommandClass = Awaited<ReturnType<Route['command']>>

const ec2Service: Service = { name: 'ec2', connect: async (config) => new (await loadEc2()).EC2Client(config) }
const autoScalingService: Service = {
  name: 'autoscaling',
  connect: async (config) => new (await loadAutoScaling()).AutoScalingClient(config),
}
const s3Service: Service = {
  name: 's3',
  // Buckets are names of hosts at AWS; an endpoint of one's own rarely answers to such names.
  connect: async (config) => new (await loadS3()).S3Client({ ...config, forcePathStyle: config.endpoint !== undefined }),
}
const ssmService: Service = { name: 'ssm', connect: async (config) => new (await loadSsm()).SSMClient(config) }

/** A command of EC2. */
export const ec2 = (pick: (sdk: typeof Ec2) => CommandClass): Route => ({ service: ec2Service, command: async () => pick(await loadEc2()) })
/** A command of EC2 that remembers a client token, so that the same request twice makes one thing. */
export const ec2Once = (pick: (sdk: typeof Ec2) => CommandClass): Route => ({ ...ec2(pick), token: 'ClientToken' })
/** A command of EC2 Auto Scaling, which knows no client tokens. */
export const autoScaling = (pick: (sdk: typeof AutoScaling) => CommandClass): Route => ({
  service: autoScalingService,
  command: async () => pick(await loadAutoScaling()),
})
/** A command of S3, whose requests carry bytes as their body. */
export const s3 = (pick: (sdk: typeof S3) => CommandClass): Route => ({
  service: s3Service,
  command: async () => pick(await loadS3()),
  raw: true,
})
export const ssm = (pick: (sdk: typeof Ssm) => CommandClass): Route => ({ service: ssmService, command: async () => pick(await loadSsm()) })
