/**
 * What a region has without anybody having provisioned it, when its world asks for that: images by Cluster API Provider AWS's name
 * pattern and EKS's parameters for any Kubernetes version, and any plausible instance type. The same question has the same answer in
 * every world, and an id says by itself what it is an image of, so that nothing needs to be remembered.
 * @since 0.1.0
 */
import { type Raw, timeText } from './World.js'

/** Who publishes the images that Cluster API Provider AWS looks for by default. */
export const capaOwner = '819546954734'
const eksOwner = '602401143452'

/** Operating systems by their place, which an image's id holds. Only ever add at the end. */
const systems = [
  'ubuntu-24.04',
  'ubuntu-22.04',
  'ubuntu-20.04',
  'ubuntu-18.04',
  'amazon-2',
  'amazon-2023',
  'flatcar-stable',
  'centos-7',
  'rhel-8',
  'rhel-9',
  'eks:amazon-linux-2',
  'eks:amazon-linux-2-gpu',
  'eks:amazon-linux-2023/standard',
  'eks:amazon-linux-2023/nvidia',
] as const

type Made = {
  readonly system: string
  readonly architecture: 'x86_64' | 'arm64'
  /** 0 is the older of two. */
  readonly build: number
  readonly major: number
  readonly minor: number
  readonly patch: number
}

const mark = '0ca7'
const digits = (n: number, width: number): string => n.toString(16).padStart(width, '0')
const idOf = (m: Made): string =>
  `ami-${mark}${m.architecture === 'arm64' ? 1 : 0}${m.build}${digits(
    systems.findIndex((s) => s === m.system),
    1,
  )}${digits(m.major, 2)}${digits(m.minor, 4)}${digits(m.patch, 4)}`

const madeOf = (id: string): Made | undefined => {
  const found = new RegExp(`^ami-${mark}([01])([01])([0-9a-f])([0-9a-f]{2})([0-9a-f]{4})([0-9a-f]{4})$`).exec(id)
  const [, arch, build, place = '', major = '', minor = '', patch = ''] = found ?? []
  const system = systems[parseInt(place, 16)]
  if (found === null || system === undefined) return undefined
  const number = (text: string) => parseInt(text, 16)
  return {
    system,
    architecture: arch === '1' ? 'arm64' : 'x86_64',
    build: Number(build),
    major: number(major),
    minor: number(minor),
    patch: number(patch),
  }
}

const DAY = 86_400_000
/** Builds are a month apart; a later version is published later. */
const createdAt = (m: Made): number => Date.UTC(2015, 0, 1) + (m.minor * 120 + m.patch * 7 + m.build * 30) * DAY

const described = (m: Made): Raw => {
  const at = createdAt(m)
  const version = `${m.major}.${m.minor}.${m.patch}`
  const Name = m.system.startsWith('eks:')
    ? `amazon-eks-node-${m.system.slice(4).replace('/', '-')}-${m.architecture}-${m.major}.${m.minor}`
    : `capa-ami-${m.system}-v${version}-${at / 1_000}`
  const id = idOf(m)
  return {
    ImageId: id,
    Name,
    OwnerId: m.system.startsWith('eks:') ? eksOwner : capaOwner,
    Architecture: m.architecture,
    CreationDate: timeText(at),
    State: 'available',
    VirtualizationType: 'hvm',
    RootDeviceType: 'ebs',
    RootDeviceName: m.system.startsWith('eks:') ? '/dev/xvda' : '/dev/sda1',
    Public: true,
    BlockDeviceMappings: [
      {
        DeviceName: m.system.startsWith('eks:') ? '/dev/xvda' : '/dev/sda1',
        Ebs: { SnapshotId: `snap-${id.slice(4)}`, VolumeSize: 8, VolumeType: 'gp3', DeleteOnTermination: true, Encrypted: false },
      },
    ],
  }
}

/** The image of an id, if it is one of ours. */
export const imageOf = (id: string): Raw | undefined => {
  const made = madeOf(id)
  return made === undefined ? undefined : described(made)
}

const number = (text: string, limit: number): number => Math.min(Number(text), limit)
/**
 * All images that a name pattern can mean: two builds for each architecture of one version of one system. The caller filters them.
 * A pattern without a whole version has no answer.
 */
export const imagesNamed = (pattern: string): ReadonlyArray<Raw> => {
  const found = /^capa-ami-(.+?)-[?*]?v?(\d{1,3})\.(\d{1,4})\.(\d{1,4})-/.exec(pattern)
  const [, name = '', major = '', minor = '', patch = ''] = found ?? []
  const system = systems.find((s) => s === name)
  if (found === null || system === undefined) return []
  const version = { major: number(major, 255), minor: number(minor, 65_535), patch: number(patch, 65_535) }
  return (['x86_64', 'arm64'] as const).flatMap((architecture) =>
    [0, 1].map((build) => described({ system, architecture, build, ...version })),
  )
}

const families: { readonly [family: string]: readonly [system: string, architecture: 'x86_64' | 'arm64'] } = {
  'amazon-linux-2': ['eks:amazon-linux-2', 'x86_64'],
  'amazon-linux-2-arm64': ['eks:amazon-linux-2', 'arm64'],
  'amazon-linux-2-gpu': ['eks:amazon-linux-2-gpu', 'x86_64'],
  'amazon-linux-2023/x86_64/standard': ['eks:amazon-linux-2023/standard', 'x86_64'],
  'amazon-linux-2023/arm64/standard': ['eks:amazon-linux-2023/standard', 'arm64'],
  'amazon-linux-2023/x86_64/nvidia': ['eks:amazon-linux-2023/nvidia', 'x86_64'],
}
/** The image in an EKS parameter (`aws-semantics` §7). Amazon Linux 2 has none from Kubernetes 1.33 on. */
export const parameterOf = (name: string): string | undefined => {
  const found = /^\/aws\/service\/eks\/optimized-ami\/(\d{1,3})\.(\d{1,4})\/(.+)\/recommended\/image_id$/.exec(name)
  const [, major = '', minor = '', family = ''] = found ?? []
  const entry = Object.hasOwn(families, family) ? families[family] : undefined
  if (found === null || entry === undefined) return undefined
  const [system, architecture] = entry
  if (!system.startsWith('eks:amazon-linux-2023') && Number(minor) >= 33) return undefined
  return idOf({ system, architecture, build: 1, major: number(major, 255), minor: number(minor, 65_535), patch: 0 })
}

/** `c7gn.2xlarge`: family, generation, attributes, size. Graviton has a `g` among the attributes; `a1` was its first. */
export const instanceTypeOf = (name: string): Raw | undefined => {
  const found = /^([a-z]+)(\d+)([a-z-]*)\.(nano|micro|small|medium|large|xlarge|\d{1,3}xlarge|metal|metal-\d{1,3}xl)$/.exec(name)
  if (found === null) return undefined
  const [, family = '', generation = '', attributes = ''] = found
  const isArm = attributes.includes('g') || (family === 'a' && generation === '1')
  // The only type still sold for both widths; those that came first list i386 before x86_64.
  const isOld = family === 't' && generation === '2'
  return {
    InstanceType: name,
    CurrentGeneration: true,
    ProcessorInfo: { SupportedArchitectures: isArm ? ['arm64'] : isOld ? ['i386', 'x86_64'] : ['x86_64'] },
    SupportedUsageClasses: ['on-demand', 'spot'],
  }
}
