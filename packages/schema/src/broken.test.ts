import { describe, expect, it } from 'vitest'
import { hasErrors, read, type ReadOptions, render } from './read.js'

const options: ReadOptions = { environment: {}, substitute: true, unknown: 'error', strict: false }

/** An AWSMachinePool whose spec lines begin on line 6. */
const pool = (spec: string, name = 'workers') =>
  `apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSMachinePool
metadata:
  name: ${name}
spec:
${spec
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
---
apiVersion: cluster.x-k8s.io/v1beta1
kind: MachinePool
metadata: { name: workers }
spec:
  clusterName: c
  template:
    spec:
      clusterName: c
      version: v1.34.0
      bootstrap: { dataSecretName: boot }
      infrastructureRef: { apiVersion: infrastructure.cluster.x-k8s.io/v1beta2, kind: AWSMachinePool, name: ${name} }
`

/** A MachinePool whose machine spec lines begin on line 9. */
const machines = (spec: string) =>
  `apiVersion: cluster.x-k8s.io/v1beta2
kind: MachinePool
metadata: { name: workers }
spec:
  clusterName: c
  replicas: 1
  template:
    spec:
${spec
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
---
apiVersion: infrastructure.cluster.x-k8s.io/v1beta2
kind: AWSMachinePool
metadata: { name: workers }
spec: { awsLaunchTemplate: {} }
`
const ref = 'infrastructureRef: { apiGroup: infrastructure.cluster.x-k8s.io, kind: AWSMachinePool, name: workers }'
const boot = 'bootstrap: { dataSecretName: boot }'
const launch = 'awsLaunchTemplate: { instanceType: m5.large }'

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefgh'].map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefg'[i]}`).join(', ')}]`),
].join('\n')

