import { operations } from '@poolwright/aws/operations'
import type { AwsAct } from '@poolwright/aws/actions'
import { nouns } from '@poolwright/aws/nouns'
import type { AnyAct } from '@poolwright/core/Action'
import type { Calls } from '@poolwright/core/Calls'
import * as CloudError from '@poolwright/core/CloudError'
import * as Key from '@poolwright/core/Key'
import { callsOf, type Model } from '@poolwright/core/Model'
import type { OpTable } from '@poolwright/core/Operation'
import { aws } from '@poolwright/simulator/aws'
import { encodeWorld } from '@poolwright/simulator/worldFile'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { account } from './arbitraries/awsMachinePool.js'
import { type Bench, conformanceOf, type Failure, type Stand, suites, type Write } from './conformance.js'
import * as shelves from './example/shelfCloud.js'
import { provider as shelfProvider } from './example/shelfProvider.js'

const errors: { readonly [F in Failure]: CloudError.CloudError } = {
  Throttled: CloudError.throttled(),
  Busy: CloudError.busy('ResourceContention'),
  Stale: CloudError.stale('AlreadyExists'),
  Refused: CloudError.refused('ValidationError'),
  Denied: CloudError.denied('AccessDenied'),
  Lost: CloudError.lost,
}

/** A model as an adapter; `change` makes a wrong one of it. */
const standOf = <A extends AnyAct, W>(
  ops: OpTable<A>,
  model: Model<W>,
  first: W,
  state: (w: W) => unknown,
  change: (calls: Calls<A>) => Calls<A> = (calls) => calls,
): Stand<A> => {
  let world = first
  let failing: Failure | null = null
  const failable: Model<W> = { ...model, step: (w, r) => (failing === null ? model.step(w, r) : [w, E.left(errors[failing])]) }
  return {
    calls: change(callsOf(ops, failable, { get: () => world, set: (w) => void (world = w) })),
    state: () => Promise.resolve(state(world)),
    fail: (how) => {
      failing = how
      return true
    },
  }
}

const cellar = Key.awsScope('1', 'cellar')
const made: Write = {
  op: 'shelf:Create',
  scope: cellar,
  input: { Name: 'b', Size: 1, Colour: 'red', Labels: {}, Note: new Uint8Array() },
  token: 't',
}
const [full] = [made].map(
  (w) => shelves.model.step(shelves.model.empty(0), { ...w, input: { ...(w.input as object), Name: 'a' }, token: 'first' })[0],
)
const shelfBench = (change?: (calls: Calls<shelves.ShelfAct>) => Calls<shelves.ShelfAct>): Bench<shelves.ShelfAct> => ({
  ops: shelves.ops,
  nouns: shelfProvider.nouns,
  stand: () => Promise.resolve(standOf(shelves.ops, shelves.model, full ?? shelves.model.empty(0), (w) => w, change)),
  there: [Key.of('shelf', cellar, 'a')],
  missing: [Key.of('shelf', cellar, 'z'), Key.of('lamp', cellar, 'z')],
  writes: [
    made,
    { op: 'shelf:Update', scope: cellar, input: { ShelfId: 's-0', Size: 4 }, token: '' },
    { op: 'lamp:Create', scope: cellar, input: { Name: 'a', ShelfId: 's-0' }, token: '' },
    { op: 'lamp:Delete', scope: cellar, input: { Name: 'a' }, token: '' },
  ],
})

const scope = 'aws:000000000000/us-east-1' as const
const template = { LaunchTemplateName: 'pool', LaunchTemplateData: { InstanceType: 'm5.large', ImageId: 'ami-1' } }
const group = {
  AutoScalingGroupName: 'pool',
  MinSize: 0,
  MaxSize: 2,
  VPCZoneIdentifier: 'subnet-a',
  LaunchTemplate: { LaunchTemplateName: 'pool', Version: '1' },
}
const awsBench: Bench<AwsAct> = {
  ops: operations,
  nouns,
  stand: () => Promise.resolve(standOf(operations, aws, account, (w) => encodeWorld({ ...w, called: 0, calls: w.calls.clear() }))),
  there: [Key.of('image', scope, 'ami-1')],
  missing: [Key.of('group', scope, 'none'), Key.of('template', scope, 'none')],
  writes: [
    { op: 'ec2:CreateLaunchTemplate', scope, input: template, token: 'one' },
    { op: 'autoscaling:CreateAutoScalingGroup', scope, input: group, token: '' },
    { op: 'autoscaling:UpdateAutoScalingGroup', scope, input: { AutoScalingGroupName: 'pool', MaxSize: 3 }, token: '' },
  ],
}

describe('a small cloud', () => {
  conformanceOf(shelfBench(), { it })
})
describe('the simulator of AWS', () => {
  conformanceOf(awsBench, { it })
})

describe('each suite finds an adapter that does not keep it', () => {
  const always = (answer: E.Either<CloudError.CloudError, never>) => () => () => Promise.resolve(answer)
  let read = 0
  const wrong: { readonly [suite: string]: (calls: Calls<shelves.ShelfAct>) => Calls<shelves.ShelfAct> } = {
    'read-only': (calls) => ({
      ...calls,
      'shelf:Describe':
        (...asked) =>
        async () => {
          await calls['shelf:Update'](cellar, { ShelfId: 's-0', Size: ++read % 9 }, '')()
          return calls['shelf:Describe'](...asked)()
        },
    }),
    absence: (calls) => ({ ...calls, 'shelf:Describe': always(E.left(CloudError.refused('NotFound'))) }),
    doubt: (calls) => ({ ...calls, 'shelf:Describe': () => () => Promise.resolve(E.right({ Shelves: [] })) }),
    repeatable: (calls) => ({ ...calls, 'shelf:Create': (at, input, token) => calls['shelf:Create'](at, input, `${token}${++read}`) }),
    classified: (calls) => ({ ...calls, 'lamp:Create': always(E.left(CloudError.lost)) }),
  }
  for (const suite of suites)
    it(suite.name, async () => {
      expect(await suite.check(shelfBench(wrong[suite.name]))).not.toEqual([])
    })
})
