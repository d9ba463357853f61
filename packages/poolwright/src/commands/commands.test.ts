import { statSync } from 'node:fs'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { PlanDocument } from '../document.js'
import type { ObservedWorld } from '../observed.js'
import { examples, testFolder, variables } from '../testing/folder.js'
import { changed, cluster, poolNamed, wholePool } from '../testing/manifests.js'

// The first command loads everything.
vi.setConfig({ testTimeout: 30_000 })
const { poolwright, write, read, path } = testFolder('commands', afterAll)
beforeAll(() => {
  write('pool.yaml', wholePool)
  write('large.yaml', changed(wholePool, 'm6i.large', 'm6i.xlarge'))
  write('more.yaml', changed(wholePool, 'replicas: 3', 'replicas: 4'))
  write('less.yaml', changed(wholePool, 'replicas: 3', 'replicas: 2'))
  write('refused.yaml', changed(wholePool, 'replicas: 3', 'replicas: 9'))
})

const planned = async (args: string): Promise<PlanDocument> =>
  JSON.parse((await poolwright(`plan ${args} --output json`)).out) as PlanDocument
const observed = async (args = ''): Promise<ObservedWorld> =>
  JSON.parse((await poolwright(`observe --output json${args}`)).out) as ObservedWorld
const calls = ({ plans }: PlanDocument) => plans.flatMap((p) => p.steps.map((s) => s.call.operation))
let states = 0
const fresh = () => `--state states/${++states}.json`

it("the documentation's three documents: exit 0 and the two calls", async () => {
  const { code, out } = await poolwright(`plan -f ${examples}/documentation --output json`, { env: variables })
  expect(code).toBe(0)
  const document = JSON.parse(out) as PlanDocument
  expect(calls(document)).toEqual(['CreateLaunchTemplate', 'CreateAutoScalingGroup'])
  expect(document.plans[0]?.steps[1]?.call.input).toMatchObject({ MinSize: 1, MaxSize: 10, DesiredCapacity: 2 })
  expect(document.plans[0]?.findings.map((f) => f.code)).toEqual([
    'PW-ASSUMED-CLUSTER',
    'PW-ASSUMED-SECURITY-GROUPS',
    'PW-ASSUMED-BOOTSTRAP-DATA',
  ])
})

it('without its variables: exit 1, and one report that names all four with their places', async () => {
  const { code, out, err } = await poolwright(`plan -f ${examples}/documentation`)
  expect(code).toBe(1)
  expect(out).toBe('')
  const [report, last, ...rest] = err.trimEnd().split('\n')
  for (const name of Object.keys(variables)) expect(report).toMatch(new RegExp(`${name} \\([^)]*machinepool\\.yaml:\\d+:\\d+ `))
  expect(last).toContain('[PW-MANIFESTS]')
  expect(rest).toEqual([])
})

it('the minimal example rests on no assumption', async () => {
  expect((await planned(`-f ${examples}/minimal ${fresh()}`)).plans[0]?.findings.filter((f) => f.code.startsWith('PW-ASSUMED'))).toEqual([])
})

it('plan changes nothing; apply converges; then there is nothing to do', async () => {
  const state = fresh()
  expect((await poolwright(`plan -f pool.yaml ${state} --detailed-exitcode`)).code).toBe(2)
  expect((await observed(` ${state}`)).groups).toEqual([])
  const applied = await poolwright(`apply -f pool.yaml ${state}`)
  expect(applied.code, applied.err).toBe(0)
  expect(applied.out).toContain('2 calls sent')
  expect(applied.out).toContain('Everything is as the manifests say.')
  const again = await poolwright(`plan -f pool.yaml ${state} --detailed-exitcode`)
  expect([again.code, again.out]).toEqual([0, 'No changes. The pool is as the manifests say.\n'])
  const world = await observed(` ${state}`)
  expect(world.groups[0]?.instances.map((i) => [i.state, i.type, i.version])).toEqual(Array(3).fill(['InService', 'm6i.large', '1']))
  expect(world.holds).toEqual([])
})

