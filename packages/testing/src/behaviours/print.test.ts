import { expect, it } from 'vitest'
import type { Behaviour } from './Behaviour.js'
import { printBehaviours } from './print.js'

const quiet = { name: '', given: {}, then: { calls: [] }, again: [] }
const rolls: Behaviour = {
  id: 'ASG-D1',
  title: 'Another type | another version',
  cases: [
    {
      name: 'held',
      given: {},
      then: {
        calls: [{ op: 'ec2:CreateLaunchTemplateVersion' }],
        holds: [
          { on: 'refresh', code: 'PW-X' },
          { on: 'pool', code: 'PW-Y' },
        ],
      },
      again: [{ when: ['apply'], then: { calls: [], findings: [{ code: 'PW-Z' }] } }],
    },
    { ...quiet, name: 'quiet' },
  ],
  differs: 'It rolls.',
}

it('prints one line a behaviour, below the heading of its section', () =>
  expect(
    printBehaviours('ASG', [rolls, { id: 'ASG-G1', title: 'Nothing changed', cases: [quiet], differs: null }])
      .split('\n')
      .slice(5),
  ).toEqual([
    '## Before anything is planned',
    '',
    '| Rule | What happens | What runs |',
    '| --- | --- | --- |',
    '| ASG-G1 | Nothing changed | nothing |',
    '',
    '## Changes of the launch template',
    '',
    '| Rule | What happens | What runs |',
    '| --- | --- | --- |',
    '| ASG-D1 | Another type \\| another version<br>*Differs:* It rolls. | held: `CreateLaunchTemplateVersion`; held: refresh by `PW-X`, `PW-Y`; then nothing; said: `PW-Z`<br>quiet: nothing |',
    '',
  ]))

it('says where the manifests are wrong', () => {
  const problem = { severity: 'warning', code: 'PW-A', kind: 'AWSMachinePool', path: 'spec.minSize' } as const
  const then = { calls: [], problems: [problem], strict: [{ ...problem, severity: 'error' as const }] }
  expect(printBehaviours('ASG', [{ id: 'ASG-V15', title: 't', cases: [{ ...quiet, then }], differs: null }])).toContain(
    'in the manifests: warning `PW-A` at `spec.minSize`; read strictly: error `PW-A`',
  )
})
