/**
 * Kinds of images that EKS offers for node groups, and their releases: two of each for any Kubernetes version, or what the parameters of
 * a region say.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/eks-linux-ami-versions.html
 * @since 0.1.0
 */
import { digest } from '@poolwright/core/digest'
import { parameterOf } from './catalogue.js'
import type { Region } from './World.js'

/** By kind, where EKS publishes it (`aws-semantics` §7). */
const families: { readonly [amiType: string]: string } = {
  AL2_x86_64: 'amazon-linux-2',
  AL2_x86_64_GPU: 'amazon-linux-2-gpu',
  AL2_ARM_64: 'amazon-linux-2-arm64',
  AL2023_x86_64_STANDARD: 'amazon-linux-2023/x86_64/standard',
  AL2023_ARM_64_STANDARD: 'amazon-linux-2023/arm64/standard',
  AL2023_x86_64_NEURON: 'amazon-linux-2023/x86_64/neuron',
  AL2023_x86_64_NVIDIA: 'amazon-linux-2023/x86_64/nvidia',
  AL2023_ARM_64_NVIDIA: 'amazon-linux-2023/arm64/nvidia',
}
const others = [
  ...['', '_FIPS', '_NVIDIA', '_NVIDIA_FIPS'].flatMap((x) => [`BOTTLEROCKET_ARM_64${x}`, `BOTTLEROCKET_x86_64${x}`]),
  ...['2019', '2022', '2025'].flatMap((x) => [`WINDOWS_CORE_${x}_x86_64`, `WINDOWS_FULL_${x}_x86_64`]),
]
/** All kinds but the user's own (API_Nodegroup, amiType). */
export const amiTypes: ReadonlyArray<string> = [...Object.keys(families), ...others]

export const architectureOf = (amiType: string): 'x86_64' | 'arm64' => (amiType.includes('ARM_64') ? 'arm64' : 'x86_64')
export const minorOf = (version: string): number => Number(version.split('.')[1] ?? 0)

/** Amazon Linux 2023 from Kubernetes 1.30 on, Amazon Linux 2 before (`aws-semantics` §5.3, amiType). */
export const defaultAmiType = (version: string): string => (minorOf(version) >= 30 ? 'AL2023_x86_64_STANDARD' : 'AL2_x86_64')

/** What is said of a kind that has no images for a version: Amazon Linux 2 ends with Kubernetes 1.32. */
export const unpublished = (amiType: string, version: string): string | undefined =>
  amiType.startsWith('AL2_') && minorOf(version) > 32
    ? `AMI Type ${amiType} is only supported for kubernetes versions 1.32 or earlier`
    : undefined

const made = (amiType: string, version: string): string =>
  amiType.startsWith('BOTTLEROCKET')
    ? `1.${minorOf(version)}.0-2f9c8d1a`
    : amiType.startsWith('WINDOWS')
      ? `${version}-2026.01.01`
      : `${version}.4-20260101`

/** The release that a group gets when nobody names one. A region's own parameters say which; so releases come out. */
export const latestRelease = (region: Region, amiType: string, version: string): string => {
  const family = Object.hasOwn(families, amiType) ? families[amiType] : undefined
  const told =
    family === undefined
      ? undefined
      : region.parameters.get(`/aws/service/eks/optimized-ami/${version}/${family}/recommended/release_version`)
  return told ?? made(amiType, version)
}

/** A release belongs to one minor version of Kubernetes; Bottlerocket counts by itself. */
export const isReleaseOf = (amiType: string, release: string, version: string): boolean =>
  amiType.startsWith('BOTTLEROCKET')
    ? /^\d+\.\d+\.\d+(-[0-9a-f]{8})?$/.test(release)
    : amiType.startsWith('WINDOWS')
      ? release.startsWith(`${version}-`)
      : new RegExp(`^${version.replace('.', '\\.')}\\.\\d+-\\d{8}$`).test(release)

/** The image of a release: the one that the region's parameters recommend for the latest, else one whose id says by itself what it is of. */
export const imageOfRelease = (region: Region, amiType: string, version: string, release: string): string => {
  const family = Object.hasOwn(families, amiType) ? families[amiType] : undefined
  const name = `/aws/service/eks/optimized-ami/${version}/${family ?? ''}/recommended/image_id`
  const recommended = region.parameters.get(name) ?? (region.catalogue ? parameterOf(name) : undefined)
  return recommended !== undefined && release === latestRelease(region, amiType, version)
    ? recommended
    : `ami-${digest(`${amiType} ${release}`).slice(0, 17)}`
}

/** The release in a parameter of EKS, of any version of Kubernetes. */
export const releaseParameterOf = (region: Region, name: string): string | undefined => {
  const [, version, family] =
    /^\/aws\/service\/eks\/optimized-ami\/(\d{1,3}\.\d{1,4})\/(.+)\/recommended\/release_version$/.exec(name) ?? []
  const amiType = Object.keys(families).find((x) => families[x] === family)
  return version === undefined || amiType === undefined || unpublished(amiType, version) !== undefined
    ? undefined
    : latestRelease(region, amiType, version)
}