it('the text of a rollout: before and after with the line, what it does to machines, the calls', async () => {
  const state = fresh()
  await poolwright(`apply -f pool.yaml ${state}`)
  const { out } = await poolwright(`plan -f large.yaml ${state}`)
  expect(out).toMatch(/awsLaunchTemplate\.instanceType: {2}"m6i\.large" → "m6i\.xlarge" {2}large\.yaml:80\n/)
  expect(out).toMatch(/rolls 3 of 3 instances, at least 2 in service.*, about \d+ min\n/)
  expect(out).toContain('call  ec2:CreateLaunchTemplateVersion\n')
  expect(out).toContain('Plan: 0 to create, 1 to change, 1 to roll, 0 to destroy; 2 calls.\n')
})

it('asks before machines end; refuses where nobody can be asked; --yes goes ahead', async () => {
  const state = fresh()
  await poolwright(`apply -f pool.yaml ${state}`)
  const unasked = await poolwright(`apply -f large.yaml ${state}`)
  expect([unasked.code, unasked.err]).toEqual([
    1,
    'poolwright: This replaces or ends 3 instances. There is nobody to ask: add --yes if that is what you want [PW-CONFIRM]\n',
  ])
  const no = await poolwright(`apply -f large.yaml ${state}`, { answers: ['n'] })
  expect([no.code, no.out.endsWith('Go on? [y/N] Nothing was done.\n')]).toEqual([1, true])
  expect((await observed(` ${state}`)).groups[0]?.instances[0]?.type).toBe('m6i.large')
  expect((await poolwright(`apply -f large.yaml ${state}`, { answers: ['y'] })).code).toBe(0)
  const { groups, templates } = await observed(` ${state}`)
  expect(groups[0]?.instances.map((i) => [i.state, i.type, i.version])).toEqual(Array(3).fill(['InService', 'm6i.xlarge', '2']))
  expect(templates[0]?.versions).toEqual([1, 2])
  expect((await poolwright(`apply -f more.yaml ${state} --yes`)).code).toBe(0)
})

it('creating and changing in place go without a question, ending machines by scaling in does not', async () => {
  const state = fresh()
  expect((await poolwright(`apply -f pool.yaml ${state}`)).code).toBe(0)
  expect((await poolwright(`apply -f more.yaml ${state}`)).code).toBe(0)
  expect((await observed(` ${state}`)).groups[0]?.instances).toHaveLength(4)
  expect((await poolwright(`apply -f less.yaml ${state}`)).code).toBe(1)
  expect((await poolwright(`apply -f less.yaml ${state} --yes`)).code).toBe(0)
  expect((await observed(` ${state}`)).groups[0]?.instances).toHaveLength(2)
})

it('on a terminal progress is drawn over itself, elsewhere line by line', async () => {
  const drawn = await poolwright(`apply -f pool.yaml ${fresh()}`, { isTerminal: true, env: { NO_COLOR: '1' } })
  expect(drawn.out).toContain('\u001B[2A')
  const lines = await poolwright(`apply -f pool.yaml ${fresh()}`)
  expect(lines.out).not.toContain('\u001B')
  expect(lines.out).toContain('+0s  default/workers  template: ec2:CreateLaunchTemplate\n')
  expect(lines.out).toMatch(/\+1m 15s {2}default\/workers {2}3 of 3 instances in service, at rest\n/)
})

