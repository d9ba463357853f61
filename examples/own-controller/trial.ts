/** What the controller is tried on: our model of AWS, what may be asked of it, and what AWS must hold then. */
import type { AwsAct } from '@poolwright/aws/actions'
import { operations } from '@poolwright/aws/operations'
import { aws } from '@poolwright/simulator/aws'
import { emptyWorld, provision } from '@poolwright/simulator/seed'
import { groupIn, regionOf, templateIn, withRegion, type World } from '@poolwright/simulator/World'
import { type Client, clientOf } from '@poolwright/testing/clientOf'
import type { Desired } from '@poolwright/testing/Desired'
import { subjectTrial } from '@poolwright/testing/subjectTrial'
import type { SubjectTrial } from '@poolwright/testing/Trial'
import type { Spec } from './controller.js'

const scope = 'aws:111122223333/eu-west-1'
/** The document is the controller's own; the schedules write nothing into it but what `values` says. */
const specOf = (d: Desired): Spec => d['pool'] as unknown as Spec

export const trialOf = (start: () => (client: Client<AwsAct>, spec: Spec) => Promise<void>): SubjectTrial<AwsAct, World> =>
  subjectTrial<AwsAct, World>({
    ops: operations,
    model: aws,
    start: ({ desired }) => {
      const reconcile = start()
      // As frameworks do it: what fails is tried again later.
      return { pass: (calls) => reconcile(clientOf(calls, scope), specOf(desired())).catch(() => undefined) }
    },
    base: { pool: { name: 'web', instanceType: 'm5.large', size: { min: 1, max: 3, desired: 2 } } },
    world: provision(emptyWorld(1_767_225_600_000), scope, {
      subnets: [{ id: 'subnet-a', zone: 'eu-west-1a' }],
      images: [{ id: 'ami-1' }],
      instanceTypes: ['m5.large', 'm5.xlarge', 'c5.large'].map((name) => ({ name })),
    }),
    values: {
      'pool.instanceType': ['m5.large', 'm5.xlarge', 'c5.large'],
      'pool.size': [
        { min: 1, max: 3, desired: 2 },
        { min: 0, max: 3, desired: 0 },
        { min: 2, max: 4, desired: 4 },
      ],
    },
    disagreements: (w, d) => {
      const { name, instanceType, size, deleted = false } = specOf(d)
      const [group, template] = [groupIn(w, scope, name), templateIn(w, scope, name)]
      if (deleted)
        return [...(group === undefined ? [] : ['the group is there']), ...(template === undefined ? [] : ['the template is there'])]
      const type = template?.versions.get(template.latestVersion)?.data['InstanceType'] ?? 'nothing'
      const sizes = group === undefined ? 'no group' : [group.min, group.max, group.desired].join('/')
      const wanted = [size.min, size.max, size.desired].join('/')
      return [
        ...(type === instanceType ? [] : [`the type is ${JSON.stringify(type)}`]),
        ...(sizes === wanted ? [] : [`the sizes are ${sizes} instead of ${wanted}`]),
      ]
    },
    things: (w) => {
      const { groups, templates } = regionOf(w, scope)
      return [
        ...[...groups.values()].map((g) => `group ${g.name} ${g.serial}`),
        ...[...templates.values()].flatMap((x) => [...x.versions.keys()].map((n) => `version ${x.id} ${n}`)),
      ]
    },
    inputs: {
      deletion: { place: ['pool', 'deleted'], to: true },
      edits: {
        'delete the group': {
          whose: 'ours',
          does: (w) => withRegion(w, scope, { groups: regionOf(w, scope).groups.clear(), due: regionOf(w, scope).due.clear() }),
        },
      },
    },
  })
