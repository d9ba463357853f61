import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { run } from '../program.js'
import { changed, wholePool } from '../testing/manifests.js'
import { testConsole } from '../testing/testConsole.js'

vi.setConfig({ hookTimeout: 60_000 })
let cwd = ''
beforeAll(async () => {
  // What is measured below is reading, not loading.
  await import('./plan.js')
  cwd = mkdtempSync(join(tmpdir(), 'poolwright-broken-'))
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const but = (from: string, to: string): string => changed(wholePool, from, to)
const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghij'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`),
].join('\n')
const configMap = (n: number) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${n}\ndata: {}\n`

/** Each is wrong in one place; the last text is on the line that has to be named. */
const cases: ReadonlyArray<readonly [name: string, text: string, at?: string]> = [
  ['text for a number', but('minSize: 1', 'minSize: one'), 'minSize: one'],
  ['a number for text', but('instanceType: m6i.large', 'instanceType: 6'), 'instanceType: '],
  ['a quoted number', but('maxSize: 5', 'maxSize: "5"'), 'maxSize: '],
  ['a fraction', but('replicas: 3', 'replicas: 2.5'), 'replicas: '],
  ['a negative count', but('replicas: 3', 'replicas: -1'), 'replicas: '],
  ['a huge number', but('maxSize: 5', 'maxSize: 99999999999999999999'), 'maxSize: '],
  ['a huge exponent', but('maxSize: 5', 'maxSize: 1e400'), 'maxSize: '],
  ['not a number', but('maxSize: 5', 'maxSize: .nan'), 'maxSize: '],
  ['null for a number that is there', but('size: 50', 'size: [50]'), 'size: [50]'],
  [
    'a mapping for a list',
    but(
      '  subnets:\n    - id: subnet-0aaaaaaaaaaaaaaaa\n    - id: subnet-0bbbbbbbbbbbbbbbb\n  additionalTags',
      '  subnets:\n    id: subnet-0aaaaaaaaaaaaaaaa\n  additionalTags',
    ),
  ],
  ['a list for a mapping', but('  additionalTags:\n    team: platform', '  additionalTags:\n    - team')],
  ['text for a mapping', but('    rootVolume:\n      size: 50\n      type: gp3', '    rootVolume: big'), 'rootVolume: big'],
  ['a list for text', but('name: workers-bootstrap\ntype', 'name: [workers-bootstrap]\ntype')],
  ['a typo of a field', but('minSize: 1', 'minSze: 1'), 'minSze: 1'],
  ['a typo deep inside', but('instanceType: m6i.large', 'instancetype: m6i.large'), 'instancetype: '],
  ['a field at the wrong depth', but('    instanceType: m6i.large', '  instanceType: m6i.large')],
  ['a typo of a kind', but('kind: AWSMachinePool\nmetadata', 'kind: AWSMachinePol\nmetadata')],
  [
    'a typo of a group',
    but('apiVersion: cluster.x-k8s.io/v1beta1\nkind: MachinePool', 'apiVersion: clusters.x-k8s.io/v1beta1\nkind: MachinePool'),
  ],
  [
    'a version that does not exist',
    but('apiVersion: cluster.x-k8s.io/v1beta1\nkind: MachinePool', 'apiVersion: cluster.x-k8s.io/v1beta9\nkind: MachinePool'),
  ],
  ['no kind', but('kind: MachinePool\n', '')],
  ['no apiVersion', but('apiVersion: v1\n', '')],
  ['no metadata', but('metadata:\n  name: workers\nspec:\n  minSize', 'spec:\n  minSize')],
  ['no name', but('metadata:\n  name: workers\nspec:\n  minSize', 'metadata: {}\nspec:\n  minSize')],
  ['no spec', but('spec:\n  clusterName: prod\n  replicas: 3\n', 'spek:\n  clusterName: prod\n  replicas: 3\n')],
  ['an empty name', but('metadata:\n  name: workers\nspec:\n  minSize', 'metadata:\n  name: ""\nspec:\n  minSize')],
  ['a name that is no name', but('metadata:\n  name: workers\nspec:\n  minSize', 'metadata:\n  name: Work_Ers\nspec:\n  minSize')],
  ['a version that is no version', but('version: v1.34.0', 'version: latest'), 'version: latest'],
  ['clusterName that differs inside', but('      clusterName: prod', '      clusterName: other')],
  [
    'a reference that points at nothing',
    but('        kind: AWSMachinePool\n        name: workers', '        kind: AWSMachinePool\n        name: worker'),
  ],
  ['bad base64', but('stringData:\n  format: cloud-config\n  value: canary-7f3a', 'data:\n  value: "%%%"')],
  ['the same pool twice', `${wholePool}---\n${wholePool.split('---\n')[4]}`],
  ['the same field twice', but('minSize: 1', 'minSize: 1\n  minSize: 2'), 'minSize: 2'],
  ['a bad indentation', but('  maxSize: 5', '   maxSize: 5')],
  ['a tab', but('  maxSize: 5', '\tmaxSize: 5')],
  ['a quote that does not end', but('instanceType: m6i.large', 'instanceType: "m6i.large')],
  ['a bracket that does not end', but('minSize: 1', 'minSize: [1')],
  ['an alias to nothing', but('minSize: 1', 'minSize: *one')],
  ['an alias bomb', bomb],
  ['a document that refers to itself', 'a: &a\n  b: *a\n'],
  ['a list at the top', '- a\n- b\n'],
  ['text at the top', 'hello\n'],
  ['nothing at all', ''],
  ['only comments', '# nothing\n'],
  ['bytes that are no text', '\u0000\u0001\u0002'],
  ['JSON with a comma too many', '{"apiVersion": "v1", "kind": "Secret",, }'],
  ['a Windows file', but('minSize: 1', 'minSize: one').replaceAll('\n', '\r\n'), 'minSize: one'],
  ['a byte order mark', `\uFEFF${but('minSize: 1', 'minSize: one')}`, 'minSize: one'],
  [
    'a megabyte',
    `${but('minSize: 1', 'minSize: one')}---\n${configMap(1).replace('{}', `\n  text: ${'x'.repeat(1_000_000)}`)}`,
    'minSize: one',
  ],
  ['a megabyte of one key', 'key: 1\n'.repeat(150_000)],
  [
    'a thousand documents',
    `${Array.from({ length: 1_000 }, (_, i) => configMap(i)).join('---\n')}---\n${but('minSize: 1', 'minSize: one')}`,
  ],
  [
    'a list of kinds with a wrong one',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'cluster.x-k8s.io/v1beta1', kind: 'MachinePool', metadata: { name: 'x' }, spec: 3 }],
    }),
  ],
  ['ten thousand levels', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
  ['a variable that is not set', but('instanceType: m6i.large', 'instanceType: ${NOT_SET}'), 'instanceType: '],
  ['a variable that is not closed', but('instanceType: m6i.large', 'instanceType: "${NOT_SET"'), 'instanceType: '],
]

it('covers forty kinds of mistakes', () => expect(new Set(cases.map(([name]) => name)).size).toBeGreaterThanOrEqual(40))

it.each(cases.map(([name, text, at]) => ({ name, text, at })))('$name: exit 1, a place, no stack trace', async ({ name, text, at }) => {
  const file = `${name.replace(/\W+/g, '-')}.yaml`
  writeFileSync(join(cwd, file), text)
  const { console, out, err } = testConsole({ cwd })
  const begun = performance.now()
  expect(await run(['plan', '-f', file], console)).toBe(1)
  expect(performance.now() - begun).toBeLessThan(3_000)
  expect(out()).toBe('')
  const located = err()
    .split('\n')
    .filter((l) => l.startsWith(`${file}:`))
  expect(located.length, err()).toBeGreaterThan(0)
  for (const l of located) expect(l).toMatch(/^[^:]+:\d+:\d+: .* \[PW-[A-Z-]+\]$/)
  if (at !== undefined) expect(located.map((l) => Number(l.split(':')[1]))).toContain(text.slice(0, text.indexOf(at)).split('\n').length)
  expect(err()).toContain('[PW-MANIFESTS]')
  expect(err()).not.toMatch(/\n\s+at |PW-INTERNAL|canary/)
})

it('a kustomization says what to run instead', async () => {
  writeFileSync(join(cwd, 'kustomization.yaml'), 'resources: []\n')
  const { console, err } = testConsole({ cwd })
  expect(await run(['plan', '-f', 'kustomization.yaml'], console)).toBe(1)
  expect(err()).toContain('kustomize build')
  expect(err()).toContain('poolwright plan -f -')
})
