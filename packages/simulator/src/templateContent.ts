/**
 * What Auto Scaling says of a launch template when a group is made with it: only then is its content looked at (`aws-semantics` §2,
 * fragment "valid fully-formed launch template").
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import { isPlain } from '@poolwright/core/Json'
import { broken, invalid } from './Handler.js'
import { resolved } from './launchTemplates.js'
import { imageIn, instanceTypeIn } from './lookups.js'
import { type Raw, type Region, type Source, textOf } from './World.js'

/** The template behind either kind of source. */
export const templateOf = (source: Source) =>
  'LaunchTemplate' in source ? source.LaunchTemplate : source.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification

const textsIn = (list: unknown, member: string): ReadonlyArray<string> =>
  Array.isArray(list) ? list.flatMap((x) => (isPlain(x) && typeof x[member] === 'string' ? [x[member]] : [])) : []

/** The instance types that a source may launch, in its order. Without overrides it is the template's own. */
export const typesOf = (source: Source, data: Raw): ReadonlyArray<string> => {
  const overrides = 'LaunchTemplate' in source ? [] : textsIn(source.MixedInstancesPolicy.LaunchTemplate.Overrides, 'InstanceType')
  return overrides.length > 0 ? overrides : typeof data['InstanceType'] === 'string' ? [data['InstanceType']] : []
}

/** Whether instances of this template ask for Spot by themselves. */
export const asksForSpot = (data: Raw): boolean => {
  const market = data['InstanceMarketOptions']
  return isPlain(market) && market['MarketType'] === 'spot'
}

const malformed = (why: string): CloudError => invalid(`You must use a valid fully-formed launch template. ${why}`)
const architecturesOf = (type: Raw | undefined): ReadonlyArray<unknown> => {
  const info = type?.['ProcessorInfo']
  return isPlain(info) && Array.isArray(info['SupportedArchitectures']) ? info['SupportedArchitectures'] : []
}

/** EC2 wants a root volume to hold its snapshot. */
const rootTooSmall = (data: Raw, image: Raw): CloudError | undefined => {
  const ebsOf = (list: unknown): { readonly [k: string]: unknown } | undefined => {
    const root = (Array.isArray(list) ? list : []).find(
      (m: unknown) => isPlain(m) && m['DeviceName'] === image['RootDeviceName'],
    ) as unknown
    const ebs = isPlain(root) ? root['Ebs'] : undefined
    return isPlain(ebs) ? ebs : undefined
  }
  const asked = ebsOf(data['BlockDeviceMappings'])?.['VolumeSize']
  const snapshot = ebsOf(image['BlockDeviceMappings'])
  const size = snapshot?.['VolumeSize']
  return typeof asked === 'number' && typeof size === 'number' && asked < size
    ? malformed(`Volume of size ${asked}GB is smaller than snapshot '${textOf(snapshot?.['SnapshotId'])}', expect size >= ${size}GB`)
    : undefined
}

/** The first thing for which a group could not launch from this source, or nothing. */
export const sourceWrong = (region: Region, source: Source): CloudError | undefined => {
  const ref = templateOf(source)
  const found = resolved(region, ref)
  if (found === undefined)
    return malformed(`The specified launch template version ${ref.Version} of ${ref.LaunchTemplateId} does not exist.`)
  const { data } = found.version
  const types = typesOf(source, data)
  const imageId = data['ImageId']
  const image = typeof imageId === 'string' ? imageIn(region, imageId) : undefined
  const profile = data['IamInstanceProfile']
  const profileName = isPlain(profile) ? (profile['Name'] ?? profile['Arn']) : undefined
  const key = data['KeyName']
  const groups = Array.isArray(data['SecurityGroupIds']) ? data['SecurityGroupIds'].map((x) => textOf(x)) : []
  return broken(
    () => (imageId === undefined ? malformed('The request must contain the parameter ImageId') : undefined),
    () =>
      image === undefined && typeof imageId === 'string' && !imageId.startsWith('resolve:ssm:')
        ? malformed(`The image id '[${imageId}]' does not exist`)
        : undefined,
    () =>
      types.length === 0 && !('InstanceRequirements' in data)
        ? malformed('The request must contain the parameter InstanceType')
        : undefined,
    ...types.map((type) => () => {
      const known = instanceTypeIn(region, type)
      if (known === undefined) return malformed(`Invalid value '${type}' for InstanceType.`)
      const fits = image === undefined || architecturesOf(known).includes(image['Architecture'])
      return fits
        ? undefined
        : malformed(
            `The architecture '${architecturesOf(known).join(',')}' of the specified instance type does not match the architecture '${textOf(image['Architecture'])}' of the specified AMI.`,
          )
    }),
    () => (typeof key === 'string' && !region.keyPairs.has(key) ? malformed(`The key pair '${key}' does not exist`) : undefined),
    ...groups.map((id) => () => (region.securityGroups.has(id) ? undefined : malformed(`The security group '${id}' does not exist`))),
    () =>
      typeof profileName === 'string' && region.instanceProfiles !== null && !region.instanceProfiles.has(profileName.replace(/^.*\//, ''))
        ? invalid(
            `You must use a valid fully-formed launch template. Value (${profileName}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
          )
        : undefined,
    () => (image === undefined ? undefined : rootTooSmall(data, image)),
    // User guide, "Create an Auto Scaling group with a mixed instances policy": the template may not request Spot itself.
    () =>
      'MixedInstancesPolicy' in source && asksForSpot(data)
        ? invalid(
            'You cannot use a launch template that is set to request Spot Instances (InstanceMarketOptions) with a mixed instances policy.',
          )
        : undefined,
  )
}
