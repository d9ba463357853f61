/**
 * What EKS refuses about node groups, in its codes (`aws-semantics` §2 and §5).
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
 * @since 0.1.0
 */
import type { NodeRepairConfig, Taint, UpdateConfig } from '@poolwright/aws/Nodegroup'
import type { CloudError } from '@poolwright/core/CloudError'
import type { Millis } from '@poolwright/core/Fact'
import { isPlain } from '@poolwright/core/Json'
import { broken, refusal } from './Handler.js'
import { instanceTypeIn } from './lookups.js'
import type { Nodegroup } from './Nodegroup.js'
import { amiTypes, architectureOf, isReleaseOf } from './releases.js'
import { isTrusted, roleSeen } from './Role.js'
import type { Region, Roles } from './World.js'

export const invalid = (message: string): CloudError => refusal('InvalidParameterException', message)
export const badRequest = (message: string): CloudError => refusal('InvalidRequestException', message)
export const notFound = (message: string): CloudError => refusal('ResourceNotFoundException', message)
export const inUse = (message: string): CloudError => refusal('ResourceInUseException', message)

/** `aws-semantics` §5.1: at most 63 characters; the first one is a letter or a digit. */
export const nameWrong = (name: string): CloudError | undefined =>
  /^[0-9A-Za-z][0-9A-Za-z_-]{0,62}$/.test(name)
    ? undefined
    : invalid(
        `The nodegroup name '${name}' is invalid: it must begin with a letter or a digit and have at most 63 of those, hyphens and underscores`,
      )

type Sizes = Pick<Nodegroup, 'minSize' | 'maxSize' | 'desiredSize'>
/** Words as EKS has them for each pair; the maximum is at least 1. */
export const sizesWrong = ({ minSize, maxSize, desiredSize }: Sizes): CloudError | undefined => {
  const whole = [minSize, maxSize, desiredSize].every((n) => Number.isInteger(n) && n >= 0)
  return broken(
    () =>
      whole && maxSize >= 1 ? undefined : invalid('Sizes must be whole numbers: minSize and desiredSize at least 0, maxSize at least 1'),
    () => (minSize > maxSize ? invalid(`Minimum capacity ${minSize} can't be greater than maximum size ${maxSize}`) : undefined),
    () => (minSize > desiredSize ? invalid(`Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`) : undefined),
    () => (desiredSize > maxSize ? invalid(`desiredSize ${desiredSize} can't be greater than maxSize ${maxSize}`) : undefined),
  )
}

const within = (low: number, high: number, n: number | undefined): boolean =>
  n === undefined || (Number.isInteger(n) && n >= low && n <= high)

export const updateConfigWrong = (u: UpdateConfig, maxSize: number): CloudError | undefined =>
  broken(
    () =>
      (u.maxUnavailable === undefined) === (u.maxUnavailablePercentage === undefined)
        ? invalid('Exactly one of maxUnavailable and maxUnavailablePercentage must be given')
        : undefined,
    () =>
      within(1, 100, u.maxUnavailable) && within(1, 100, u.maxUnavailablePercentage)
        ? undefined
        : invalid('maxUnavailable and maxUnavailablePercentage must be between 1 and 100'),
    () =>
      u.maxUnavailable !== undefined && u.maxUnavailable > maxSize
        ? invalid(`Max unavailable nodes ${u.maxUnavailable} can't be greater than the maximum size ${maxSize}`)
        : undefined,
    () => (['DEFAULT', 'MINIMAL'].includes(u.updateStrategy ?? 'DEFAULT') ? undefined : invalid('Invalid updateStrategy')),
  )

/** API_NodeRepairConfig: of each pair one, thresholds and parallels at least 1. */
export const repairWrong = (r: NodeRepairConfig | undefined): CloudError | undefined =>
  r === undefined
    ? undefined
    : broken(
        () =>
          (r.maxUnhealthyNodeThresholdCount !== undefined && r.maxUnhealthyNodeThresholdPercentage !== undefined) ||
          (r.maxParallelNodesRepairedCount !== undefined && r.maxParallelNodesRepairedPercentage !== undefined)
            ? invalid('A count and a percentage cannot both be given in the node repair configuration')
            : undefined,
        () =>
          within(1, Infinity, r.maxUnhealthyNodeThresholdCount) &&
          within(1, 100, r.maxUnhealthyNodeThresholdPercentage) &&
          within(1, Infinity, r.maxParallelNodesRepairedCount) &&
          within(1, 100, r.maxParallelNodesRepairedPercentage)
            ? undefined
            : invalid('Numbers of the node repair configuration are out of range'),
        () =>
          (r.nodeRepairConfigOverrides ?? []).every((x) => ['Replace', 'Reboot', 'NoAction'].includes(x.repairAction ?? ''))
            ? undefined
            : invalid('Invalid repairAction'),
      )

