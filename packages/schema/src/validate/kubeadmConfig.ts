/**
 * Rules across the fields of a KubeadmConfig, as its webhook has them. What they say never holds a value.
 */
import { type Breach, breach, repeats, when } from '../internal/Rule.js'
import type { Path } from '../internal/Tree.js'
import type { KubeadmConfigSpec } from '../KubeadmConfig.js'

const spec: Path = ['spec']
const said = (path: Path, expected: string, got: string, advice = '') => breach('PW-KUBEADM', 'error', path, { expected, got, advice })

const nameRules = (meta: { readonly name: string; readonly namespace?: string }): ReadonlyArray<Breach> => {
  const varies = (text: string | undefined) => (text ?? '').includes('${')
  return when(varies(meta.name) || varies(meta.namespace), () =>
    breach('PW-VAR-BOOTSTRAP', 'tolerated', ['metadata', varies(meta.name) ? 'name' : 'namespace'], {
      expected: 'a name without variables',
      got: 'one with',
      advice: 'Nothing is replaced in bootstrap documents; render the template first.',
    }),
  )
}

const partitionRules = ({ diskSetup, format }: KubeadmConfigSpec): ReadonlyArray<Breach> => {
  const at = (kind: string, i: number, ...rest: ReadonlyArray<string>): Path => [...spec, 'diskSetup', kind, i, ...rest]
  const ignition = format === 'ignition'
  return [
    ...(diskSetup?.partitions ?? []).flatMap((partition, i) => [
      ...when((partition.layout === undefined) === (partition.diskLayout === undefined), () =>
        said(at('partitions', i), 'layout or diskLayout', partition.layout === undefined ? 'neither' : 'both'),
      ),
      ...when((partition.diskLayout ?? []).reduce((sum, part) => sum + part.percentage, 0) > 100, () =>
        said(at('partitions', i, 'diskLayout'), 'percentages of at most 100 together', 'more'),
      ),
      ...when(ignition && partition.tableType === 'mbr', () => said(at('partitions', i, 'tableType'), 'gpt with format ignition', 'mbr')),
    ]),
    ...(diskSetup?.filesystems ?? []).flatMap((filesystem, i) =>
      (['replaceFS', 'partition'] as const).flatMap((member) =>
        when(ignition && filesystem[member] !== undefined, () =>
          said(at('filesystems', i, member), `no ${member} with format ignition`, 'one'),
        ),
      ),
    ),
  ]
}

const fileRules = ({ files = [], format }: KubeadmConfigSpec): ReadonlyArray<Breach> => [
  ...files.flatMap((file, i) => [
    ...when(file.content !== undefined && file.contentFrom !== undefined, () =>
      said([...spec, 'files', i], 'content or contentFrom', 'both'),
    ),
    ...when(format === 'ignition' && (file.encoding === 'gzip' || file.encoding === 'gzip+base64'), () =>
      said([...spec, 'files', i, 'encoding'], 'no compressed file with format ignition', 'one'),
    ),
  ]),
  ...repeats(files.map((f) => f.path)).map((i) => said([...spec, 'files', i, 'path'], 'each path once', 'one again')),
]

const userRules = ({ users = [], format }: KubeadmConfigSpec): ReadonlyArray<Breach> =>
  users.flatMap((user, i) => [
    ...when(user.passwd !== undefined && user.passwdFrom !== undefined, () => said([...spec, 'users', i], 'passwd or passwdFrom', 'both')),
    ...when(format === 'ignition' && user.inactive === true, () =>
      said([...spec, 'users', i, 'inactive'], 'no inactive user with format ignition', 'one'),
    ),
  ])

const joinRules = ({ joinConfiguration: join }: KubeadmConfigSpec): ReadonlyArray<Breach> => {
  const path = [...spec, 'joinConfiguration']
  const user = join?.discovery?.file?.kubeConfig?.user
  const args = join?.nodeRegistration?.kubeletExtraArgs ?? []
  return [
    ...when(user !== undefined && (user.authProvider === undefined) === (user.exec === undefined), () =>
      said([...path, 'discovery', 'file', 'kubeConfig', 'user'], 'authProvider or exec', user?.exec === undefined ? 'neither' : 'both'),
    ),
    ...when(join?.discovery?.bootstrapToken !== undefined && join.discovery.file !== undefined, () =>
      said([...path, 'discovery'], 'bootstrapToken or file', 'both'),
    ),
    ...repeats(args.map((a) => a.name)).map((i) =>
      said([...path, 'nodeRegistration', 'kubeletExtraArgs', i], 'each argument name once', 'one again'),
    ),
  ]
}

export const kubeadmConfigRules = (
  meta: { readonly name: string; readonly namespace?: string },
  config: KubeadmConfigSpec,
): ReadonlyArray<Breach> => [
  ...nameRules(meta),
  ...fileRules(config),
  ...userRules(config),
  ...partitionRules(config),
  ...joinRules(config),
  ...when(config.ignition !== undefined && config.format !== 'ignition', () =>
    said([...spec, 'format'], 'format ignition beside the ignition member', config.format ?? 'none'),
  ),
  ...when(config.format === 'ignition' && config.bootCommands !== undefined, () =>
    said([...spec, 'bootCommands'], 'no bootCommands with format ignition', 'some'),
  ),
]
