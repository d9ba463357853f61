/**
 * The types of sources and tests, and ESLint's rules, which ask for the same types: one program for both takes little more than half of what
 * `npm run typecheck:tests` and `npm run lint -- eslint` take. Says what is wrong; its last line counts the two.
 *
 *   --libraries   the declarations of libraries are checked, too
 */
import { ESLint } from 'eslint'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from './process.mjs'
import { line, one, sum } from './tally.mjs'

const host = { getCanonicalFileName: (f) => f, getCurrentDirectory: () => root, getNewLine: () => '\n' }
const stop = (d) => {
  throw new Error(ts.formatDiagnostic(d, host))
}
const config = ts.getParsedCommandLineOfConfigFile(
  join(root, 'tsconfig.tests.json'),
  { incremental: false, tsBuildInfoFile: undefined },
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: stop },
)
const program = ts.createProgram({ rootNames: config.fileNames, options: config.options, configFileParsingDiagnostics: config.errors })

const files = program.getSourceFiles().filter((file) => !file.isDeclarationFile || process.argv.includes('--libraries'))
const mistakes = ts.sortAndDeduplicateDiagnostics([
  ...program.getConfigFileParsingDiagnostics(),
  ...program.getOptionsDiagnostics(),
  ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ...program.getGlobalDiagnostics(),
])
process.stdout.write(ts.formatDiagnostics(mistakes, host))

const eslint = new ESLint({
  cwd: root,
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { programs: [program] } } },
})
const results = await eslint.lintFiles(['.'])
process.stdout.write(await (await eslint.loadFormatter('stylish')).format(results))

const total = sum([one(mistakes.length === 0), one(!results.some((r) => r.errorCount + r.warningCount > 0))])
process.stdout.write(`\n${line(total)}\n`)
process.exitCode = total.failed === 0 ? 0 : 1
