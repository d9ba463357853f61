/**
 * Whatever state a node group is in, whatever EKS says of it, and whatever is then asked: there is a plan, or a text that names the step
 * to take outside.
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { NodegroupUpdate } from '@poolwright/aws/NodegroupUpdate'
import type { Plan } from '@poolwright/core/Plan'
import { afterAll, describe, expect, it } from 'vitest'
import { explainError, explainIssue, issues, updateErrors } from './health.js'
import { type Asked, going, hidden, nodegroup, owner, plan, said, scope, type Seen, untaken } from './nodegroup.fixture.js'

/** Every request is one that its operation takes. */
afterAll(() => expect(untaken).toEqual([]))

const statuses = ['CREATING', 'ACTIVE', 'UPDATING', 'DEGRADED', 'CREATE_FAILED', 'DELETING', 'DELETE_FAILED'] as const
type Status = (typeof statuses)[number]

const present = <A>(value: A) => ({ _tag: 'Present', asOf: 0, value }) as const
const tags = [
  { Key: 'Name', Value: 'cp-pool1' },
  { Key: 'kubernetes.io/cluster/prod', Value: 'owned' },
  { Key: 'sigs.k8s.io/cluster-api-provider-aws/cluster/prod', Value: 'owned' },
  { Key: 'sigs.k8s.io/cluster-api-provider-aws/role', Value: 'node' },
]
const template = {
  [`template:${scope}/cp-pool1`]: present({
    LaunchTemplateId: 'lt-1',
    LaunchTemplateName: 'cp-pool1',
    DefaultVersionNumber: 1,
    LatestVersionNumber: 1,
    Tags: tags,
  }),
  [`versionNumbers:${scope}/lt-1`]: present([1]),
  [`version:${scope}/lt-1/1`]: present({
    InstanceType: 'm5.large',
    SecurityGroupIds: ['sg-e', 'sg-n'],
    TagSpecifications: ['instance', 'volume'].map((ResourceType) => ({ ResourceType, Tags: tags })),
  }),
}
const lt = (instanceType: string): Asked => ({ spec: { awsLaunchTemplate: { instanceType } } })

