/**
 * The command line: which commands and options there are. What a command does is loaded when it is run.
 * @since 0.1.0
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Console } from './Console.js'
import { parseDuration } from './duration.js'
import { Failure } from './Failure.js'
import type { CloudOptions, ManifestOptions, StateOptions } from './options.js'
import type { When } from './render/Paint.js'
import { by } from './version.js'

/** Runs one command line (without `node` and the script) and gives its exit code. Never rejects. */
export const run = async (argv: ReadonlyArray<string>, console: Console): Promise<number> => {
  const exit = { code: 0 }
  try {
    await program(console, (code) => {
      exit.code = code
    }).parseAsync([...argv], { from: 'user' })
    return exit.code
  } catch (error) {
    return failed(error, console)
  }
}

const failed = (error: unknown, console: Console): number => {
  if (error instanceof CommanderError) return error.exitCode
  if (error instanceof Failure) {
    console.err(`${[`poolwright: ${error.message} [${error.code}]`, ...error.details.map((d) => `  ${d}`)].join('\n')}\n`)
    return 1
  }
  const text = error instanceof Error ? error.message : String(error)
  console.err(
    `poolwright: internal error: ${text.split('\n')[0] ?? ''}. Run again with POOLWRIGHT_DEBUG=1 and report what it shows. [PW-INTERNAL]\n`,
  )
  if (console.env['POOLWRIGHT_DEBUG'] === '1') console.err(`${error instanceof Error ? (error.stack ?? text) : text}\n`)
  return 1
}

const collect = (value: string, all: ReadonlyArray<string> | undefined): ReadonlyArray<string> => [...(all ?? []), value]
const poolOf = (value: string, all: ReadonlyArray<string> | undefined): ReadonlyArray<string> => {
  if (!/^[^/\s]+\/[^/\s]+$/.test(value)) throw new InvalidArgumentError('A pool is NAMESPACE/NAME.')
  return collect(value, all)
}
const durationOf = (value: string): number => {
  const duration = parseDuration(value)
  if (duration === undefined) throw new InvalidArgumentError('A duration is a number with s, m, h or d: 90s, 10m, 1h30m.')
  return duration
}

const withManifests = (c: Command): Command =>
  c
    .option('-f, --filename <path>', 'manifests: a file, a folder, or - for standard input; may be repeated', collect)
    .option('--pool <namespace/name>', 'only this pool; may be repeated', poolOf)
    .option('--settings <file>', 'settings for all pools, YAML or JSON')
    .option('--no-substitute', 'leave ${VARIABLES} in the manifests as they are')
    .addOption(new Option('--unknown <what>', 'fields that no API version knows').choices(['error', 'warn']).default('error'))
    .option('--strict', 'what Cluster API Provider AWS would accept in spite of a mistake is an error too')

const withState = (c: Command): Command =>
  c.option('--state <path>', 'what is kept between commands (default: ".poolwright/embedded.json", for AWS ".poolwright/aws.json")')
const withCloud = (c: Command): Command =>
  withState(c)
    .addOption(new Option('--cloud <which>', 'where the machines are').choices(['embedded', 'aws']).default('embedded'))
    .option('--region <region>', 'AWS: of pools whose cluster names none (default: as every AWS tool finds it)')
    .option('--profile <name>', 'AWS: a profile of the shared configuration')

const withOutput = (c: Command): Command =>
  c
    .addOption(new Option('--output <form>', 'form of what is printed').choices(['text', 'json']).default('text'))
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))

const examples = (...lines: ReadonlyArray<string>): string => `\nExamples:\n${lines.map((l) => `  $ ${l}`).join('\n')}\n`

type Output = { readonly output: 'text' | 'json'; readonly color: When }

