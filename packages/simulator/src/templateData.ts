/**
 * Bodies of launch templates: what EC2 refuses at once, what it keeps, and what it gives back.
 *
 * EC2 hardly looks at a body before something is launched from it; `templateContent.ts` has the rest.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResponseLaunchTemplateData.html
 * @since 0.1.0
 */
import { ObservedTemplateData } from '@poolwright/aws/LaunchTemplate'
import type { CloudError } from '@poolwright/core/CloudError'
import { byText, isPlain, type Json, Json as JsonCodec } from '@poolwright/core/Json'
import { digestUserData, type UserData, volatileKeysOf, volatileName } from '@poolwright/core/UserData'
import * as E from 'fp-ts/lib/Either.js'
import { broken, refusal } from './Handler.js'
import { tagsWrong } from './tagRules.js'
import { type Raw, textOf } from './World.js'

type Members = { readonly [member: string]: unknown }
const isEmpty = (u: unknown): boolean =>
  u === undefined || u === null || (Array.isArray(u) && u.length === 0) || (isPlain(u) && Object.keys(u).length === 0)

/** What reaches EC2: its protocol has no spelling for absent members, empty lists and empty structures (EC2 Query requests). */
const onTheWire = (u: unknown): unknown => {
  if (Array.isArray(u)) return u.map(onTheWire).filter((x) => !isEmpty(x))
  if (!isPlain(u)) return u
  return Object.fromEntries(
    Object.entries(u)
      .map(([k, x]) => [k, onTheWire(x)] as const)
      .filter(([, x]) => !isEmpty(x)),
  )
}

const objects = (u: unknown): ReadonlyArray<Members> => (Array.isArray(u) ? u.filter(isPlain) : [])
/** Tags of one resource type in a body's `TagSpecifications`. */
export const tagsFor = (data: Members, resourceType: string): { readonly [key: string]: string } =>
  Object.fromEntries(
    objects(data['TagSpecifications'])
      .filter((s) => s['ResourceType'] === resourceType)
      .flatMap((s) => objects(s['Tags']))
      .map((x) => [textOf(x['Key']), textOf(x['Value'])]),
  )

/** Digests of user data: of bytes, of base64 text, or those that somebody made already. `null` for what is none of these. */
const digested = (data: Members): UserData | null | undefined => {
  const given = data['UserData']
  if (given === undefined || given === null || given === '') return undefined
  if (given instanceof Uint8Array) return digestUserData(given, volatileKeysOf(tagsFor(data, 'instance')[volatileName]))
  const read = ObservedTemplateData.decode({ UserData: given, TagSpecifications: data['TagSpecifications'] ?? [] })
  return E.isRight(read) ? (read.right.UserData ?? null) : null
}

const malformed = (message: string) => refusal('InvalidParameterValue', message)
const taggable = ['instance', 'volume', 'network-interface', 'spot-instances-request']
const both = (data: Members, one: string, other: string) =>
  one in data && other in data
    ? refusal('InvalidParameterCombination', `The parameter ${one} cannot be used with the parameter ${other}`)
    : undefined

