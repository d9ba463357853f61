// What is checked where:
// - every package: TypeScript's rules with types, and imports that Node's ESM loader can follow;
// - the pure packages: also no clock, randomness, timer, environment, I/O, class, `throw`, module state or change of a parameter;
// - tests: what tests must not be (skipped, focused);
// - scripts: plain JavaScript.
import js from '@eslint/js'
import functional from 'eslint-plugin-functional'
import { defineConfig } from 'eslint/config'
import { builtinModules } from 'node:module'
import tseslint from 'typescript-eslint'
import noParameterMutation from './scripts/lint/noParameterMutation.mjs'

const pure = ['core', 'schema', 'aws', 'planner', 'simulator']
const tests = ['packages/*/src/**/*.test.ts', 'packages/*/src/**/*.test-d.ts', 'examples/*/*.test.ts']
const inPure = { files: pure.map((name) => `packages/${name}/src/**/*.ts`), ignores: tests }

/** Later blocks replace a rule's options, so that each list that ESLint takes whole is built here once. */
const badImports = [
  { regex: '^fp-ts$', message: "Import one module: 'fp-ts/lib/Option.js'. The root loads all of fp-ts." },
  { regex: '^(fp-ts|io-ts)/(?!lib/.+\\.js$)', message: "Node's ESM loader refuses directory imports: 'fp-ts/lib/Option.js'." },
  { regex: '^@poolwright/[^/]+/(src|dist|internal)(/|$)', message: 'Import a public module: @poolwright/core/Fact.' },
]
const impureImports = [
  { regex: `^(node:.*|(${builtinModules.filter((m) => !m.startsWith('_')).join('|')})(/.*)?)$`, message: 'A pure package does no I/O.' },
  { regex: '^(@aws-sdk|@smithy|@kubernetes)/', message: 'A pure package knows no SDK.' },
]
const badSyntax = [{ selector: 'ExportDefaultDeclaration', message: 'Export by name.' }]
const clock = 'The time arrives as a value: `now`.'
const impureSyntax = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: clock },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
  { selector: "CallExpression[callee.name='Date']", message: clock },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Randomness arrives as a value.' },
  {
    selector: ":matches(ClassDeclaration, ClassExpression):not([superClass.object.name='t'][superClass.property.name='Type'])",
    message: 'Plain data and functions. The one class there may be is a codec with its own tag, `extends t.Type`, as io-ts makes them.',
  },
  { selector: 'ImportExpression', message: 'A pure package loads nothing at run time.' },
  {
    selector: "Program > VariableDeclaration[kind='let'], Program > ExportNamedDeclaration > VariableDeclaration[kind='let']",
    message: 'A module has no state.',
  },
]
const outside = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'requestAnimationFrame'],
  ...[
    'performance',
    'Temporal',
    'crypto',
    'process',
    'Buffer',
    'console',
    'fetch',
    'navigator',
    'window',
    'global',
    'globalThis',
    'require',
  ],
]

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '.cache/', '.stryker-tmp/', 'reports/', 'coverage/', 'docs/', 'bench/', 'examples/host/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['packages/*/src/**/*.ts', 'examples/*/*.ts', '*.ts'],
    extends: [js.configs.recommended, ...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.tests.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
      'no-restricted-imports': ['error', { patterns: badImports }],
      'no-restricted-syntax': ['error', ...badSyntax],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description', minimumDescriptionLength: 8 }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `{}` is the input of an operation that asks nothing; `interface X extends t.TypeOf<…> {}` keeps hovers short.
      '@typescript-eslint/no-empty-object-type': ['error', { allowObjectTypes: 'always', allowInterfaces: 'with-single-extends' }],
      // `K & string` says what a key is where a reader would have to work it out.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    ...inPure,
    plugins: { functional, local: { rules: { 'no-parameter-mutation': noParameterMutation } } },
    rules: {
      'functional/no-promise-reject': 'error',
      'functional/no-throw-statements': 'error',
      'local/no-parameter-mutation': 'error',
      'no-param-reassign': ['error', { props: true }],
      'no-restricted-globals': ['error', ...outside.map((name) => ({ name, message: 'A pure package has values, not an environment.' }))],
      'no-restricted-imports': ['error', { patterns: [...badImports, ...impureImports] }],
      'no-restricted-syntax': ['error', ...badSyntax, ...impureSyntax],
    },
  },
  {
    files: tests,
    rules: {
      'no-restricted-syntax': [
        'error',
        ...badSyntax,
        {
          selector: 'MemberExpression[object.name=/^(it|test|describe|suite)$/][property.name=/^(skip|only|todo)$/]',
          message: 'A test runs, always.',
        },
      ],
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // In a test, an absence that surprises is a failure anyway.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['scripts/**/*.mjs', '*.js'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(['Buffer', 'URL', 'console', 'performance', 'process', 'setTimeout'].map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.cjs'],
    extends: [js.configs.recommended],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
)
