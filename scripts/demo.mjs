/**
 * The demonstration behind `npm start`: a pool on the embedded cloud from its manifests to two machines, through a rollout and the loss of
 * a machine, to a plan with nothing left to do. Every command line is printed as somebody would type it, and run as printed.
 */
import { processConsole } from '../packages/poolwright/dist/processConsole.js'
import { run } from '../packages/poolwright/dist/program.js'
import { root, secondsSince } from './process.mjs'

const pools = 'examples/documentation'
const variables = {
  AWS_AVAILABILITY_ZONE: 'us-east-1a',
  AWS_CONTROL_PLANE_MACHINE_TYPE: 't3.large',
  AWS_SSH_KEY_NAME: 'default',
  AWS_SUBNET: 'subnet-0123456789abcdef0',
}
const second = 't3.xlarge'
const env = { ...process.env, ...variables }
const here = processConsole()

const say = (text) => console.log(`\n# ${text}`)
const typed = (text) => console.log(`$ ${text}`)
const set = (name, value) => {
  env[name] = value
  typed(`export ${name}=${value}`)
}

/** Runs what the command would run, in this process so that nothing is loaded twice; expects an exit code. */
const poolwright = async (args, expected = 0) => {
  typed(`poolwright ${args}`)
  const code = await run(args.split(' '), { ...here, env, cwd: root })
  if (code !== expected) throw new Error(`poolwright ${args} ended with ${code}, not ${expected}`)
}

/** What `observe` reads, for the lines that follow. */
const observed = async () => {
  const parts = []
  await run(['observe', '--output', 'json'], { ...here, env, cwd: root, out: (text) => parts.push(text) })
  return JSON.parse(parts.join(''))
}

const expect = (holds, what) => {
  if (!holds) throw new Error(`expected ${what}`)
}

const inService = ({ groups }) => groups.flatMap((g) => g.instances).filter((i) => i.state === 'InService')

const demo = async () => {
  typed('alias poolwright="node packages/poolwright/dist/main.js"')

  say('An empty cloud in a file, and the four variables that the manifests leave open')
  await poolwright('cloud reset --yes')
  for (const [name, value] of Object.entries(variables)) typed(`export ${name}=${value}`)

  say('What would happen, and why')
  await poolwright(`plan -f ${pools}`)

  say('Do it')
  await poolwright(`apply -f ${pools} --yes`)
  await poolwright('observe')
  expect(inService(await observed()).length === 2, '2 instances in service')

  say('Another instance type: a rollout')
  set('AWS_CONTROL_PLANE_MACHINE_TYPE', second)
  await poolwright(`plan -f ${pools}`)
  await poolwright(`apply -f ${pools} --yes`)

  const [lost] = inService(await observed())
  expect(lost !== undefined, 'an instance to end')
  say('Somebody ends a machine; ten minutes pass')
  await poolwright(`cloud terminate ${lost.id}`)
  await poolwright('cloud advance 10m')
  await poolwright('observe')
  const after = inService(await observed())
  expect(after.length === 2 && after.every((i) => i.type === second && i.id !== lost.id), `2 instances of ${second}, one of them new`)

  say('And there is nothing left to do')
  await poolwright(`plan -f ${pools} --detailed-exitcode`)
}

const begun = performance.now()
try {
  await demo()
  console.log(
    `\n${secondsSince(begun)}. The cloud is in .poolwright/embedded.json: "node packages/poolwright/dist/main.js --help" says what else there is.`,
  )
} catch (error) {
  console.error(`\nThe demonstration stopped: ${error.message}`)
  process.exitCode = 1
}