const program = (console: Console, exit: (code: number) => void): Command => {
  const root = new Command('poolwright')
    .description('Reconciles Cluster API MachinePools: shows what would change, then changes it.')
    .version(by, '--version', 'print the version')
    .helpCommand(false)
    .showHelpAfterError('(poolwright --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: console.out,
      writeErr: console.err,
      getOutHelpWidth: () => console.columns,
      getErrHelpWidth: () => console.columns,
    })
    .addHelpText(
      'after',
      examples(
        'poolwright plan -f pools/',
        'poolwright apply -f pools/ --yes',
        'poolwright observe',
        'poolwright explain spec.awsLaunchTemplate.instanceType',
      ),
    )

  withOutput(withCloud(withManifests(root.command('plan'))))
    .description('show what would be done, and why; change nothing')
    .option('--observed <file>', 'plan against a world file; no cloud and no state is touched')
    .option('--out <file>', 'save the plan, for apply --plan')
    .option('--detailed-exitcode', 'exit with 0 when there is nothing to do and nothing held, 2 when there is, 1 on errors')
    .addHelpText(
      'after',
      examples(
        'poolwright plan -f pools/',
        'kustomize build overlays/prod | poolwright plan -f -',
        'poolwright plan -f pools/ --pool default/workers --output json',
        'poolwright plan -f pools/ --observed world.json --detailed-exitcode',
      ),
    )
    .action(async (options: ManifestOptions & CloudOptions & Output & { observed?: string; out?: string; detailedExitcode?: true }) => {
      const { plan } = await import('./commands/plan.js')
      exit(await plan(options, console))
    })

  withOutput(withCloud(withManifests(root.command('apply'))))
    .description('show the plan, then carry it out until the pools are as the manifests say')
    .option('--yes', 'do not ask before machines are replaced or ended')
    .option('--plan <file>', 'carry out this saved plan; refused when planning again gives other steps')
    .addHelpText(
      'after',
      examples('poolwright apply -f pools/', 'poolwright apply -f pools/ --yes', 'poolwright apply -f pools/ --plan plan.json'),
    )
    .action(async (options: ManifestOptions & CloudOptions & Output & { yes?: true; plan?: string }) => {
      const { apply } = await import('./commands/apply.js')
      exit(await apply(options, console))
    })

  withOutput(withCloud(withManifests(root.command('destroy'))))
    .description('delete what the pools of the manifests have in the cloud')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('poolwright destroy -f pools/ --pool default/workers', 'poolwright destroy -f pools/ --yes'))
    .action(async (options: ManifestOptions & CloudOptions & Output & { yes?: true }) => {
      const { destroy } = await import('./commands/destroy.js')
      exit(await destroy(options, console))
    })

  withOutput(withCloud(withManifests(root.command('release'))))
    .description('let go of the pools of the manifests, so that another controller may take them over')
    .option('--undo', 'take them back; stop the other controller first')
    .addHelpText(
      'after',
      examples('poolwright release -f pools/ --pool default/workers', 'poolwright release -f pools/ --pool default/workers --undo'),
    )
    .action(async (options: ManifestOptions & CloudOptions & Output & { undo?: true }) => {
      const { release } = await import('./commands/release.js')
      exit(await release(options, console))
    })

  withOutput(withCloud(withManifests(root.command('observe'))))
    .description('show what is there: groups, instances, templates, refreshes, and what holds the pools')
    .option('--observed <file>', 'show this world file instead')
    .option('--out <file>', 'write what was read as a world file, for plan --observed')
    .addHelpText(
      'after',
      examples('poolwright observe', 'poolwright observe -f pools/ --output json', 'poolwright observe --out world.json'),
    )
    .action(async (options: ManifestOptions & CloudOptions & Output & { observed?: string; out?: string }) => {
      const { observe } = await import('./commands/observe.js')
      exit(await observe(options, console))
    })

  withOutput(withCloud(withManifests(root.command('explain'))))
    .description('say what a code means, or what happens when a field of the manifests changes')
    .argument('<topic>', 'a code such as PW-STATE-LOCKED, or a field such as instanceType')
    .option('--observed <file>', 'with -f: look at this world file')
    .addHelpText(
      'after',
      examples(
        'poolwright explain PW-STATE-LOCKED',
        'poolwright explain spec.awsLaunchTemplate.instanceType',
        'poolwright explain instanceType -f pools/ --pool default/workers',
      ),
    )
    .action(async (topic: string, options: ManifestOptions & CloudOptions & Output & { observed?: string }) => {
      const { explain } = await import('./commands/explain.js')
      exit(await explain(topic, options, console))
    })

  const cloud = root.command('cloud').description('the embedded cloud: its time stands still between commands').helpCommand(false)
  const cloudCommand = (name: string) => withState(cloud.command(name))
  cloudCommand('advance')
    .description('let time pass')
    .argument('<duration>', 'such as 90s, 10m, 1h30m', durationOf)
    .addHelpText('after', examples('poolwright cloud advance 10m'))
    .action(async (duration: number, options: StateOptions) =>
      exit(await (await import('./commands/cloud.js')).advance(duration, options, console)),
    )
  cloudCommand('terminate')
    .description('end an instance, as somebody with access to AWS could')
    .argument('<instance>', 'its id')
    .addHelpText('after', examples('poolwright cloud terminate i-0123456789abcdef0'))
    .action(async (id: string, options: StateOptions) => exit(await (await import('./commands/cloud.js')).terminate(id, options, console)))
  cloudCommand('dump')
    .description('print the world as JSON')
    .addHelpText('after', examples('poolwright cloud dump > world.json'))
    .action(async (options: StateOptions) => exit(await (await import('./commands/cloud.js')).dump(options, console)))
  cloudCommand('reset')
    .description('delete the state: begin with an empty cloud')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('poolwright cloud reset --yes'))
    .action(async (options: StateOptions & { yes?: true }) => exit(await (await import('./commands/cloud.js')).reset(options, console)))

  return root
}
