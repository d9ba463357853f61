/**
 * Behaviours as a page for people: what happens, what runs, and where it is not what Cluster API Provider AWS does.
 *
 * @example
 * import * as assert from 'node:assert'
 * import { printBehaviours } from '@poolwright/testing/behaviours/print'
 * const quiet = { name: '', given: {}, then: { calls: [] }, again: [] }
 * const page = printBehaviours('ASG', [{ id: 'ASG-G1', title: 'Nothing changed', cases: [quiet], differs: null }])
 * assert.ok(page.includes('| ASG-G1 | Nothing changed | nothing |'))
 * @since 0.1.0
 */
import type { Behaviour, Case, Then } from './Behaviour.js'

export type Family = 'ASG' | 'EKS'
type Page = {
  readonly kind: string
  /** Sections by the letters of an id, in the page's order. */
  readonly sections: ReadonlyArray<readonly [letters: string, heading: string]>
}

const groups: Page['sections'] = [
  ['G', 'Before anything is planned'],
  ['C', 'Making a group and its template'],
  ['L', 'What a launch template holds'],
  ['I', 'Finding an image'],
  ['D', 'Changes of the launch template'],
  ['R', 'Rollouts'],
  ['A', 'Changes of the group'],
  ['S', 'Finding subnets'],
  ['P', 'Suspended processes'],
  ['H', 'Lifecycle hooks'],
  ['T', 'Tags'],
  ['X', 'Deleting a pool'],
  ['V', 'Validation and defaults'],
  ['W', 'Status'],
]
const nodegroups: Page['sections'] = [
  ['N', 'Names and tags'],
  ['V', 'Validation, and what cannot be changed'],
  ['P', 'Finding subnets'],
  ['C', 'Making a node group'],
  ['G', 'What its status allows'],
  ['S', 'Sizes'],
  ['L', 'Labels, taints, updates and repair'],
  ['U', 'Versions and images'],
  ['LT', 'Launch templates'],
  ['T', 'Tags'],
  ['R', 'The role of the nodes'],
  ['D', 'Deleting a pool'],
]
const pages: { readonly [F in Family]: Page } = {
  ASG: { kind: 'AWSMachinePool', sections: groups },
  EKS: { kind: 'AWSManagedMachinePool', sections: nodegroups },
}

const code = (text: string): string => `\`${text}\``
/** Text of a cell: no bar ends it, no line breaks it. */
const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\n/g, ' ')
const listed = (words: ReadonlyArray<string>): string => words.join(', ')
const nameOf = (op: string): string => op.slice(op.indexOf(':') + 1)

const ran = ({ calls, holds = [], findings = [], problems = [], strict }: Then): string =>
  [
    calls.length === 0 ? 'nothing' : listed(calls.map((c) => code(nameOf(c.op)))),
    ...(holds.length === 0 ? [] : [`held: ${listed(holds.map((h) => (h.on === 'pool' ? code(h.code) : `${h.on} by ${code(h.code)}`)))}`]),
    ...(findings.length === 0 ? [] : [`said: ${listed(findings.map((f) => code(f.code)))}`]),
    ...(problems.length === 0
      ? []
      : [`in the manifests: ${listed(problems.map((p) => `${p.severity} ${code(p.code)} at ${code(p.path)}`))}`]),
    ...(strict === undefined || strict.length === 0
      ? []
      : [`read strictly: ${listed(strict.map((p) => `${p.severity} ${code(p.code)}`))}`]),
  ].join('; ')

const ofCase = (c: Case): string => {
  const passes = [c.then, ...c.again.map((a) => a.then)].map(ran)
  const [first = '', ...later] = passes
  const text = [first, ...later.map((p) => `then ${p}`)].join('; ')
  return c.name === '' ? text : `${c.name}: ${text}`
}

const differing = (text: string | null): string => (text === null ? '' : `<br>*Differs:* ${cell(text)}`)
const row = (b: Behaviour): string =>
  `| ${b.id} | ${cell(b.title)}${differing(b.differs)} | ${b.cases.map((c) => cell(ofCase(c))).join('<br>')} |`

/** Markdown: one table a section, one line a behaviour, in the order given. Equal behaviours make the same page. */
export const printBehaviours = (family: Family, behaviours: ReadonlyArray<Behaviour>): string => {
  const { kind, sections } = pages[family]
  const lettersOf = (b: Behaviour): string => b.id.replace(/^[A-Z]+-/, '').replace(/\d+$/, '')
  const tables = sections.flatMap(([letters, heading]) => {
    const rows = behaviours.filter((b) => lettersOf(b) === letters)
    return rows.length === 0
      ? []
      : [`## ${heading}\n\n| Rule | What happens | What runs |\n| --- | --- | --- |\n${rows.map(row).join('\n')}\n`]
  })
  return [`# Behaviours of ${kind}\n`, intro, ...tables].join('\n')
}

const intro = `Each line is a test that reads its input and its expectation from a file of the same name. "Nothing" means that no call runs;
*Differs* says where Poolwright does on purpose something else than Cluster API Provider AWS does, and why.
`
