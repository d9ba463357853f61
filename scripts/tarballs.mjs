/**
 * Tarballs as they would be published, before publint or Are the Types Wrong, all in one process: as strict as the commands of these with
 * `--strict` and `--profile esm-only`.
 *
 *   node scripts/tarballs.mjs publint|attw FOLDER
 */
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const [name, folder] = process.argv.slice(2)
/** Nobody here loads a package by `require`, or from a TypeScript that knows no `exports`. */
const ignored = ['node10', 'node16-cjs']

const checks = {
  publint: async (data) => {
    const { messages, pkg } = await publint({ pack: { tarball: data.buffer }, strict: true })
    return messages.filter((m) => m.type === 'error').map((m) => `${m.type}: ${formatMessage(m, pkg, { color: false }) ?? m.code}`)
  },
  attw: async (data) => {
    const { types, problems = [], packageName } = await checkPackage(createPackageFromTarballData(data))
    if (types === false) return [`${packageName} has no types`]
    return problems.filter((p) => !ignored.includes(p.resolutionKind)).map((p) => `${p.kind}: ${JSON.stringify(p)}`)
  },
}

const check = checks[name]
const files = readdirSync(folder).sort()
for (const file of files)
  for (const wrong of await check(new Uint8Array(readFileSync(join(folder, file))))) {
    console.log(`${file}: ${wrong}`)
    process.exitCode = 1
  }
if (files.length === 0) {
  console.log(`nothing in ${folder}`)
  process.exitCode = 1
}
