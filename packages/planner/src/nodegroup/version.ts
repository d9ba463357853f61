/**
 * Which version of Kubernetes and which release of EKS's image a node group is to have. EKS moves a group to its cluster's version or
 * leaves it at its own, never back, and a group with an image of one's own moves with its launch template only (reference §3.7).
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'

export type VersionQuestion = {
  /** `null`: the group is to be made. */
  readonly observed: Nodegroup | null
  /** The version that the MachinePool asks for, as written. */
  readonly asked: string | undefined
  /** The cluster's; absent: not known. */
  readonly cluster: string | undefined
  readonly clusterKey: Key
  /** The template has the image, or names it. */
  readonly custom: boolean
  /** The release that is asked for, by the manifest or by following the newest. */
  readonly release: string | null
  /** What the template asks for is what the group has. */
  readonly templateAgrees: boolean
}
export type VersionWish = {
  readonly version: string | null
  readonly release: string | null
  readonly holds: ReadonlyArray<Hold.Hold>
  readonly findings: ReadonlyArray<Finding.Finding>
}
const versionPath = 'MachinePool.spec.template.spec.version'
type Reached = Omit<VersionWish, 'findings'>
const wish = (version: string | null, release: string | null, ...holds: ReadonlyArray<Hold.Hold>): Reached => ({ version, release, holds })

/** `v1.30.7` → `1.30`: EKS knows two numbers. `null`: no version. */
export const minorOf = (version: string | undefined): string | null => /^v?(\d+\.\d+)/.exec(version ?? '')?.[1] ?? null
/** How many minor versions `x` is ahead of `y`; of another major version, very many. */
const ahead = (x: string, y: string): number => {
  const [[a = 0, b = 0], [c = 0, d = 0]] = [x.split('.').map(Number), y.split('.').map(Number)]
  return (a - c) * 1_000 + (b - d)
}

/** How many minor versions nodes may be behind their API server. */
const allowed = (cluster: string): number => (ahead(cluster, '1.28') >= 0 ? 3 : 2)
const skew = (q: VersionQuestion): ReadonlyArray<Finding.Finding> => {
  const [cluster, own] = [minorOf(q.cluster), minorOf(q.observed?.version)]
  if (cluster === null || own === null || ahead(cluster, own) <= allowed(cluster)) return []
  const why = `nodes of ${own} are ${ahead(cluster, own)} minor versions behind their cluster's ${cluster}; ${allowed(cluster)} are supported. Set ${versionPath} to ${cluster}`
  return [Finding.warning('PW-VERSION-SKEW', why, [versionPath])]
}

export const versionFor = (q: VersionQuestion): VersionWish => {
  const made = q.observed === null ? forNew(q) : forExisting(q, q.observed)
  return { ...made, findings: skew(q) }
}

const forNew = (q: VersionQuestion): Reached => {
  const target = minorOf(q.asked)
  if (target === null) return wish(null, q.custom ? null : q.release, ...foreignRelease(q, minorOf(q.cluster)))
  const holds = unreachable(q, target, null)
  return q.custom ? wish(null, null, ...holds) : wish(target, q.release, ...holds, ...foreignRelease(q, target))
}

const forExisting = (q: VersionQuestion, ng: Nodegroup): Reached => {
  const target = minorOf(q.asked)
  const own = minorOf(ng.version)
  const runs = q.custom ? undefined : ng.releaseVersion
  const release = runs === undefined ? null : q.release
  const older =
    runs === undefined || q.release === null || q.release === runs ? [] : [...olderRelease(q.release, runs), ...foreignRelease(q, own)]
  if (target === null || own === null || target === own) return wish(null, release, ...older)
  if (ahead(target, own) < 0)
    return wish(
      null,
      release,
      ...older,
      Hold.refused('PW-VERSION-DOWNGRADE', [versionPath], `the nodes run ${own}, and EKS takes no node group back to ${target}`),
    )
  const holds = unreachable(q, target, own)
  if (!q.custom) return wish(target, release, ...holds, ...foreignRelease(q, target))
  if (holds.length > 0) return wish(null, null, ...holds)
  const why = `the image is the pool's own, so that ${target} needs another one: change awsLaunchTemplate.ami.id, and the nodes are replaced`
  return wish(null, null, ...(q.templateAgrees ? [Hold.refused('PW-CUSTOM-IMAGE', [versionPath, 'awsLaunchTemplate.ami.id'], why)] : []))
}

