/**
 * The AWS services behind Auto Scaling pools. Each SDK package is loaded when its service is first asked.
 * @since 0.1.0
 */
import type * as AutoScaling from '@aws-sdk/client-auto-scaling'
import type * as Ec2 from '@aws-sdk/client-ec2'
import type * as Ssm from '@aws-sdk/client-ssm'
import type { Service } from '@poolwright/aws-client/Clients'
import type { Route } from '@poolwright/aws-client/callsOf'

const loadEc2 = () => import('@aws-sdk/client-ec2')
const loadAutoScaling = () => import('@aws-sdk/client-auto-scaling')
const loadSsm = () => import('@aws-sdk/client-ssm')
type CommandClass = Awaited<ReturnType<Route['command']>>

const ec2Service: Service = { name: 'ec2', connect: async (config) => new (await loadEc2()).EC2Client(config) }
const autoScalingService: Service = {
  name: 'autoscaling',
  connect: async (config) => new (await loadAutoScaling()).AutoScalingClient(config),
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
export const ssm = (pick: (sdk: typeof Ssm) => CommandClass): Route => ({ service: ssmService, command: async () => pick(await loadSsm()) })