it('colours: the option wins, then NO_COLOR, then FORCE_COLOR, then the terminal', async () => {
  const isColoured = async (args: string, env: Record<string, string>, isTerminal: boolean) =>
    (await poolwright(`plan -f pool.yaml ${fresh()}${args}`, { env, isTerminal })).out.includes('\u001B[')
  expect(await isColoured('', {}, false)).toBe(false)
  expect(await isColoured('', {}, true)).toBe(true)
  expect(await isColoured('', { NO_COLOR: '1' }, true)).toBe(false)
  expect(await isColoured('', { FORCE_COLOR: '1' }, false)).toBe(true)
  expect(await isColoured('', { FORCE_COLOR: '1', NO_COLOR: '1' }, true)).toBe(false)
  expect(await isColoured(' --color always', { NO_COLOR: '1' }, false)).toBe(true)
  expect(await isColoured(' --color never', { FORCE_COLOR: '1' }, true)).toBe(false)
})

it('stops between two steps when the person wants it to, and goes on from there', async () => {
  const state = fresh()
  const stop = new AbortController()
  const parts: Array<string> = []
  const out = (text: string) => {
    parts.push(text)
    if (text.includes('ec2:CreateLaunchTemplate\n') && text.includes('+0s')) stop.abort()
  }
  const stopped = await poolwright(`apply -f pool.yaml ${state}`, { signal: stop.signal, out })
  expect(stopped.code).toBe(1)
  expect(parts.join('')).toContain('1 call sent. Stopped before it was done: run it again to go on.\n')
  expect((await observed(` ${state}`)).templates).toHaveLength(1)
  expect((await poolwright(`apply -f pool.yaml ${state}`)).out).toContain('1 call sent')
  expect((await observed(` ${state}`)).templates).toHaveLength(1)
})

it('apply --output json is one document with how it ended', async () => {
  const { out, code } = await poolwright(`apply -f pool.yaml ${fresh()} --output json`)
  const document = JSON.parse(out) as PlanDocument & { readonly outcome: unknown }
  expect(code).toBe(0)
  expect(document.format).toBe(1)
  expect(document.outcome).toMatchObject({ ended: 'settled', calls: 2, failed: [] })
})

it('a pool that is held: exit 2, the hold, what to do about it, and never "No changes"', async () => {
  const { code, out } = await poolwright(`plan -f refused.yaml ${fresh()} --detailed-exitcode`)
  expect(code).toBe(2)
  expect(out).toMatch(/held {2}9 replicas .* \[PW-SIZE-BOUNDS\]/)
  expect(out).toMatch(/\nPW-SIZE-BOUNDS {2}\S/)
  expect(out).not.toContain('No changes')
})

it('a call that fails: told with the words of the cloud, exit 1, and siblings go on', async () => {
  const state = fresh()
  const broken = changed(wholePool, 'm6i.large', 'nonsense').replaceAll('workers', 'broken')
  write('broken.yaml', `${wholePool}---\n${broken.split('---\n').slice(2).join('---\n')}`)
  const { code, err, out } = await poolwright(`apply -f broken.yaml ${state}`)
  expect(code).toBe(1)
  expect(err).toMatch(/^failed {2}default\/broken group: autoscaling:CreateAutoScalingGroup: ValidationError: .*'nonsense'/)
  expect(out).toMatch(/\nheld {2}default\/broken: .* \[PW-CLOUD-REFUSED\]\n$/)
  expect((await observed(` ${state}`)).groups.map((g) => [g.name, g.instances.length])).toEqual([['workers', 3]])
})

it('world files: what observe writes is planned against, and touches neither cloud nor state', async () => {
  const state = fresh()
  await poolwright(`apply -f pool.yaml ${state}`)
  expect((await poolwright(`observe ${state} --out world.json`)).code).toBe(0)
  const { code, out } = await poolwright('plan -f pool.yaml --observed world.json --state nowhere/state.json --detailed-exitcode')
  expect([code, out]).toEqual([0, 'No changes. The pool is as the manifests say.\n'])
  expect(calls(await planned('-f large.yaml --observed world.json'))).toEqual(['CreateLaunchTemplateVersion', 'StartInstanceRefresh'])
  expect(() => statSync(path('nowhere'))).toThrow()
  expect((await observed(' --observed world.json')).groups[0]?.name).toBe('workers')
  expect((await poolwright(`cloud dump ${state}`)).out).toBe(read('world.json'))
  write('bad.json', '{"format": 1}')
  expect((await poolwright('plan -f pool.yaml --observed bad.json')).err).toContain('[PW-WORLD-FORMAT]')
  write('worse.json', 'x')
  expect((await poolwright('plan -f pool.yaml --observed worse.json')).err).toContain('[PW-WORLD-FORMAT]')
  expect((await poolwright('plan -f pool.yaml --observed missing.json')).err).toContain('[PW-FILE]')
})