type Case = readonly [name: string, text: string, code: string, line: number, phrase: string]
const cases: ReadonlyArray<Case> = [
  // types
  ['text for a number', pool(`minSize: "one"\n${launch}`), 'PW-TYPE', 6, 'expected a whole number from 0 to 2147483647, got "one"'],
  ['a quoted number', pool(`minSize: "1"\n${launch}`), 'PW-TYPE', 6, 'Take the quotes off.'],
  ['a number for text', pool('awsLaunchTemplate:\n  sshKeyName: 123'), 'PW-TYPE', 7, 'Put it in quotes.'],
  ['an unquoted version', machines(`clusterName: c\nversion: 1.34\n${boot}\n${ref}`), 'PW-TYPE', 10, 'got 1.34. Put it in quotes.'],
  ['yes for true', pool(`capacityRebalance: yes\n${launch}`), 'PW-TYPE', 6, 'Write true or false'],
  ['a single value for a list', pool(`availabilityZones: eu-west-1a\n${launch}`), 'PW-TYPE', 6, 'expected a list, got "eu-west-1a"'],
  ['a list for a mapping', pool('awsLaunchTemplate:\n  - instanceType: m5.large'), 'PW-TYPE', 6, 'expected a mapping, got a list'],
  ['a mapping for text', pool('awsLaunchTemplate:\n  instanceType: { a: b }'), 'PW-TYPE', 7, 'expected text, got a mapping'],
  ['a number for a duration', pool(`defaultCoolDown: 300\n${launch}`), 'PW-TYPE', 6, 'expected a duration such as 300s'],
  [
    'a label that is no text',
    pool(launch).replace('name: workers\n', 'name: workers\n  labels: { a: true }\n'),
    'PW-TYPE',
    5,
    'Put it in quotes.',
  ],
  ['a spec that is text', pool(launch).replace(/spec:\n {2}.*/, 'spec: nothing'), 'PW-TYPE', 5, 'expected a mapping, got "nothing"'],
  // missing and unknown
  ['no launch template', pool('minSize: 1'), 'PW-REQUIRED', 5, 'spec.awsLaunchTemplate: expected a mapping, got nothing'],
  ['no name', pool(launch).replace('name: workers\nspec', 'labels: {}\nspec'), 'PW-REQUIRED', 3, 'metadata.name'],
  ['a null spec', pool(launch).replace(/spec:\n {2}.*/, 'spec:'), 'PW-REQUIRED', 5, 'got nothing'],
  ['a volume without size', pool('awsLaunchTemplate:\n  rootVolume: { type: gp3 }'), 'PW-REQUIRED', 7, 'rootVolume.size'],
  ['an unknown field', pool(`minSizes: 1\n${launch}`), 'PW-FIELD-UNKNOWN', 6, 'Did you mean minSize?'],
  [
    'an unknown field far inside',
    pool('awsLaunchTemplate:\n  rootVolume:\n    size: 8\n    encripted: true'),
    'PW-FIELD-UNKNOWN',
    9,
    'Did you mean encrypted?',
  ],
  [
    'an unknown field in a list',
    pool(`${launch}\nlifecycleHooks:\n  - name: a\n    lifecycleTransition: autoscaling:EC2_INSTANCE_LAUNCHING\n    roleArn: x`),
    'PW-FIELD-UNKNOWN',
    10,
    'spec.lifecycleHooks[0].roleArn: expected a known field, got "roleArn". Did you mean roleARN?',
  ],
  [
    'an unknown field at the top',
    `${pool(launch).split('---')[0]}sepc: {}\n---${pool(launch).split('---')[1]}`,
    'PW-FIELD-UNKNOWN',
    7,
    'Did you mean spec?',
  ],
  [
    'an unknown field of metadata',
    pool(launch).replace('  name: workers\n', '  name: workers\n  lables: {}\n'),
    'PW-FIELD-UNKNOWN',
    5,
    'Did you mean labels?',
  ],
  [
    'a v1beta1 reference in v1beta2',
    machines(`clusterName: c\n${boot}\ninfrastructureRef:\n  apiVersion: x/v1\n  kind: AWSMachinePool\n  name: workers`),
    'PW-FIELD-UNKNOWN',
    12,
    'apiVersion',
  ],
  // ranges and words
  ['a negative size', pool(`minSize: -1\n${launch}`), 'PW-RANGE', 6, 'got -1'],
  ['a maximum of zero', pool(`minSize: 0\nmaxSize: 0\n${launch}`), 'PW-RANGE', 7, 'from 1 to'],
  ['half a machine', pool(`minSize: 1.5\n${launch}`), 'PW-RANGE', 6, 'got 1.5'],
  ['more than 32 bits', pool(`maxSize: 2147483648\n${launch}`), 'PW-RANGE', 6, '2147483648'],
  ['a huge number', pool(`maxSize: 99999999999999999999999\n${launch}`), 'PW-RANGE', 6, 'from 1 to 2147483647'],
  ['infinity', pool(`maxSize: .inf\n${launch}`), 'PW-RANGE', 6, 'got Infinity'],
  ['a small volume', pool('awsLaunchTemplate:\n  rootVolume: { size: 7 }'), 'PW-RANGE', 7, 'at least 8'],
  [
    'a hop limit of 65',
    pool('awsLaunchTemplate:\n  instanceMetadataOptions:\n    httpPutResponseHopLimit: 65'),
    'PW-RANGE',
    8,
    'from 1 to 64',
  ],
  [
    'maxHealthyPercentage 90',
    pool(`${launch}\nrefreshPreferences: { minHealthyPercentage: 50, maxHealthyPercentage: 90 }`),
    'PW-RANGE',
    7,
    'from 100 to 200',
  ],
  ['an unknown word', pool(`availabilityZoneSubnetType: privat\n${launch}`), 'PW-ENUM', 6, 'Did you mean private?'],
  [
    'an unknown transition',
    pool(`${launch}\nlifecycleHooks:\n  - name: a\n    lifecycleTransition: launching`),
    'PW-ENUM',
    9,
    'autoscaling:EC2_INSTANCE_LAUNCHING',
  ],
  ['a duration without unit', pool(`defaultCoolDown: "300"\n${launch}`), 'PW-FORMAT', 6, 'such as 300s'],
  ['a name with capitals', pool(launch, 'Workers'), 'PW-FORMAT', 4, 'lower-case'],
  ['a name of two characters', pool(launch, 'ab'), 'PW-NAME-LENGTH', 4, '3 to 128'],
  ['a name of 200 characters', pool(launch, 'a'.repeat(200)), 'PW-NAME-LENGTH', 4, 'got 200'],
  ['a version of two numbers', machines(`clusterName: c\nversion: v1.34\n${boot}\n${ref}`), 'PW-VERSION', 10, 'such as v1.34.0'],
  // across fields
  [
    'id and filters',
    pool(`${launch}\nsubnets:\n  - id: subnet-1\n    filters: [{ name: a, values: [b] }]`),
    'PW-ID-OR-FILTERS',
    8,
    'got both',
  ],
  [
    'another cluster in the template',
    machines(`clusterName: d\n${boot}\n${ref}`),
    'PW-CLUSTER-NAME',
    9,
    'expected the clusterName of the pool, c, got d',
  ],
  ['no bootstrap data', machines(`clusterName: c\nbootstrap: {}\n${ref}`), 'PW-BOOTSTRAP-NONE', 10, 'got neither'],
  ['taints', machines(`clusterName: c\n${boot}\n${ref}\ntaints: [{ key: a, effect: NoSchedule }]`), 'PW-TAINTS', 12, 'no taints'],
  // between objects
  [
    'a reference to nothing',
    machines(`clusterName: c\n${boot}\n${ref.replace('name: workers', 'name: worker')}`),
    'PW-REF-NOTHING',
    11,
    'Did you mean workers?',
  ],
  [
    'a reference to another namespace',
    machines(`clusterName: c\n${boot}\n${ref}`).replace(
      'metadata: { name: workers }\nspec: { aws',
      'metadata: { name: workers, namespace: b }\nspec: { aws',
    ),
    'PW-REF-NOTHING',
    11,
    'There is one in namespace b',
  ],
  [
    'a kind that is nearly right in a reference',
    machines(`clusterName: c\n${boot}\n${ref.replace('AWSMachinePool', 'AWSMachinePol')}`),
    'PW-KIND-TYPO',
    11,
    'Did you mean AWSMachinePool?',
  ],
  ['the same object twice', `${pool(launch)}---\n${pool(launch).split('---')[0]}`, 'PW-OBJECT-TWICE', 20, 'also at broken.yaml:1:1'],
  [
    'a Cluster of another name',
    `${pool(launch)}---\napiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: { name: cc }\n`,
    'PW-CLUSTER-NAME',
    12,
    'Did you mean cc?',
  ],
  [
    'one AWSMachinePool for two',
    `${pool(launch)}---\n${pool(launch).split('---\n')[1]?.replace('name: workers', 'name: others')}`,
    'PW-REF-SHARED',
    30,
    'the one of MachinePool default/workers',
  ],
  // kinds
  [
    'a kind with a letter missing',
    pool(launch).replace('kind: AWSMachinePool\nmeta', 'kind: AWSMachinePol\nmeta'),
    'PW-KIND-TYPO',
    2,
    'Did you mean AWSMachinePool?',
  ],
  [
    'a kind in other capitals',
    pool(launch).replace('kind: AWSMachinePool\nmeta', 'kind: AwsMachinePool\nmeta'),
    'PW-KIND-TYPO',
    2,
    'Did you mean AWSMachinePool?',
  ],
  [
    'a control plane with a letter too many',
    'apiVersion: controlplane.cluster.x-k8s.io/v1beta2\nkind: AWSManagedControllPlane\nmetadata: { name: a }\n',
    'PW-KIND-TYPO',
    2,
    'Did you mean AWSManagedControlPlane?',
  ],
  [
    'a control plane in the group of infrastructure',
    'apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AWSManagedControlPlane\nmetadata: { name: a }\n',
    'PW-API-VERSION',
    1,
    'controlplane.cluster.x-k8s.io/v1beta1',
  ],
  [
    'an unknown version',
    pool(launch).replace('v1beta2', 'v1beta3'),
    'PW-API-VERSION',
    1,
    'v1beta1 or infrastructure.cluster.x-k8s.io/v1beta2',
  ],
  ['a group with a letter missing', pool(launch).replace('infrastructure', 'infrastucture'), 'PW-API-VERSION', 1, 'infrastucture'],
  [
    'a kind in a wrong group',
    pool(launch).replace('infrastructure.cluster', 'cluster'),
    'PW-API-VERSION',
    1,
    'infrastructure.cluster.x-k8s.io/v1beta1',
  ],
  ['no kind', 'apiVersion: v1\nmetadata: {}\n', 'PW-NOT-AN-OBJECT', 1, 'without kind'],
  ['no apiVersion', '\nkind: Cluster\n', 'PW-NOT-AN-OBJECT', 2, 'without apiVersion'],
  ['a list of objects', '- kind: Cluster\n', 'PW-NOT-AN-OBJECT', 1, 'got a list'],
  ['prose', 'This is no manifest', 'PW-NOT-AN-OBJECT', 1, 'a single value'],
  ['an empty file', '', 'PW-NOTHING', 1, 'Is this the right file'],
  ['only comments', '# nothing\n---\n# here\n', 'PW-NOTHING', 1, 'got none'],
  [
    'a kustomization',
    'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
    'PW-KUSTOMIZATION',
    1,
    'kustomize build DIRECTORY | poolwright plan -f -',
  ],
  ['a kustomization without kind', 'resources:\n  - a.yaml\n', 'PW-KUSTOMIZATION', 1, 'kustomize build'],
  // YAML
  ['a tab', 'apiVersion: v1\nkind: Secret\nmetadata:\n\tname: a\n', 'PW-YAML', 4, 'expected'],
  ['an open quote', 'apiVersion: v1\nkind: "Secret\n', 'PW-YAML', 3, 'a closing quote'],
  ['an open bracket', 'apiVersion: v1\nkind: [Secret\n', 'PW-YAML', 3, 'expected'],
  ['a wrong indentation', 'apiVersion: v1\nkind: Secret\nmetadata:\n    name: a\n  namespace: b\n', 'PW-YAML', 5, 'indent'],
  ['a colon in plain text', 'apiVersion: v1\nkind: Secret: b\n', 'PW-YAML', 2, 'quote text that holds'],
  ['a template brace', 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: {{ name }}\n', 'PW-YAML', 4, 'expected'],
  ['a custom tag', 'apiVersion: v1\nkind: !vault Secret\n', 'PW-YAML', 2, 'without a tag'],
  ['a key twice', pool(`minSize: 1\nminSize: 2\n${launch}`), 'PW-YAML-DUPLICATE', 7, '"minSize" again'],
  ['an unknown alias', pool(`minSize: *size\n${launch}`), 'PW-YAML-ALIASES', 6, 'an unknown alias'],
  ['an alias of itself', 'apiVersion: v1\nkind: Cluster\nspec: &a\n  b: *a\n', 'PW-YAML-ALIASES', 4, 'inside of what it names'],
  ['an alias bomb', `${bomb}\n`, 'PW-YAML-ALIASES', 1, 'at most 100000 values'],
  ['a NUL byte', 'apiVersion: v1\nkind: \0', 'PW-YAML-BYTES', 2, 'a NUL byte'],
  ['bytes that are no UTF-8', 'apiVersion: v1\nkind: \uFFFD', 'PW-YAML-BYTES', 2, 'not UTF-8'],
  ['deep brackets', `a: ${'['.repeat(1_000_000)}`, 'PW-YAML-DEPTH', 1, 'at most 100 deep'],
  ['deep lists', '- '.repeat(500_000), 'PW-YAML-DEPTH', 1, 'at most 100 deep'],
  ['deep JSON', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 'PW-YAML-DEPTH', 1, 'at most 100 deep'],
  ['a megabyte in one text', `a: "${'x'.repeat(1_000_000)}"`, 'PW-NOT-AN-OBJECT', 1, 'without kind'],
  ['windows line ends', pool(`minSize: "one"\n${launch}`).replaceAll('\n', '\r\n'), 'PW-TYPE', 6, 'got "one"'],
  ['a byte order mark', `\uFEFF${pool(`minSize: "one"\n${launch}`)}`, 'PW-TYPE', 6, 'got "one"'],
  ['broken JSON', '{"apiVersion": "v1",\n "kind" "Secret"}', 'PW-YAML', 2, 'expected'],
  // variables
  ['a missing variable', pool(`minSize: \${MIN}\n${launch}`), 'PW-VAR-MISSING', 6, 'MIN (broken.yaml:6:12 spec.minSize)'],
  ['a string function', pool('awsLaunchTemplate:\n  instanceType: ${TYPE^^}'), 'PW-VAR-SYNTAX', 7, 'only ${TYPE}'],
  ['an open variable', pool('awsLaunchTemplate:\n  instanceType: "${TYPE:-a"'), 'PW-VAR-SYNTAX', 7, 'never closed'],
  // bootstrap
  [
    'a Secret that is no base64',
    'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata:\n  value: "%%"\n',
    'PW-SECRET-DATA',
    5,
    'expected base64',
  ],
  [
    'a bootstrap Secret without value',
    `${pool(launch)}---\napiVersion: v1\nkind: Secret\nmetadata: { name: boot }\n`,
    'PW-SECRET-VALUE',
    17,
    'key value',
  ],
  [
    'content twice',
    'apiVersion: bootstrap.cluster.x-k8s.io/v1beta2\nkind: KubeadmConfig\nmetadata: { name: a }\nspec:\n  files:\n    - path: /a\n      content: b\n      contentFrom: { secret: { name: c, key: d } }\n',
    'PW-KUBEADM',
    6,
    'content or contentFrom',
  ],
]

describe('a broken manifest', { timeout: 30_000 }, () => {
  it.each(cases)('%s', (_, text, code, line, phrase) => {
    const { problems } = read(options)([{ file: 'broken.yaml', text }])
    expect(hasErrors(problems)).toBe(true)
    const found = problems.filter((p) => p.code === code && p.place?.line === line)
    expect(found.map(render).join('\n'), problems.map(render).join('\n')).toContain(phrase)
    expect(found[0]?.severity).toBe('error')
  })

  it('is told of once: a wrong value brings no second problem along', () => {
    const alone = cases.filter(([name]) => !['no name', 'an unknown field at the top', 'a v1beta1 reference in v1beta2'].includes(name))
    const errors = alone.map(
      ([name, text]) => [name, read(options)([{ file: 'broken.yaml', text }]).problems.filter((p) => p.severity === 'error')] as const,
    )
    expect(errors.filter(([, list]) => list.length !== 1).map(([name, list]) => [name, list.map(render)])).toEqual([])
  })

  it('a thousand documents with one problem each are a report of a thousand lines', () => {
    const text = Array.from({ length: 1_000 }, (_, i) => pool('minSize: x\nawsLaunchTemplate: {}', `workers-${i}`).split('---')[0]).join(
      '---\n',
    )
    const { problems } = read({ ...options })([{ file: 'many.yaml', text }])
    expect(problems.filter((p) => p.code === 'PW-TYPE').map((p) => p.place?.line)).toEqual(
      Array.from({ length: 1_000 }, (_, i) => 6 + 8 * i),
    )
  })

  it('a megabyte of one key is not read to its end', () => {
    const { problems } = read(options)([{ file: 'one.yaml', text: 'key: 1\n'.repeat(150_000) }])
    const told = problems.map((p) => `${p.place?.line} ${p.code}`)
    expect(told).toEqual([...Array.from({ length: 20 }, (_, i) => `${i + 2} PW-YAML-DUPLICATE`), '7143 PW-YAML-DEPTH'])
  })

  it('ten thousand documents without an object are not read to their end', () => {
    const { problems } = read(options)([{ file: 'many.yaml', text: '---\na: b\n'.repeat(10_000) }])
    expect(problems.filter((p) => p.code === 'PW-YAML-DEPTH').map((p) => p.place?.line)).toEqual([10_001])
  })

  it('many short objects are read to the last, as documents and in a list', () => {
    const object = (i: number) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c${i}}}`
    const objects = Array.from({ length: 6_000 }, (_, i) => object(i))
    const listed = `apiVersion: v1\nkind: List\nitems:\n${objects.map((o) => `- ${o}\n`).join('')}`
    for (const text of [objects.join('\n---\n'), listed]) {
      const { manifests, problems } = read(options)([{ file: 'many.yaml', text }])
      expect([manifests.others, problems]).toEqual([6_000, []])
    }
  })

  it('a list of a hundred and fifty thousand wrong values is a report of as many lines', () => {
    const text = pool(`${launch}\navailabilityZones:\n${'- 1234567\n'.repeat(150_000)}`.trimEnd())
    const { problems } = read(options)([{ file: 'zones.yaml', text }])
    expect(problems.filter((p) => p.code === 'PW-TYPE').length).toBe(150_000)
  })

  it('all problems of all files come in one report, in order of file and line', () => {
    const one = pool(`minSize: x\nmaxSize: y\n${launch}`)
    const two = pool(`minSize: 5\nmaxSize: 3\nsubnets: [{ id: a, filters: [] }]\nawsLaunchTemplate: { instanceTyp: a }`, 'other')
    const { problems } = read({ ...options, strict: true })([
      { file: 'b.yaml', text: one },
      { file: 'a.yaml', text: two.replaceAll('metadata: { name: workers }', 'metadata: { name: other }') },
    ])
    expect(problems.map((p) => `${p.place?.file}:${p.place?.line} ${p.code}`)).toEqual([
      'a.yaml:6 PW-SIZE-ORDER',
      'a.yaml:8 PW-ID-OR-FILTERS',
      'a.yaml:9 PW-FIELD-UNKNOWN',
      'b.yaml:6 PW-TYPE',
      'b.yaml:7 PW-TYPE',
    ])
  })
})
