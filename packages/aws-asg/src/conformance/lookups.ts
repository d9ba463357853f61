/**
 * Look-ups by filter: what is not there shortens the answer and is no error (`aws-semantics` §4.2, §7).
 * @since 0.1.0
 */
import { type Sequence, step } from './Sequence.js'

const filter = (Name: string, ...Values: ReadonlyArray<string>) => ({ Filters: [{ Name, Values }] })

export const lookups: ReadonlyArray<Sequence> = [
  {
    name: 'look-ups',
    steps: [
      step(
        'a subnet is found by id, with its zone',
        'ec2:DescribeSubnets',
        (g) => filter('subnet-id', g.subnet, 'subnet-00000000000000000'),
        {
          sees: (a) => a.Subnets.map((s) => [s.SubnetId, s.AvailabilityZone]),
          wants: (g) => [[g.subnet, g.zone]],
        },
      ),
      step('images are found by id', 'ec2:DescribeImages', (g) => filter('image-id', ...g.images, 'ami-00000000000000000'), {
        sees: (a) => a.Images.map((i) => i.ImageId).sort(),
        wants: (g) => [...g.images].sort(),
      }),
      step('instance types say what they can run', 'ec2:DescribeInstanceTypes', (g) => filter('instance-type', g.instanceType, 'no.such'), {
        sees: (a) => a.InstanceTypes.map((x) => [x.InstanceType, x.ProcessorInfo?.SupportedArchitectures?.includes('x86_64') ?? false]),
        wants: (g) => [[g.instanceType, true]],
      }),
      step(
        'security groups that are not there are left out',
        'ec2:DescribeSecurityGroups',
        () => filter('group-id', 'sg-00000000000000000'),
        {
          sees: (a) => a.SecurityGroups.length,
          wants: 0,
        },
      ),
      step('parameters that are not there are left out', 'ssm:GetParameters', () => ({ Names: ['/poolwright/no-such-parameter'] }), {
        sees: (a) => a.Parameters.length,
        wants: 0,
      }),
    ],
    tidy: [],
  },
]
