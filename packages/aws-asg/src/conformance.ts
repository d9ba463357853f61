/**
 * A conformance suite: sequences of operations with what AWS documents that each answers. It runs through any `Calls<AsgAct>`: the real
 * adapter before an endpoint, or before a simulator. `docs/differences-aws.md` lists where stand-ins answer otherwise, and why.
 * @since 0.1.0
 */
import type { AsgAct } from '@poolwright/aws'
import type { Calls } from '@poolwright/core/Calls'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import { groups } from './conformance/groups.js'
import { lookups } from './conformance/lookups.js'
import { refreshes } from './conformance/refreshes.js'
import type { Ground, Sequence } from './conformance/Sequence.js'
import { templates } from './conformance/templates.js'

export { differing, type Heard, perform, type Stage, type Step } from '@poolwright/aws-client/conformance/Sequence'
export type { Ground, Sequence } from './conformance/Sequence.js'

/** All of them; each makes what it needs and takes it away again, so that any may run alone and in any order. */
export const sequences: ReadonlyArray<Sequence> = [...lookups, ...templates, ...groups, ...refreshes]

/** Amazon's own images by parameter, as every account has them. */
export const imageParameters = [
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
  '/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64',
] as const

/** Looks for a subnet and two images in an account; what is missing is said. */
export const groundOf = async (calls: Calls<AsgAct>, scope: Scope, prefix: string): Promise<E.Either<string, Ground>> => {
  const subnets = await calls['ec2:DescribeSubnets'](scope, { Filters: [{ Name: 'state', Values: ['available'] }] }, '')()
  const parameters = await calls['ssm:GetParameters'](scope, { Names: imageParameters }, '')()
  const subnet = E.isRight(subnets) ? subnets.right.Subnets[0] : undefined
  const [one, two] = imageParameters.map((name) =>
    E.isRight(parameters) ? parameters.right.Parameters.find((p) => p.Name === name)?.Value : undefined,
  )
  if (subnet === undefined) return E.left('no subnet was found')
  if (one === undefined || two === undefined) return E.left(`no images were found: ${imageParameters.join(', ')}`)
  return E.right({ scope, prefix, subnet: subnet.SubnetId, zone: subnet.AvailabilityZone, images: [one, two], instanceType: 't3.micro' })
}