/** Keys and values have 1 to 63 characters (`aws-semantics` §5.3); `eks.amazonaws.com/` is EKS's own. */
export const labelsWrong = (labels: { readonly [key: string]: string }): CloudError | undefined =>
  broken(
    ...Object.entries(labels).map(
      ([key, value]) =>
        () =>
          labelWrong(key, value),
    ),
  )
const labelWrong = (key: string, value: string): CloudError | undefined =>
  key.length < 1 || key.length > 63 || value.length < 1 || value.length > 63
    ? invalid(`Label keys and values must have 1 to 63 characters: ${key}`)
    : /^(.*\/)?eks\.amazonaws\.com\//.test(key)
      ? invalid(`Label ${key} uses a reserved prefix`)
      : undefined

export const effects = ['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE']
/** A taint is named by its key and its effect. */
export const taintName = (x: Taint): string => `${x.key ?? ''}:${x.effect ?? ''}`
export const taintsWrong = (taints: ReadonlyArray<Taint>): CloudError | undefined =>
  broken(
    () => (taints.length > 50 ? invalid('A node group can have at most 50 taints') : undefined),
    () => (taints.every((x) => effects.includes(x.effect ?? '')) ? undefined : invalid('Invalid taint effect')),
    () =>
      taints.every((x) => within(1, 63, x.key?.length ?? 0) && within(0, 63, x.value?.length))
        ? undefined
        : invalid('Taint keys must have 1 to 63 characters, values at most 63'),
    () =>
      new Set(taints.map(taintName)).size < taints.length
        ? invalid('Duplicate taint keys with the same effect are not allowed')
        : undefined,
  )

export const tagsWrong = (tags: { readonly [key: string]: string }): CloudError | undefined =>
  broken(
    () => (Object.keys(tags).length > 50 ? refusal('BadRequestException', 'A resource can have at most 50 tags') : undefined),
    () =>
      Object.entries(tags).every(([k, v]) => k.length >= 1 && k.length <= 128 && v.length <= 256 && !k.toLowerCase().startsWith('aws:'))
        ? undefined
        : refusal('BadRequestException', "Tag keys must have 1 to 128 characters and not begin with 'aws:', values at most 256"),
  )

/** A role that was just made is not seen yet, and then looks as if it were not there (`aws-semantics` §6). */
export const roleWrong = (roles: Roles, arn: string, at: Millis): CloudError | undefined => {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(arn)) return invalid(`Invalid role ARN: ${arn}`)
  const role = roleSeen(roles, arn, at)
  if (role === undefined) return invalid(`The role with name ${arn.slice(arn.lastIndexOf('/') + 1)} cannot be found.`)
  return isTrusted(role, 'ec2.amazonaws.com')
    ? undefined
    : invalid(`Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${arn}`)
}

const architecturesOf = (region: Region, type: string): ReadonlyArray<unknown> => {
  const info = instanceTypeIn(region, type)?.['ProcessorInfo']
  return isPlain(info) && Array.isArray(info['SupportedArchitectures']) ? info['SupportedArchitectures'] : []
}
export const typesWrong = (region: Region, types: ReadonlyArray<string>, amiType: string): CloudError | undefined => {
  const unknown = types.filter((x) => instanceTypeIn(region, x) === undefined)
  const strange = amiType === 'CUSTOM' ? [] : types.filter((x) => !architecturesOf(region, x).includes(architectureOf(amiType)))
  return broken(
    () => (types.length > 20 ? invalid('At most 20 instance types can be given') : undefined),
    () => (unknown.length > 0 ? invalid(`The following supplied instance types do not exist: [${unknown.join(', ')}]`) : undefined),
    () =>
      strange.length > 0 ? invalid(`[${strange.join(', ')}] is not a valid instance type for requested amiType ${amiType}`) : undefined,
  )
}

export const amiTypeWrong = (amiType: string | undefined): CloudError | undefined =>
  amiType === undefined || amiType === 'CUSTOM' || amiTypes.includes(amiType) ? undefined : invalid(`Invalid amiType: ${amiType}`)

export const releaseWrong = (amiType: string, release: string, version: string): CloudError | undefined =>
  isReleaseOf(amiType, release, version)
    ? undefined
    : invalid(`Requested release version ${release} is not valid for kubernetes version ${version}.`)