it('saved plans: applied as they were shown, refused with what differs once they are not what would be done', async () => {
  const state = fresh()
  await poolwright(`plan -f pool.yaml ${state} --out plan.json`)
  expect((await poolwright(`apply -f pool.yaml ${state} --plan plan.json`)).code).toBe(0)
  expect((await observed(` ${state}`)).groups[0]?.instances).toHaveLength(3)
  await poolwright(`plan -f large.yaml ${state} --out plan.json`)
  const refused = await poolwright(`apply -f more.yaml ${state} --plan plan.json --yes`)
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('[PW-PLAN-CHANGED]')
  expect(refused.err).toMatch(
    /default\/workers template is not needed any more\n.*awsLaunchTemplate\.instanceType: was "m6i\.large" → "m6i\.xlarge", is no change/,
  )
  expect(refused.err).toContain('default/workers group is needed now')
  expect((await poolwright(`apply -f large.yaml ${state} --plan plan.json --yes`)).code).toBe(0)
  expect((await poolwright(`apply -f large.yaml ${state} --plan pool.yaml`)).err).toContain('[PW-PLAN-FORMAT]')
})

it('destroy: asks, and leaves nothing', async () => {
  const state = fresh()
  await poolwright(`apply -f pool.yaml ${state}`)
  expect((await poolwright(`destroy -f pool.yaml ${state}`)).err).toContain('[PW-CONFIRM]')
  const { code, out } = await poolwright(`destroy -f pool.yaml ${state} --yes`)
  expect(code).toBe(0)
  expect(out).toContain('The pools have nothing left in the cloud.')
  const { groups, templates } = await observed(` ${state}`)
  expect([groups, templates]).toEqual([[], []])
  expect((await poolwright(`destroy -f pool.yaml ${state} --yes`)).code).toBe(0)
})

it('--pool chooses, and says what there is when it finds nothing', async () => {
  write('many.yaml', `${cluster}---\n${['pool-a', 'pool-b', 'pool-c'].map(poolNamed).join('---\n')}`)
  const document = await planned(`-f many.yaml ${fresh()} --pool default/pool-c --pool default/pool-a`)
  expect(document.plans.map((p) => p.pool)).toEqual(['default/pool-a', 'default/pool-c'])
  expect((await poolwright('plan -f many.yaml --pool default/x')).err).toBe(
    'poolwright: no pool default/x. There are: default/pool-a, default/pool-b, default/pool-c. [PW-NO-POOL]\n',
  )
  expect((await poolwright('plan -f many.yaml --pool x')).err).toContain('A pool is NAMESPACE/NAME.')
  const { out } = await poolwright(`plan -f many.yaml ${fresh()}`)
  expect(out).toContain('these 3 pools alike')
  expect(out).toContain('Plan: 6 to create')
})

it('settings: from a file, each mistake named', async () => {
  write('settings.yaml', 'region: eu-central-1\naccount: "111122223333"\n')
  const document = JSON.parse(
    (await poolwright(`plan -f ${examples}/documentation ${fresh()} --settings settings.yaml --output json`, { env: variables })).out,
  ) as PlanDocument
  expect(document.plans[0]?.steps[0]?.scope).toBe('aws:111122223333/eu-central-1')
  write('settings.yaml', 'retainVersion: 3\nadopt: perhaps\n')
  const { code, err } = await poolwright('plan -f pool.yaml --settings settings.yaml')
  expect(code).toBe(1)
  expect(err).toMatch(/retainVersion: there is no such setting; did you mean retainVersions\?\n.*adopt: expected boolean/)
})

