/**
 * The arrows between packages. One row says what a package's sources may import besides themselves, fp-ts and io-ts:
 * `packages` of ours, `npm` modules, and `node` where Node's own modules are allowed. Whatever a row does not name is refused,
 * which is how the pure packages stay without I/O. Tests may also use `testing`, the packages in `tests`, the test tools and Node.
 */
const arrows = {
  core: { packages: [], npm: ['@noble/hashes', '@scure/base'] },
  schema: { packages: ['core'], npm: ['yaml', 'semver', 'fastest-levenshtein', '@noble/hashes'] },
  aws: { packages: ['core'], npm: ['@scure/base'] },
  planner: { packages: ['core', 'schema', 'aws'], npm: [] },
  simulator: { packages: ['core', 'schema', 'aws'], npm: ['immutable'] },
  engine: { packages: ['core'], npm: [] },
  testing: { packages: ['core', 'schema', 'aws', 'planner', 'simulator', 'engine'], npm: ['fast-check', 'yaml'] },
  'aws-client': {
    packages: ['core', 'aws'],
    npm: ['@aws-sdk/credential-providers', '@aws-sdk/client-sts', '@smithy/types', '@scure/base'],
  },
  'aws-asg': {
    packages: ['core', 'aws', 'aws-client'],
    npm: ['@aws-sdk/client-ec2', '@aws-sdk/client-auto-scaling', '@aws-sdk/client-s3', '@aws-sdk/client-ssm'],
    tests: ['simulator'],
  },
  'aws-eks': { packages: ['core', 'aws', 'aws-client'], npm: ['@aws-sdk/client-eks', '@aws-sdk/client-iam'], tests: ['simulator'] },
  poolwright: {
    packages: ['core', 'schema', 'aws', 'planner', 'simulator', 'engine', 'aws-client', 'aws-asg', 'aws-eks'],
    npm: ['commander', 'picocolors', 'yaml'],
    node: true,
  },
}
/** Examples that are packages, and what they show that one can do without. */
const examples = {
  'google-instance-groups': { packages: ['core', 'engine', 'testing'], npm: ['fast-check'] },
  'own-controller': { packages: ['core', 'aws', 'simulator', 'testing'], npm: [] },
}
const testTools = ['vitest', 'fast-check', 'aws-sdk-client-mock']

const test = '[.]test(-d)?[.]ts$'
const escape = (name) => name.replace(/[/.]/g, '[$&]')
const modules = (names) => `(^|/)node_modules/(@types/)?(${names.map(escape).join('|')})/`
const sources = (names) => `^packages/(${names.join('|')})/src/`

const arrow = ([name, may]) => {
  const ours = sources([name, ...may.packages])
  const npm = modules(['fp-ts', 'io-ts', ...may.npm])
  const core = may.node === true ? ['core'] : []
  return [
    {
      name: `${name}-arrows`,
      severity: 'error',
      comment: `${name} imports itself, fp-ts, io-ts${[...may.packages, ...may.npm].map((n) => `, ${n}`).join('')} and nothing else`,
      from: { path: `^packages/${name}/src/`, pathNot: test },
      to: { pathNot: [ours, npm], dependencyTypesNot: core },
    },
    {
      name: `${name}-test-arrows`,
      severity: 'error',
      comment: `a test of ${name} imports what ${name} may, testing, the test tools and Node`,
      from: { path: `^packages/${name}/src/.*${test}` },
      to: { pathNot: [ours, npm, sources(['testing', ...(may.tests ?? [])]), modules(testTools)], dependencyTypesNot: ['core'] },
    },
  ]
}

const exampleArrow = ([name, may]) => ({
  name: `${name}-arrows`,
  severity: 'error',
  comment: `the example ${name} is written against ${may.packages.join(', ')} and nothing else of ours`,
  from: { path: `^examples/${name}/` },
  to: { pathNot: [`^examples/${name}/`, sources(may.packages), modules(['fp-ts', 'io-ts', 'vitest', ...may.npm])] },
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'modules that import each other are one module',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'an import that leads nowhere',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'every-package-has-its-arrows',
      severity: 'error',
      comment: 'a new package needs a row above',
      from: { path: '^packages/', pathNot: sources(Object.keys(arrows)) },
      to: {},
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      comment: 'what tests share lives in testing, or in a module of its own',
      from: {},
      to: { path: `^packages/.*${test}` },
    },
    ...Object.entries(arrows).flatMap(arrow),
    ...Object.entries(examples).map(exampleArrow),
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^packages/[^/]+/dist/' },
    tsConfig: { fileName: 'tsconfig.tests.json' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@poolwright/source', 'import', 'node', 'types', 'default'],
      mainFields: ['main', 'types'],
    },
  },
}
