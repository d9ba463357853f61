import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'
import { testFolder } from '../testing/folder.js'
import { wholePool } from '../testing/manifests.js'

const { poolwright, write } = testFolder('aws', afterAll)
const inNowhere = 'http://127.0.0.1:1'

beforeEach(() => {
  write('pool.yaml', wholePool)
  // Nothing of the machine that runs the tests may answer.
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
    vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere')
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_ENDPOINT_URL', inNowhere)
})
afterEach(() => vi.unstubAllEnvs())

it('says what to do where there are no credentials', async () => {
  const { code, err } = await poolwright('plan -f pool.yaml --cloud aws --region eu-west-1')
  expect([code, err]).toEqual([1, expect.stringMatching(/^poolwright: no AWS credentials were found: .* \[PW-AWS-CREDENTIALS\]\n$/)])
})
it('says what to do where no region is named', async () => {
  write('bare.yaml', wholePool.replace(/^.*region: .*\n/m, ''))
  const { code, err } = await poolwright('plan -f bare.yaml --cloud aws')
  expect([code, err]).toEqual([1, expect.stringContaining('[PW-AWS-REGION]')])
})
it('says where nobody answers', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AK')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's')
  const { code, err } = await poolwright('plan -f pool.yaml --cloud aws --region eu-west-1')
  expect([code, err]).toEqual([1, 'poolwright: AWS cannot be reached: connect ECONNREFUSED 127.0.0.1:1 [PW-AWS-UNREACHABLE]\n'])
})
it('takes no state of another cloud for its own', async () => {
  await poolwright('apply -f pool.yaml --state mixed.json')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AK')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's')
  const { code, err } = await poolwright('plan -f pool.yaml --cloud aws --region eu-west-1 --state mixed.json')
  expect([code, err]).toEqual([1, expect.stringContaining('no state of pools in AWS [PW-STATE-FORMAT]')])
})

/** What a module loads before anything is asked of it: imports of types and imports in the middle of a function are not. */
const loadedWith = (entry: string): ReadonlySet<string> => {
  const seen = new Set<string>()
  const visit = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    const text = readFileSync(path, 'utf8')
    for (const [, names = '', module = ''] of text.matchAll(/^(?:import|export) (?!type )(\*[^'\n]*|\{[^}]*\}) from '([^']+)'/gm)) {
      if (/^\{(\s*type [^,}]+,?)*\s*\}$/.test(names)) continue
      if (module.startsWith('.')) visit(resolve(dirname(path), module.replace(/\.js$/, '.ts')))
      else seen.add(module)
    }
  }
  visit(entry)
  return seen
}

it('is not loaded, and nor is anything of AWS’s SDK, unless it is asked for', () => {
  const folder = join(import.meta.dirname, '../commands')
  const commands = readdirSync(folder).filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'))
  expect(commands.length).toBeGreaterThan(5)
  for (const entry of [...commands.map((f) => join(folder, f)), join(folder, '../main.ts'), join(folder, '../index.ts')]) {
    expect(existsSync(entry)).toBe(true)
    const heavy = [...loadedWith(entry)].filter((m) => /^@aws-sdk|^@poolwright\/aws-|host\/aws\.ts$/.test(m))
    expect(heavy, entry).toEqual([])
  }
  expect([...loadedWith(join(folder, '../host/aws.ts'))].filter((m) => /^@aws-sdk|^@poolwright\/aws-/.test(m))).toEqual([])
  expect([...loadedWith(join(folder, 'plan.ts'))].some((m) => m.endsWith('embedded.ts'))).toBe(true)
})