/** What is asked, and the operation that carries it out. */
const corrections: { readonly [name: string]: { readonly asked: Asked; readonly seen?: Seen; readonly op: string } } = {
  size: { asked: { machinePool: { replicas: 4 } }, op: 'eks:UpdateNodegroupConfig' },
  labels: { asked: { spec: { labels: { a: 'b' } } }, op: 'eks:UpdateNodegroupConfig' },
  taints: { asked: { spec: { taints: [{ effect: 'no-schedule', key: 'k', value: 'v' }] } }, op: 'eks:UpdateNodegroupConfig' },
  version: { asked: { machine: { version: 'v1.31.0' } }, seen: { cluster: { version: '1.31' } }, op: 'eks:UpdateNodegroupVersion' },
  release: { asked: { spec: { amiVersion: '1.30.4-20240901' } }, op: 'eks:UpdateNodegroupVersion' },
  template: {
    asked: lt('m5.xlarge'),
    seen: { nodegroup: { launchTemplate: { id: 'lt-1', name: 'cp-pool1', version: '1' } }, more: template },
    op: 'eks:UpdateNodegroupVersion',
  },
  delete: { asked: { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, op: 'eks:DeleteNodegroup' },
}

type Trouble = { readonly name: string; readonly seen: Seen; readonly next: string }
const issue = (code: string): Trouble => ({
  name: `issue ${code}`,
  seen: { nodegroup: { health: { issues: [{ code, message: 'because of that', resourceIds: ['r-1'] }] } } },
  next: explainIssue(code).next,
})
/** The last update asked for all that any correction asks for, so that it is the same one. */
const failed = (errorCode: string): Trouble => ({
  name: `update error ${errorCode}`,
  seen: {
    updates: ['VersionUpdate', 'ConfigUpdate'].map((type): NodegroupUpdate => ({
      id: `u-${type}`,
      type,
      status: 'Failed',
      createdAt: '1970-01-01T00:00:00Z',
      params: Object.entries({
        Version: '1.31',
        ReleaseVersion: '1.30.4-20240901',
        DesiredSize: '4',
        MinSize: '1',
        MaxSize: '5',
        LabelsToAdd: '{"a":"b"}',
        TaintsToAdd: 'k v NO_SCHEDULE',
      }).map(([key, value]) => ({ type: key, value })),
      errors: [{ errorCode, errorMessage: 'because of that', resourceIds: ['r-1'] }],
    })),
  },
  next: explainError(errorCode).next,
})
const troubles: ReadonlyArray<Trouble> = [...Object.keys(issues), 'NeverHeardOf']
  .map(issue)
  .concat([...Object.keys(updateErrors), 'NeverHeardOf'].map(failed))

const at = (status: Status, trouble: Trouble, name: string, settings: Seen['settings'] = {}): Plan<AwsAct> => {
  const c = corrections[name]
  if (c === undefined) throw new Error(name)
  const more = { ...c.seen?.more, ...trouble.seen.more }
  return plan(c.asked, {
    ...trouble.seen,
    ...c.seen,
    settings,
    more,
    nodegroup: { ...trouble.seen.nodegroup, ...c.seen?.nodegroup, status },
  })
}

/** What a person reads. */
const text = (p: Plan<AwsAct>): string => `${said(p)}\n${JSON.stringify(p.status)}`

let combinations = 0
afterAll(
  () => void process.stdout.write(`${combinations} combinations of states, troubles and corrections have a plan or a step to take\n`),
)

describe.each(statuses)('%s', (status) => {
  it.each(Object.keys(corrections))('%s', (name) => {
    const op = corrections[name]?.op
    for (const trouble of troubles) {
      const p = at(status, trouble, name)
      const where = `${status}, ${trouble.name}, ${name}`
      const sent = going(p).map((s) => s.action.op)
      const shown = p.steps.map((s) => s.action.op)
      const it = text(p)
      combinations += 1
      // It is sent; or it is shown and waits for what ends by itself; or a text says what to do.
      if (sent.includes(op as never)) {
        expect(['ACTIVE', 'DEGRADED', 'CREATE_FAILED', 'DELETE_FAILED'], where).toContain(status)
      } else if (status === 'CREATING' || status === 'UPDATING') {
        expect(shown, where).toContain(op)
        expect(it, where).toMatch(/until it has ended|once that has ended/)
      } else if (status === 'DELETING') {
        expect(name === 'delete' || /is made once it is gone/.test(it), where).toBe(true)
      } else if (status === 'CREATE_FAILED' || status === 'DELETE_FAILED') {
        expect(it, where).toContain('aws eks delete-nodegroup')
        expect(
          at(status, trouble, name, { recreateFailed: true }).steps.map((s) => s.action.op),
          where,
        ).toContain('eks:DeleteNodegroup')
      } else {
        expect(shown, where).toContain(op)
        expect(it, where).toContain(trouble.next)
      }
      // What EKS says of health is told with its code, resource, and what to do, whatever the state.
      if (trouble.seen.nodegroup !== undefined && status !== 'DELETING') {
        expect(it, where).toContain(trouble.next)
        expect(it, where).toContain('r-1')
        expect(it, where).toContain('because of that')
      }
      // And it is looked at again.
      expect(p.next._tag, where).toBe('After')
    }
  })
})

it('covers what EKS documents', () => {
  expect(Object.keys(issues)).toHaveLength(36)
  expect(Object.keys(updateErrors).length).toBeGreaterThanOrEqual(16)
  expect(troubles.length * statuses.length * Object.keys(corrections).length).toBeGreaterThanOrEqual(300)
  expect(nodegroup.tags).toEqual(owner)
  expect(nodegroup.resources?.autoScalingGroups).toEqual([{ name: hidden }])
})

it('a corrected manifest gets through what a failed update holds', () => {
  const trouble = failed('PodEvictionFailure')
  expect(going(plan({ machine: { version: 'v1.31.0' } }, { ...trouble.seen, cluster: { version: '1.31' } }))).toEqual([])
  const corrected = plan({ machine: { version: 'v1.32.0' } }, { ...trouble.seen, cluster: { version: '1.32' } })
  expect(going(corrected).map((s) => s.id)).toEqual(['version'])
})
