/**
 * Prints `docs/reference` from the tables in the code: codes, fields, settings, operations, behaviours, and the
 * schemas of our files.
 * `--check` writes nothing and fails when a page is not what would be printed. Needs the built packages.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { operations } from '@poolwright/aws/operations'
import { coreCodes } from '@poolwright/core/codes'
import * as JsonSchema from '@poolwright/core/JsonSchema'
import * as SavedPlan from '@poolwright/core/SavedPlan'
import { engineCodes } from '@poolwright/engine/codes'
import { plannerCodes } from '@poolwright/planner/codes'
import { managedIgnored, managedRows } from '@poolwright/planner/nodegroup/ignored'
import { ignored, rows } from '@poolwright/planner/pool/ignored'
import { members, SettingsInput } from '@poolwright/planner/pool/Settings'
import { schemaCodes } from '@poolwright/schema/codes'
import { WorldFile } from '@poolwright/simulator/worldFile'
import { parseBaseline, parseBehaviour } from '@poolwright/testing/behaviours/parse'
import { printBehaviours } from '@poolwright/testing/behaviours/print'
import * as prettier from 'prettier'
import { commandCodes } from '../packages/poolwright/dist/codes.js'
import { isMain, root } from './process.mjs'

const folder = 'docs/reference'
const note = '<!-- Printed by scripts/reference.mjs from the tables in the code; change those. -->'
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (heads, lines) => [heads, heads.map(() => '---'), ...lines].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')
const code = (text) => `\`${text}\``

const verdicts = {
  inPlace: 'in place',
  newOnly: 'new instances only',
  roll: 'rolls',
  replace: 'replaces',
  refused: 'refused',
  ignored: 'no effect',
  report: 'reported only',
}

const codes = () => {
  const all = [...schemaCodes, ...plannerCodes, ...engineCodes, ...coreCodes, ...commandCodes]
  const entries = all.sort((x, y) => (x.code < y.code ? -1 : 1)).map((c) => `## ${c.code}\n\n**${c.title}.** ${c.text}`)
  return `# Codes\n\n${note}\n\nEvery error, hold and finding has a code that stays. \`poolwright explain PW-…\` prints the same paragraph.\n\n${entries.join('\n\n')}\n`
}

const faces = {
  template: 'Launch template',
  group: 'Auto Scaling group',
  hooks: 'Lifecycle hooks',
  refresh: 'Instance refresh',
  nodegroup: 'Node group',
  role: 'IAM role',
}
/** One kind of pool; what both kinds have in common, such as the launch template, is in both. */
const kindOfPool = (kind, rows, ignored) => {
  const tables = Object.entries(rows).map(([name, of]) => {
    const lines = Object.entries(of).map(([row, { paths, verdict, ownership }]) => [
      paths.map(code).join(', '),
      code(row),
      verdicts[verdict],
      ownership,
    ])
    return `### ${faces[name] ?? name}\n\n${table(['paths', 'row', 'a change', 'ownership'], lines)}`
  })
  const rest = Object.entries(ignored).map(([path, why]) => [code(path), why])
  return `## ${kind}\n\n${tables.join('\n\n')}\n\n### Leaves that nothing is written from\n\n${table(['path', 'why'], rest)}`
}
const fields = () => {
  const kinds = [kindOfPool('AWSMachinePool', rows, ignored), kindOfPool('AWSManagedMachinePool', managedRows, managedIgnored)]
  return `# Fields of pools\n\n${note}\n\nPaths without a kind in front are relative to the pool's \`spec\`. *In place*: the running thing is updated. *New instances only*: instances launched from then on have it. *Rolls*: running instances are replaced. *Replaces*: AWS never changes it on a thing that is there, so that it is refused unless the setting \`replace\` allows another thing to take its place. Of a node group a new version of its launch template rolls, whatever row it is for.\n\n${kinds.join('\n\n')}\n`
}

const settings = () => {
  const lines = Object.entries(members).map(([name, m]) => [code(name), m.codec.name, code(JSON.stringify(m.default)), m.doc])
  return `# Settings\n\n${note}\n\nWhat manifests cannot say. Later wins: defaults, the settings file (\`--settings\`), the namespace's annotation, and the annotation \`poolwright.dev/<member>\` on the pool.\n\n${table(['member', 'takes', 'default', 'what it does'], lines)}\n`
}

const ops = () => {
  const lines = Object.entries(operations).map(([op, row]) => [code(op), row.effect, row.repeat, code(row.permission), code(row.bucket)])
  return `# Operations\n\n${note}\n\nWhat Poolwright asks AWS for, and the permission that it takes.\n\n*Repeat*: why asking twice does no harm: it sets what it says (natural), a taken name refuses it (name), the client token is remembered (token), a second is refused while the first runs (conflicts).\n\n${table(['operation', 'effect', 'repeat', 'permission', 'rate bucket'], lines)}\n`
}

const right = (either) => {
  if (either._tag === 'Left') throw new Error(either.left)
  return either.right
}
const behaviours = (family) => () => {
  const at = join(root, 'packages/testing/behaviours', family)
  const textOf = (path) => readFileSync(join(at, path), 'utf8')
  const parse = parseBehaviour(right(parseBaseline(textOf('baseline.yaml'))))
  const ids = readdirSync(at)
    .filter((file) => file !== 'baseline.yaml')
    .map((file) => file.replace('.yaml', ''))
    .sort((x, y) => x.localeCompare(y, 'en', { numeric: true }))
  const all = ids.map((id) => right(parse({ name: `${family}-${id}`, text: textOf(`${id}.yaml`) })))
  const [heading, ...rest] = printBehaviours(family, all).split('\n')
  return [heading, '', '<!-- Printed by scripts/reference.mjs from packages/testing/behaviours; change those. -->', ...rest].join('\n')
}

const schema = (codec, title) => `${JSON.stringify(JsonSchema.document(codec, { title }), null, 2)}\n`

const pages = {
  'codes.md': codes,
  'fields.md': fields,
  'settings.md': settings,
  'operations.md': ops,
  'behaviours.md': behaviours('ASG'),
  'behaviours-eks.md': behaviours('EKS'),
  'schemas/saved-plan.json': () => schema(SavedPlan.Frame, 'Saved plan'),
  'schemas/settings.json': () => schema(SettingsInput, 'Settings'),
  'schemas/world.json': () => schema(WorldFile, 'World'),
}

/** Every page as it should be, by path. */
export const printed = async () => {
  const options = await prettier.resolveConfig(join(root, 'package.json'))
  const all = {}
  for (const [name, print] of Object.entries(pages)) {
    const path = `${folder}/${name}`
    all[path] = await prettier.format(print(), { ...options, filepath: path })
  }
  return all
}

const onDisk = (path) => {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}

if (isMain(import.meta.url)) {
  const all = await printed()
  const stale = Object.keys(all).filter((path) => onDisk(path) !== all[path])
  if (process.argv.includes('--check')) {
    for (const path of stale) console.log(`${path} is not what the code says: run npm run docs:reference`)
    process.exitCode = stale.length === 0 ? 0 : 1
  } else {
    for (const path of stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), all[path])
      console.log(`wrote ${path}`)
    }
  }
}