it('assumptions are held when the settings say so', async () => {
  write('hold.yaml', 'assumptions: hold\n')
  const { code, out } = await poolwright(`plan -f ${examples}/documentation ${fresh()} --settings hold.yaml --detailed-exitcode`, {
    env: variables,
  })
  expect(code).toBe(2)
  expect(out).toContain('[PW-ASSUMED-CLUSTER]')
  expect(out).toContain('; 0 calls, ')
})

it('reads standard input, and counts what it leaves alone', async () => {
  const { code, err } = await poolwright(`plan -f - ${fresh()}`, {
    input: `${wholePool}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n`,
  })
  expect([code, err]).toEqual([0, '1 other object ignored\n'])
})

it('--no-substitute, --unknown warn and --strict reach the reader', async () => {
  write('variable.yaml', changed(wholePool, 'instanceType: m6i.large', 'instanceType: m6i.large\n    sshKeyName: ${KEY}'))
  write('unknown.yaml', changed(wholePool, 'minSize: 1', 'minSize: 1\n  minimum: 1'))
  expect((await poolwright(`plan -f variable.yaml ${fresh()}`)).code).toBe(1)
  expect((await poolwright(`plan -f variable.yaml ${fresh()} --no-substitute`)).code).toBe(0)
  expect((await poolwright(`plan -f unknown.yaml ${fresh()}`)).code).toBe(1)
  const warned = await poolwright(`plan -f unknown.yaml ${fresh()} --unknown warn`)
  expect([warned.code, warned.err]).toEqual([0, expect.stringMatching(/^unknown\.yaml:\d+:\d+: warning: /)])
  expect((await poolwright(`plan -f pool.yaml ${fresh()} --strict`)).code).toBe(0)
})

it('the embedded cloud: time passes, machines end and are replaced, the state goes', async () => {
  const state = fresh()
  await poolwright(`apply -f pool.yaml ${state}`)
  const [first] = (await observed(` ${state}`)).groups[0]?.instances ?? []
  expect(first).toBeDefined()
  const id = first?.id ?? ''
  expect((await poolwright(`cloud terminate ${id} ${state}`)).code).toBe(0)
  expect((await poolwright(`cloud advance 10m ${state}`)).out).toMatch(/^10m later: it is 2026-01-01T00:1\d:\d\d\.000Z/)
  const after = (await observed(` ${state}`)).groups[0]?.instances ?? []
  expect(after.filter((i) => i.state === 'InService')).toHaveLength(3)
  expect(after.map((i) => i.id)).not.toContain(id)
  expect((await poolwright(`cloud terminate i-nothing ${state}`)).err).toMatch(
    /there is no instance i-nothing; did you mean i-\w+\? \[PW-INSTANCE\]/,
  )
  expect((await poolwright(`cloud reset ${state}`)).err).toContain('[PW-CONFIRM]')
  expect((await poolwright(`cloud reset ${state}`, { answers: ['no'] })).code).toBe(1)
  expect((await poolwright(`cloud reset ${state}`, { answers: ['yes'] })).code).toBe(0)
  expect((await poolwright(`cloud reset ${state} --yes`)).out).toBe('There is no state: the embedded cloud is empty.\n')
  expect((await observed(` ${state}`)).groups).toEqual([])
})

it('observe shows groups, instances with type, version and age, templates and holds', async () => {
  const state = fresh()
  await poolwright(`apply -f pool.yaml ${state}`)
  const { out } = await poolwright(`observe ${state}`)
  expect(out).toMatch(/^workers {2}3 wanted of 1–5, from version 1 of lt-\w+ aws:000000000000\/eu-west-1\n/)
  expect(out).toMatch(/\n {2}i-\w+ {2}InService {2}m6i\.large {2}version 1 {2}eu-west-1[ab] {2}1m 15s old\n/)
  expect(out).toMatch(/1 group, 3 instances in service, 1 template, no holds\. It is 2026-01-01T/)
  expect((await observed(` ${state} -f refused.yaml`)).holds[0]?.hold.code).toBe('PW-SIZE-BOUNDS')
})

