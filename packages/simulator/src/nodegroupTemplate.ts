/**
 * Launch templates of node groups: what EKS takes from the user's, what it refuses in one, and its own that it derives from it
 * (`aws-semantics` §5.4).
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import { isPlain } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import { Map } from 'immutable'
import { broken, refusal } from './Handler.js'
import { referred, resolved } from './launchTemplates.js'
import { imageIn, instanceTypeIn } from './lookups.js'
import type { Nodegroup } from './Nodegroup.js'
import { copyNameOf } from './nodegroupNames.js'
import { imageOfRelease } from './releases.js'
import { asksForSpot } from './templateContent.js'
import { hex, type Raw, type Region, regionOf, type Template, withRegion, type World } from './World.js'

/** The user's template as a request names it. */
export type Given = { readonly id?: string; readonly name?: string; readonly version?: string }
/** What it stands for: both names, the version as a number, and the body of that version. */
export type Source = { readonly ref: { readonly id: string; readonly name: string; readonly version: string }; readonly data: Raw }

const invalid = (message: string): CloudError => refusal('InvalidParameterException', message)

/** Without a version it is the default one at this time, as a number from then on. */
export const sourceIn = (region: Region, given: Given): E.Either<CloudError, Source> => {
  if ((given.id === undefined) === (given.name === undefined))
    return E.left(invalid('Either a launch template id or a launch template name must be given, not both'))
  const ref = referred(region, {
    ...(given.id === undefined ? {} : { LaunchTemplateId: given.id }),
    ...(given.name === undefined ? {} : { LaunchTemplateName: given.name }),
    ...(given.version === undefined ? {} : { Version: given.version }),
  })
  if (ref === undefined) return E.left(invalid(`The specified launch template ${given.id ?? given.name ?? ''} does not exist`))
  const found = resolved(region, ref)
  return found === undefined
    ? E.left(invalid(`Version ${ref.Version} of the launch template ${ref.LaunchTemplateId} does not exist`))
    : E.right({ ref: { id: ref.LaunchTemplateId, name: ref.LaunchTemplateName, version: String(found.number) }, data: found.version.data })
}

export const hasImage = (s: Source | undefined): boolean => typeof s?.data['ImageId'] === 'string'
export const hasType = (s: Source | undefined): boolean => typeof s?.data['InstanceType'] === 'string'
const groupsOf = (data: Raw): ReadonlyArray<string> =>
  Array.isArray(data['SecurityGroupIds']) ? data['SecurityGroupIds'].filter((x) => typeof x === 'string') : []

/** What may not be in a template that EKS is to use, or does not exist. */
export const sourceWrong = (region: Region, { data }: Source): CloudError | undefined => {
  const image = data['ImageId']
  const type = data['InstanceType']
  const key = data['KeyName']
  const interfaces = Array.isArray(data['NetworkInterfaces']) ? data['NetworkInterfaces'] : []
  return broken(
    () =>
      data['IamInstanceProfile'] === undefined ? undefined : invalid('IAM instance profile cannot be specified in the launch template'),
    () => (asksForSpot(data) ? invalid('Spot options cannot be specified in the launch template: use the capacity type') : undefined),
    () =>
      data['InstanceInitiatedShutdownBehavior'] === undefined && data['HibernationOptions'] === undefined
        ? undefined
        : invalid('Shutdown behavior and hibernation cannot be specified in the launch template'),
    () =>
      interfaces.some((x) => isPlain(x) && x['SubnetId'] !== undefined)
        ? invalid('Subnets cannot be specified in the launch template')
        : undefined,
    () =>
      typeof image === 'string' && imageIn(region, image) === undefined ? invalid(`The image id '[${image}]' does not exist`) : undefined,
    () =>
      typeof type === 'string' && instanceTypeIn(region, type) === undefined
        ? invalid(`The following supplied instance types do not exist: [${type}]`)
        : undefined,
    () => (typeof key === 'string' && !region.keyPairs.has(key) ? invalid(`The key pair '${key}' does not exist`) : undefined),
    ...groupsOf(data).map((id) => () => (region.securityGroups.has(id) ? undefined : invalid(`The security group '${id}' does not exist`))),
  )
}

type Wanted = Pick<Nodegroup, 'cluster' | 'name' | 'amiType' | 'version' | 'releaseVersion' | 'diskSize' | 'remoteAccess'>

/** With groups of the user's own, EKS does not add the cluster's. */
const copied = (region: Region, n: Wanted, source: Source | undefined, profile: string): Raw => {
  const image = source?.data['ImageId'] ?? imageOfRelease(region, n.amiType, n.version, n.releaseVersion)
  const tags = [
    { Key: 'eks:cluster-name', Value: n.cluster },
    { Key: 'eks:nodegroup-name', Value: n.name },
  ]
  const cluster = region.clusters.get(n.cluster)
  const own: Raw = {
    BlockDeviceMappings: [
      {
        DeviceName: n.amiType.startsWith('WINDOWS') ? '/dev/sda1' : '/dev/xvda',
        Ebs: { VolumeSize: n.diskSize ?? 20, VolumeType: 'gp3', DeleteOnTermination: true },
      },
    ],
    MetadataOptions: { HttpPutResponseHopLimit: 2 },
    ...(n.remoteAccess?.ec2SshKey === undefined ? {} : { KeyName: n.remoteAccess.ec2SshKey }),
  }
  return {
    SecurityGroupIds: cluster === undefined ? [] : [cluster.securityGroup],
    TagSpecifications: ['instance', 'volume'].map((ResourceType) => ({ ResourceType, Tags: tags })),
    ...(source === undefined ? own : source.data),
    ImageId: image,
    IamInstanceProfile: { Name: profile },
  }
}

/** A new template of EKS's own. */
export const withCopy = (w: World, scope: Scope, n: Wanted, source: Source | undefined): readonly [World, Template] => {
  const name = copyNameOf(w.serial)
  const data = copied(regionOf(w, scope), n, source, name)
  const template: Template = {
    id: `lt-${hex(w.serial, 17)}`,
    name,
    createdAt: w.now,
    tags: { 'eks:cluster-name': n.cluster, 'eks:nodegroup-name': n.name },
    defaultVersion: 1,
    latestVersion: 1,
    given: 1,
    versions: Map([[1, { createdAt: w.now, data }]]),
  }
  return [keep({ ...w, serial: w.serial + 1 }, scope, template), template]
}

/** Another version of it, for an update; nothing where somebody has deleted it. */
export const withCopyVersion = (
  w: World,
  scope: Scope,
  n: Wanted & Pick<Nodegroup, 'copy'>,
  source: Source | undefined,
): readonly [World, string] | undefined => {
  const region = regionOf(w, scope)
  const template = region.templates.get(n.copy)
  if (template === undefined) return undefined
  const given = template.given + 1
  const data = copied(region, n, source, template.name)
  const versions = template.versions.set(given, { createdAt: w.now, data })
  return [keep(w, scope, { ...template, given, latestVersion: given, versions }), String(given)]
}

const keep = (w: World, scope: Scope, x: Template): World => {
  const region = regionOf(w, scope)
  return withRegion(w, scope, { templates: region.templates.set(x.id, x), templateIds: region.templateIds.set(x.name, x.id) })
}