const unreachable = (q: VersionQuestion, target: string, own: string | null): ReadonlyArray<Hold.Hold> => {
  const cluster = minorOf(q.cluster)
  if (cluster === null) return [Hold.awaits('PW-WAIT-VERSION', q.clusterKey, 'the version of the cluster is not known yet')]
  if (ahead(target, cluster) > 0)
    return [Hold.awaits('PW-WAIT-VERSION', q.clusterKey, `the cluster runs ${cluster}; it has to run ${target} before its nodes do`)]
  if (ahead(target, cluster) === 0) return []
  const why =
    own === null
      ? `the cluster runs ${cluster}, and EKS makes node groups of no other version`
      : `EKS takes a node group from ${own} to its cluster's ${cluster} only, not to ${target}`
  return [Hold.refused('PW-VERSION-UNREACHABLE', [versionPath], why)]
}

/** A release that is counted by day belongs to one version of Kubernetes; Bottlerocket counts by itself. */
const foreignRelease = ({ release, custom }: VersionQuestion, version: string | null): ReadonlyArray<Hold.Hold> => {
  if (release === null || custom) return []
  const of = dated(release) === null ? null : minorOf(release)
  if (of === null || version === null || of === version) return []
  const why = `release ${release} is of Kubernetes ${of}, and the nodes are to run ${version}`
  return [Hold.refused('PW-VERSION-UNREACHABLE', ['amiVersion', versionPath], why)]
}

const dated = (release: string): string | null => /-(\d{8})$/.exec(release)?.[1] ?? null
/** Of one version the date tells; where there is none EKS says itself. */
const olderRelease = (wanted: string, own: string): ReadonlyArray<Hold.Hold> => {
  const [x, y] = [dated(wanted), dated(own)]
  return x === null || y === null || minorOf(wanted) !== minorOf(own) || x >= y
    ? []
    : [Hold.refused('PW-VERSION-DOWNGRADE', ['amiVersion'], `the nodes run release ${own}, and EKS takes no node group back to ${wanted}`)]
}

const families: { readonly [amiType: string]: (version: string) => string } = {
  AL2_x86_64: (v) => linux(v, 'amazon-linux-2'),
  AL2_x86_64_GPU: (v) => linux(v, 'amazon-linux-2-gpu'),
  AL2_ARM_64: (v) => linux(v, 'amazon-linux-2-arm64'),
  AL2023_x86_64_STANDARD: (v) => linux(v, 'amazon-linux-2023/x86_64/standard'),
  AL2023_ARM_64_STANDARD: (v) => linux(v, 'amazon-linux-2023/arm64/standard'),
  AL2023_x86_64_NEURON: (v) => linux(v, 'amazon-linux-2023/x86_64/neuron'),
  AL2023_x86_64_NVIDIA: (v) => linux(v, 'amazon-linux-2023/x86_64/nvidia'),
  AL2023_ARM_64_NVIDIA: (v) => linux(v, 'amazon-linux-2023/arm64/nvidia'),
  BOTTLEROCKET_x86_64: (v) => rocket(v, '', 'x86_64'),
  BOTTLEROCKET_ARM_64: (v) => rocket(v, '', 'arm64'),
  BOTTLEROCKET_x86_64_FIPS: (v) => rocket(v, '-fips', 'x86_64'),
  BOTTLEROCKET_ARM_64_FIPS: (v) => rocket(v, '-fips', 'arm64'),
  BOTTLEROCKET_x86_64_NVIDIA: (v) => rocket(v, '-nvidia', 'x86_64'),
  BOTTLEROCKET_ARM_64_NVIDIA: (v) => rocket(v, '-nvidia', 'arm64'),
}
const linux = (version: string, family: string): string => `/aws/service/eks/optimized-ami/${version}/${family}/recommended/release_version`
const rocket = (version: string, flavour: string, arch: string): string =>
  `/aws/service/bottlerocket/aws-k8s-${version}${flavour}/${arch}/latest/image_version`

/** The parameter that names the newest release of an image; `null` where AWS publishes none. */
export const releaseParameter = (amiType: string | undefined, version: string | null): string | null =>
  amiType === undefined || version === null ? null : (families[amiType]?.(version) ?? null)
