/**
 * Does what the guides say, as a stranger would: in an empty folder outside this checkout, with packages as they would be published. Of
 * docs/guide/test-your-own-controller.md it writes the blocks `js file=<name>`, runs the blocks `sh run` and `sh fails`, and looks for each
 * line of the `text` block behind one in what was printed. Of docs/guide/embed.md it runs every example. Needs npm and a registry for
 * what is not ours.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guideBlocks, missingLines, ofMarkdown } from './examples.mjs'
import { isMain, npm, root, run } from './process.mjs'
import { line, one, sum } from './tally.mjs'

/** The reader's own code in the first guide, in lines that are not empty. */
const most = 60
const page = (name) => readFileSync(join(root, 'docs/guide', name), 'utf8')
const fail = (message) => {
  throw new Error(message)
}

/** The packed files by package, with those they need. */
const packed = (tarballs) => {
  const found = readdirSync(tarballs).flatMap((file) => (/^poolwright-(.+)-\d.*\.tgz$/.exec(file) ? [file] : []))
  const fileOf = new Map(found.map((file) => [`@poolwright/${/^poolwright-(.+?)-\d/.exec(file)[1]}`, join(tarballs, file)]))
  const manifest = (name) => JSON.parse(readFileSync(join(root, 'packages', name.replace('@poolwright/', ''), 'package.json'), 'utf8'))
  const withNeeds = (names, seen = new Set()) => {
    for (const name of names) {
      if (seen.has(name)) continue
      seen.add(name)
      withNeeds(
        Object.keys(manifest(name).dependencies ?? {}).filter((n) => n.startsWith('@poolwright/')),
        seen,
      )
    }
    return [...seen]
  }
  return (names) => withNeeds(names).map((name) => fileOf.get(name) ?? fail(`${name} was not packed`))
}

/** What each tarball must and must not hold. */
const contents = async (tarballs) => {
  for (const file of readdirSync(tarballs).filter((f) => f.endsWith('.tgz'))) {
    const { ok, output } = await run('tar', ['-tzf', join(tarballs, file)])
    const files = output.split('\n')
    if (!ok) fail(output)
    const tests = files.filter((f) => /\.(test|test-d|fixture|tsbuildinfo)\b/.test(f))
    if (tests.length > 0) fail(`${file} holds ${tests.join(', ')}`)
    for (const needed of ['package/dist/index.js', 'package/dist/index.d.ts']) if (!files.includes(needed)) fail(`${file} lacks ${needed}`)
  }
}

const at = (folder) => ({ cwd: folder, env: { NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: undefined, CI: '1' }, timeout: 300_000 })
const must = async (what, folder, [command, args]) => {
  const { ok, output } = await run(command, args, at(folder))
  if (!ok) fail(`${what} failed:\n${output}`)
}

/** One line of a guide, with tarballs in the place of names that no registry knows yet. */
const commandOf = (text, filesFor) => {
  const [command, ...args] = text.split(/\s+/)
  const ours = args.filter((a) => a.startsWith('@poolwright/'))
  const rest = args.filter((a) => !a.startsWith('@poolwright/'))
  if (command === 'npm') return npm([...rest, ...(ours.length > 0 ? filesFor(ours) : []), '--prefer-offline', '--no-audit', '--no-fund'])
  return command === 'npx' ? npm(['exec', '--offline', '--', ...args]) : [process.execPath, args]
}

const followed = async (folder, filesFor) => {
  const blocks = guideBlocks(page('test-your-own-controller.md'))
  const files = new Map()
  let printed = ''
  for (const { language, words, code } of blocks) {
    const name = /file=(\S+)/.exec(words)?.[1]
    if (name !== undefined) {
      writeFileSync(join(folder, name), code)
      if (!files.has(name)) files.set(name, code.split('\n').filter((l) => l.trim() !== '').length)
    } else if (language === 'sh' && /^(run|fails)$/.test(words)) {
      printed = ''
      for (const text of code.trim().split('\n')) {
        const { ok, output } = await run(...commandOf(text, filesFor), at(folder))
        printed += output
        if (ok !== (words === 'run')) fail(`${text} ${ok ? 'did not fail' : 'failed'}:\n${output}`)
      }
    } else if (language === 'text') {
      const missing = missingLines(code, printed)
      if (missing.length > 0) fail(`not printed, or not in this order:\n${missing.join('\n')}\nbut:\n${printed}`)
    }
  }
  const lines = [...files.values()].reduce((n, x) => n + x, 0)
  if (files.size < 4 || lines > most)
    fail(`${files.size} files with ${lines} lines of the reader's own; the guide promises ${most} at most`)
}

/** A plan out of plain values, with one package installed. */
const embedded = async (folder, filesFor) => {
  await must('npm init', folder, npm(['init', '--yes']))
  await must('npm install', folder, npm(['install', '--prefer-offline', '--no-audit', '--no-fund', ...filesFor(['@poolwright/planner'])]))
  cpSync(join(root, 'examples/minimal'), join(folder, 'examples/minimal'), { recursive: true })
  const examples = ofMarkdown(page('embed.md'))
  if (examples.length === 0) fail('docs/guide/embed.md has no example')
  for (const [i, { code }] of examples.entries()) {
    writeFileSync(join(folder, `example-${i}.mjs`), code)
    await must(`example ${i + 1} of docs/guide/embed.md`, folder, [process.execPath, [`example-${i}.mjs`]])
  }
}

/** Nobody who embeds the planner or tests with the kit gets a client of AWS or Kubernetes. */
const withoutClients = (folder) => {
  const found = ['@aws-sdk', '@smithy', '@kubernetes', 'aws-sdk'].filter((name) => existsSync(join(folder, 'node_modules', name)))
  if (found.length > 0) fail(`installing it brought ${found.join(', ')}`)
}

/** @returns {Promise<{ readonly tally: import('./tally.mjs').Tally, readonly output: string }>} - `tarballs`: a folder with all packages */
export const guideFromTarballs = async (tarballs) => {
  const top = mkdtempSync(join(tmpdir(), 'poolwright-guide-'))
  const filesFor = packed(tarballs)
  const inFolder = (name, task) => async () => {
    const folder = join(top, name)
    mkdirSync(folder)
    await task(folder, filesFor)
    withoutClients(folder)
  }
  const outputs = []
  const tallies = []
  try {
    for (const task of [() => contents(tarballs), inFolder('test', followed), inFolder('embed', embedded)]) {
      const error = await task().then(
        () => undefined,
        (e) => e,
      )
      tallies.push(one(error === undefined))
      if (error !== undefined) outputs.push(`${error.message}\n`)
    }
  } finally {
    rmSync(top, { recursive: true, force: true })
  }
  return { tally: sum(tallies), output: outputs.join('\n') }
}

if (isMain(import.meta.url)) {
  const tarballs = mkdtempSync(join(tmpdir(), 'poolwright-pack-'))
  try {
    const { ok, output } = await run(...npm(['pack', '--workspaces', '--pack-destination', tarballs]))
    const result = ok ? await guideFromTarballs(tarballs) : { tally: one(false), output }
    console.log(`${result.output}${line(result.tally)}`)
    process.exitCode = result.tally.failed === 0 ? 0 : 1
  } finally {
    rmSync(tarballs, { recursive: true, force: true })
  }
}