const wrong = (data: Members, size: number): CloudError | undefined =>
  broken(
    // aws-semantics §4.1: data with at least one member.
    () => (isEmpty(data) ? refusal('MissingParameter', 'The request must contain the parameter LaunchTemplateData') : undefined),
    // API_RequestLaunchTemplateData, UserData: 16 KB before base64.
    () => (size > 16_384 ? refusal('InvalidUserData.Malformed', 'User data is limited to 16384 bytes') : undefined),
    // aws-semantics §4.1, "Placement".
    () => both(data, 'SecurityGroupIds', 'NetworkInterfaces'),
    () => both(data, 'InstanceType', 'InstanceRequirements'),
    () => {
      const profile = data['IamInstanceProfile']
      return isPlain(profile) ? both(profile, 'Name', 'Arn') : undefined
    },
    () => {
      const types = objects(data['TagSpecifications']).map((s) => textOf(s['ResourceType']))
      const stranger = types.find((x) => !taggable.includes(x))
      if (stranger !== undefined) return malformed(`'${stranger}' is not a valid taggable resource type for this operation.`)
      const repeated = types.find((x, i) => types.indexOf(x) !== i)
      return repeated === undefined ? undefined : malformed(`Duplicate resource type '${repeated}' in TagSpecifications`)
    },
    ...objects(data['TagSpecifications']).map((s) => () => tagsWrong(objects(s['Tags']).map((x) => textOf(x['Key'])))),
    () => {
      const market = data['InstanceMarketOptions']
      const type = isPlain(market) ? market['MarketType'] : undefined
      const known = type === undefined || ['spot', 'capacity-block', 'interruptible-capacity-reservation'].includes(textOf(type))
      return known ? undefined : malformed(`Invalid value '${JSON.stringify(type)}' for MarketType`)
    },
    ...objects(data['BlockDeviceMappings']).map((m) => () => {
      const ebs = m['Ebs']
      const volume = isPlain(ebs) ? ebs['VolumeSize'] : undefined
      return typeof volume === 'number' && volume < 1 ? malformed(`Volume size '${volume}' is invalid`) : undefined
    }),
  )

/** The body as it is kept, or why EC2 refuses it. */
export const stored = (given: Members): E.Either<CloudError, Raw> => {
  const userData = digested(given)
  if (userData === null) return E.left(refusal('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.'))
  const data = onTheWire({ ...given, UserData: userData })
  if (!isPlain(data)) return E.left(malformed('LaunchTemplateData must be a structure'))
  const error = wrong(data, userData?.size ?? 0)
  if (error !== undefined) return E.left(error)
  return JsonCodec.is(data) ? E.right(data) : E.left(malformed('LaunchTemplateData holds something that cannot be sent'))
}

const byId = (u: Json, member: string): string => (isPlain(u) ? textOf(u[member]) : textOf(u))
const sorted = (u: ReadonlyArray<Json>, member: string): ReadonlyArray<Json> =>
  [...u].sort((x, y) => byText(byId(x, member), byId(y, member)))

/** Texts that are empty come back as nothing, but for the values of tags. */
const thinned = (u: Json, isTag = false): Json | undefined => {
  if (u === '' && !isTag) return undefined
  if (Array.isArray(u)) return u.flatMap((x: Json) => thinned(x, isTag) ?? [])
  if (!isPlain(u)) return u
  const members = Object.entries(u).flatMap(([k, x]) => {
    const left = thinned(x, isTag || k === 'Tags')
    return left === undefined || isEmpty(left) ? [] : [[k, left] as const]
  })
  return Object.fromEntries(members)
}

/**
 * A stored body as it is read back (`aws-semantics` §4.1, "Read-back form"): nothing is resolved and no default of a launch is filled
 * in. Empty texts are gone (CAPA's `maxPrice: ""`), enclaves that are not enabled are absent, security groups are a set. EC2
 * promises no order: ids and tags come back sorted here, whatever was sent.
 */
export const echo = (data: Raw): Raw => {
  const { EnclaveOptions: enclaves, SecurityGroupIds: groups, TagSpecifications: tags, ...rest } = data
  const enabled = isPlain(enclaves) && enclaves['Enabled'] === true
  const specifications = Array.isArray(tags)
    ? sorted(
        tags.map((s: Json) =>
          isPlain(s) && Array.isArray(s['Tags']) ? { ...s, Tags: sorted(s['Tags'] as ReadonlyArray<Json>, 'Key') } : s,
        ),
        'ResourceType',
      )
    : undefined
  const whole: Raw = {
    ...rest,
    ...(enabled ? { EnclaveOptions: enclaves } : {}),
    ...(Array.isArray(groups) ? { SecurityGroupIds: sorted([...new Set<Json>(groups as ReadonlyArray<Json>)], '') } : {}),
    ...(specifications === undefined ? {} : { TagSpecifications: specifications }),
  }
  // An object stays an object: only its members are thinned.
  return thinned(whole) as Raw
}
