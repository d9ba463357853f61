/**
 * Compiles and runs every example of the documentation against the built packages, as somebody who installed them would: Markdown blocks
 * marked `ts example`, `@example` blocks of doc comments, and the programs under examples/. One compilation, then one process each.
 * Folders under examples/ that are packages have tests instead.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative } from 'node:path'
import { messagesByFile, ofMarkdown, ofSource } from './examples.mjs'
import { eachAtMost, isMain, root, run, runScript, tsc } from './process.mjs'
import { line, none, one, sum } from './tally.mjs'

const folder = join(root, '.cache/docs-examples')
const options = {
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    ...{ rootDir: 'src', outDir: 'js', composite: false, declaration: false, declarationMap: false, sourceMap: false },
    types: ['node'],
  },
  include: ['src'],
}

const filesUnder = (path, wanted) => {
  const at = join(root, path)
  try {
    const found = readdirSync(at, { recursive: true, withFileTypes: true })
    const files = found.filter((f) => f.isFile()).map((f) => relative(root, join(f.parentPath, f.name)).replaceAll('\\', '/'))
    return files.filter((f) => !/(^|\/)(node_modules|dist)\//.test(f) && wanted(f)).sort()
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

const isProgram = (f) => f.endsWith('.ts') && !existsSync(join(root, dirname(f), 'package.json'))
const isSource = (f) => f.endsWith('.ts') && f.includes('/src/') && !/\.test(-d)?\.ts$/.test(f)
const read = (source) => readFileSync(join(root, source), 'utf8')

/** Every example with its source, its line there, and the name of the file it is written to. */
const collect = () => {
  const pages = [...readdirSync(root).filter((f) => f.endsWith('.md')), ...filesUnder('docs', (f) => f.endsWith('.md'))]
  const found = [
    ...pages.map((source) => ({ source, examples: ofMarkdown(read(source)) })),
    ...filesUnder('packages', isSource).map((source) => ({ source, examples: ofSource(read(source)) })),
    ...filesUnder('examples', isProgram).map((source) => ({ source, examples: [{ line: 1, code: read(source) }] })),
  ]
  return found.flatMap(({ source, examples }) =>
    examples.map(({ line: at, code }) => {
      const stem = source.slice(0, -extname(source).length).replace(/[^\w.]+/g, '-')
      return { source, line: at, code, file: `${stem}-${at}.ts` }
    }),
  )
}

const compile = async (examples) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'src'), { recursive: true })
  // Without `export {}` an example that imports nothing would share its names with all others.
  for (const e of examples) writeFileSync(join(folder, 'src', e.file), `${e.code}\nexport {}\n`)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  const { ok, output } = await runScript(tsc(), ['-p', folder, '--pretty', 'false'])
  const byFile = new Map(examples.map((e) => [e.file, e]))
  const placeOf = (file, at) => {
    const e = byFile.get(file)
    return e && `${e.source}:${e.line + at - 1}`
  }
  const messages = messagesByFile(output, placeOf, (path) => basename(path))
  return { ok, messages }
}

const execute = async (e) => {
  const script = join(folder, 'js', e.file.replace(/\.ts$/, '.js'))
  const { ok, output } = await run(process.execPath, [script], { timeout: 30_000 })
  return ok ? [] : output.trimEnd().split('\n')
}

/** @returns {Promise<{ readonly tally: import('./tally.mjs').Tally, readonly output: string }>} */
export const docsExamples = async () => {
  const examples = collect()
  if (examples.length === 0) return { tally: none, output: '' }
  const { ok, messages } = await compile(examples)
  const wrong = await eachAtMost(2, examples, async (e) => messages.get(e.file) ?? (await execute(e)))
  const general = messages.get('general') ?? []
  const lines = examples.flatMap((e, i) =>
    wrong[i].length === 0 ? [] : [`example at ${e.source}:${e.line}`, ...wrong[i].map((l) => `  ${l}`)],
  )
  const each = wrong.map((w) => one(w.length === 0))
  const unexplained = !ok && each.every((t) => t.failed === 0)
  return {
    tally: sum(general.length > 0 || unexplained ? [...each, one(false)] : each),
    output: [...general, ...lines].map((l) => `${l}\n`).join(''),
  }
}

if (isMain(import.meta.url)) {
  const { tally, output } = await docsExamples()
  console.log(`${output}${line(tally)}`)
  process.exitCode = tally.failed === 0 ? 0 : 1
}