it('a state that cannot be read is told of, never overwritten', async () => {
  for (const [text, why] of [
    ['not json', 'not JSON'],
    ['{}', 'no state of an embedded cloud'],
    ['{"format": 99, "world": {}, "pools": {}}', 'format 99; this version reads format 1'],
    ['{"format": 1, "world": {}, "pools": {}}', 'its world cannot be read'],
  ] as const) {
    write('states/bad.json', text)
    const { code, err } = await poolwright('apply -f pool.yaml --state states/bad.json')
    expect([code, err.includes(why), err.includes('[PW-STATE-FORMAT]')]).toEqual([1, true, true])
    expect(read('states/bad.json')).toBe(text)
  }
})

it('the state is for its owner only, and holds no secret', async () => {
  const state = fresh()
  const applied = await poolwright(`apply -f pool.yaml ${state} --output json`)
  const file = path(state.slice(8))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  for (const text of [read(state.slice(8)), applied.out, (await poolwright(`plan -f large.yaml ${state}`)).out]) {
    expect(text).not.toContain('canary-7f3a')
    expect(text).not.toContain(Buffer.from('canary-7f3a').toString('base64'))
  }
})

it('explain: codes, fields, what happens now, and the nearest names', async () => {
  const state = fresh()
  expect((await poolwright('explain pw-state-locked')).out).toMatch(
    /^PW-STATE-LOCKED {2}Another process is using the state\n {2}Only one process/,
  )
  const field = await poolwright('explain spec.awsLaunchTemplate.instanceType')
  expect([field.code, field.out]).toEqual([
    0,
    [
      'awsLaunchTemplate.instanceType AWSMachinePool\n  A change replaces the machines that run, some at a time, by an instance refresh.\n',
      'awsLaunchTemplate.instanceType AWSManagedMachinePool\n  A change replaces the machines that run, some at a time, by an update of the node group.\n',
    ].join('\n'),
  ])
  expect((await poolwright('explain providerID')).out).toContain('Written by controllers')
  const before = await poolwright(`explain spec.awsLaunchTemplate.instanceType -f pool.yaml ${state}`)
  expect(before.out).toContain('nothing to change yet: template and group will be made with it')
  await poolwright(`apply -f pool.yaml ${state}`)
  expect((await poolwright(`explain minSize -f pool.yaml ${state}`)).out).toContain(
    'default/workers pool.yaml:70  nothing happens now: the cloud has what the manifests ask for',
  )
  expect((await poolwright(`explain spec.awsLaunchTemplate.instanceType -f large.yaml ${state}`)).out).toContain(
    'step template changes it, "m6i.large" → "m6i.xlarge"',
  )
  const unknown = await poolwright('explain instancTyp')
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('did you mean awsLaunchTemplate.instanceType')])
  expect((await poolwright('explain PW-NOPE')).code).toBe(1)
})

it('help has examples, and the command line is checked', async () => {
  for (const name of ['plan', 'apply', 'destroy', 'observe', 'explain', 'cloud advance', 'cloud terminate', 'cloud dump', 'cloud reset']) {
    const { code, out } = await poolwright(`${name} --help`)
    expect([code, out.includes('Examples:\n  $ poolwright ')]).toEqual([0, true])
  }
  expect((await poolwright('plan')).err).toContain('[PW-USAGE]')
  expect((await poolwright('plan --cloud moon -f pool.yaml')).code).toBe(1)
  expect((await poolwright('cloud advance soon')).err).toContain('A duration is a number')
  expect((await poolwright('nonsense')).code).toBe(1)
})
