/**
 * EC2 launch templates and their versions, as EC2 answers requests about them (`aws-semantics` §4.1).
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
 * @since 0.1.0
 */
import { TagSpecification } from '@poolwright/aws/tags'
import { Filter } from '@poolwright/aws/lookups'
import type { CloudError } from '@poolwright/core/CloudError'
import { struct } from '@poolwright/core/codec'
import { byText } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { Map } from 'immutable'
import { filtered } from './filters.js'
import { answer, type Answered, type Handlers, refusal, refuse, taking } from './Handler.js'
import { pageOf } from './paging.js'
import { tagsWrong } from './tagRules.js'
import { echo, stored } from './templateData.js'
import {
  hex,
  placeOf,
  type Raw,
  type Region,
  regionOf,
  type Template,
  type TemplateRef,
  timeText,
  type Version,
  withNodegroupsStirred,
  withRegion,
  type World,
} from './World.js'

const texts = t.readonlyArray(t.string)
const either = { LaunchTemplateId: t.string, LaunchTemplateName: t.string }
const page = { MaxResults: t.number, NextToken: t.string }
type Either = { readonly LaunchTemplateId?: string; readonly LaunchTemplateName?: string }
const body: t.Type<Raw, unknown> = t.readonly(t.record(t.string, t.any), 'LaunchTemplateData')

const missingId = refusal(
  'InvalidLaunchTemplateId.NotFound',
  'At least one of the launch templates specified in the request does not exist.',
)
const missingName = refusal(
  'InvalidLaunchTemplateName.NotFoundException',
  'At least one of the launch templates specified in the request does not exist.',
)

/** The template of an id or a name. A request gives exactly one of them. */
const find = (region: Region, by: Either): E.Either<CloudError, Template> => {
  if ((by.LaunchTemplateId === undefined) === (by.LaunchTemplateName === undefined)) {
    const code = by.LaunchTemplateId === undefined ? 'MissingParameter' : 'InvalidParameterCombination'
    return E.left(refusal(code, 'The request must contain either LaunchTemplateId or LaunchTemplateName, not both.'))
  }
  const id = by.LaunchTemplateId ?? region.templateIds.get(by.LaunchTemplateName ?? '')
  const template = id === undefined ? undefined : region.templates.get(id)
  return template === undefined ? E.left(by.LaunchTemplateId === undefined ? missingName : missingId) : E.right(template)
}

/** The number behind `$Latest`, `$Default` or a number as text; `undefined` when there is no such version. */
export const resolveVersion = (template: Template, version: string): number | undefined => {
  const n = version === '$Latest' ? template.latestVersion : version === '$Default' ? template.defaultVersion : Number(version)
  return template.versions.has(n) ? n : undefined
}

/** The body that a reference stands for now. */
export const resolved = (region: Region, ref: TemplateRef): { readonly number: number; readonly version: Version } | undefined => {
  const template = region.templates.get(ref.LaunchTemplateId)
  const number = template === undefined ? undefined : resolveVersion(template, ref.Version)
  const version = number === undefined ? undefined : template?.versions.get(number)
  return number === undefined || version === undefined ? undefined : { number, version }
}

/** A reference by id or by name, as a group keeps it: `undefined` where the template does not exist. */
export const referred = (region: Region, ref: Either & { readonly Version?: string }): TemplateRef | undefined => {
  const found = find(region, {
    ...(ref.LaunchTemplateId === undefined ? {} : { LaunchTemplateId: ref.LaunchTemplateId }),
    ...(ref.LaunchTemplateName === undefined ? {} : { LaunchTemplateName: ref.LaunchTemplateName }),
  })
  if (E.isLeft(found)) return undefined
  // aws-semantics §3.2: Version omitted is `$Default`.
  return { LaunchTemplateId: found.right.id, LaunchTemplateName: found.right.name, Version: ref.Version ?? '$Default' }
}

const arnOfUser = (scope: Scope): string => `arn:aws:iam::${placeOf(scope).account}:root`
const shown = (scope: Scope, x: Template): object => ({
  LaunchTemplateId: x.id,
  LaunchTemplateName: x.name,
  CreateTime: timeText(x.createdAt),
  CreatedBy: arnOfUser(scope),
  DefaultVersionNumber: x.defaultVersion,
  LatestVersionNumber: x.latestVersion,
  ...(Object.keys(x.tags).length === 0
    ? {}
    : {
        Tags: Object.keys(x.tags)
          .sort(byText)
          .map((Key) => ({ Key, Value: x.tags[Key] })),
      }),
})
const shownVersion = (scope: Scope, x: Template, n: number, v: Version): object => ({
  LaunchTemplateId: x.id,
  LaunchTemplateName: x.name,
  VersionNumber: n,
  ...(v.description === undefined ? {} : { VersionDescription: v.description }),
  CreateTime: timeText(v.createdAt),
  CreatedBy: arnOfUser(scope),
  DefaultVersion: n === x.defaultVersion,
  LaunchTemplateData: echo(v.data),
})
const keep = (w: World, scope: Scope, x: Template): World => {
  const region = regionOf(w, scope)
  const kept = withRegion(w, scope, { templates: region.templates.set(x.id, x), templateIds: region.templateIds.set(x.name, x.id) })
  return withNodegroupsStirred(kept, scope)
}
const describedAs = (text: string | undefined): { readonly description?: string } =>
  text === undefined || text === '' ? {} : { description: text }

type Creation = {
  readonly LaunchTemplateName: string
  readonly LaunchTemplateData: Raw
  readonly VersionDescription?: string
  readonly TagSpecifications?: ReadonlyArray<TagSpecification>
}
const create = (w: World, scope: Scope, i: Creation): Answered => {
  const region = regionOf(w, scope)
  const tags = (i.TagSpecifications ?? []).flatMap((s) => s.Tags)
  const stranger = i.TagSpecifications?.find((s) => s.ResourceType !== 'launch-template')
  const data = stored(i.LaunchTemplateData)
  const wrong =
    (/^[a-zA-Z0-9().\-/_]{3,128}$/.test(i.LaunchTemplateName)
      ? undefined
      : refusal('InvalidLaunchTemplateName.MalformedException', `Launch template name '${i.LaunchTemplateName}' is invalid.`)) ??
    (stranger === undefined
      ? undefined
      : refusal('InvalidParameterValue', `'${stranger.ResourceType}' is not a valid taggable resource type for this operation.`)) ??
    tagsWrong(tags.map((x) => x.Key)) ??
    (E.isLeft(data) ? data.left : undefined) ??
    (region.templateIds.has(i.LaunchTemplateName)
      ? refusal('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.')
      : undefined)
  if (wrong !== undefined || E.isLeft(data)) return refuse(wrong ?? missingId)
  const template: Template = {
    id: `lt-${hex(w.serial, 17)}`,
    name: i.LaunchTemplateName,
    createdAt: w.now,
    tags: Object.fromEntries(tags.map((x) => [x.Key, x.Value])),
    defaultVersion: 1,
    latestVersion: 1,
    given: 1,
    versions: Map([[1, { createdAt: w.now, data: data.right, ...describedAs(i.VersionDescription) }]]),
  }
  return answer(keep({ ...w, serial: w.serial + 1 }, scope, template), { LaunchTemplate: shown(scope, template) })
}

/** 10,000 versions of one template (`aws-api-limits` §2). */
const versionLimit = 10_000
type NewVersion = Either & { readonly LaunchTemplateData: Raw; readonly SourceVersion?: string; readonly VersionDescription?: string }
const createVersion = (w: World, scope: Scope, i: NewVersion): Answered => {
  const found = find(regionOf(w, scope), i)
  if (E.isLeft(found)) return found
  const x = found.right
  // aws-semantics §4.1: with SourceVersion the given members overwrite the inherited ones, without it there are only the given ones.
  const source = i.SourceVersion === undefined ? undefined : resolveVersion(x, i.SourceVersion)
  if (i.SourceVersion !== undefined && source === undefined) return refuse(noVersion(x, i.SourceVersion))
  const data = stored({ ...(source === undefined ? {} : x.versions.get(source)?.data), ...i.LaunchTemplateData })
  if (E.isLeft(data)) return data
  if (x.versions.size >= versionLimit)
    return refuse(refusal('VersionLimitExceeded', 'You have reached the limit of versions of this launch template.'))
  const n = x.given + 1
  const version: Version = { createdAt: w.now, data: data.right, ...describedAs(i.VersionDescription) }
  const next = { ...x, latestVersion: n, given: n, versions: x.versions.set(n, version) }
  return answer(keep(w, scope, next), { LaunchTemplateVersion: shownVersion(scope, next, n, version) })
}

const noVersion = (x: Template, version: string): CloudError =>
  refusal('InvalidLaunchTemplateId.VersionNotFound', `Could not find launch template version ${version} of ${x.id}.`)

const modify = (w: World, scope: Scope, i: Either & { readonly DefaultVersion: string }): Answered => {
  const found = find(regionOf(w, scope), i)
  if (E.isLeft(found)) return found
  const n = resolveVersion(found.right, i.DefaultVersion)
  if (n === undefined) return refuse(noVersion(found.right, i.DefaultVersion))
  const next = { ...found.right, defaultVersion: n }
  return answer(keep(w, scope, next), { LaunchTemplate: shown(scope, next) })
}

type Asked = {
  readonly Filters?: ReadonlyArray<Filter>
  readonly LaunchTemplateIds?: ReadonlyArray<string>
  readonly LaunchTemplateNames?: ReadonlyArray<string>
  readonly MaxResults?: number
  readonly NextToken?: string
}
const valuesOf =
  (x: Template) =>
  (filter: string): ReadonlyArray<string> | undefined =>
    filter === 'launch-template-name'
      ? [x.name]
      : filter === 'create-time'
        ? [timeText(x.createdAt)]
        : filter === 'tag-key'
          ? Object.keys(x.tags)
          : filter.startsWith('tag:')
            ? [x.tags[filter.slice(4)] ?? []].flat()
            : undefined
const tooMany = (n: number | undefined): CloudError | undefined =>
  n === undefined || (n >= 1 && n <= 200) ? undefined : refusal('InvalidParameterValue', 'MaxResults must be between 1 and 200.')

/** A named miss is an error, a filter that matches nothing an empty list. */
const describe = (w: World, scope: Scope, i: Asked): Answered => {
  const region = regionOf(w, scope)
  const limit = tooMany(i.MaxResults)
  if (limit !== undefined) return refuse(limit)
  if (i.LaunchTemplateIds?.some((id) => !region.templates.has(id))) return refuse(missingId)
  if (i.LaunchTemplateNames?.some((name) => !region.templateIds.has(name))) return refuse(missingName)
  const named = [...(i.LaunchTemplateIds ?? []), ...(i.LaunchTemplateNames ?? []).flatMap((x) => region.templateIds.get(x) ?? [])]
  const ids = named.length > 0 ? [...new Set(named)] : candidates(region, i.Filters ?? [])
  const all = filtered(
    i.Filters ?? [],
    ids.flatMap((id) => region.templates.get(id) ?? []),
    valuesOf,
  )
  if (E.isLeft(all)) return all
  const cut = pageOf(all.right, i.NextToken, i.MaxResults ?? 200, 'InvalidNextToken')
  return E.isLeft(cut) ? cut : answer(w, { LaunchTemplates: cut.right.items.map((x) => shown(scope, x)), ...cut.right.next })
}
/** A filter by plain names needs no look at every template. */
const candidates = (region: Region, filters: ReadonlyArray<Filter>): ReadonlyArray<string> => {
  const byName = filters.find((f) => f.Name === 'launch-template-name' && f.Values.every((v) => !/[*?\\]/.test(v)))
  return byName === undefined
    ? [...region.templates.keys()].sort(byText)
    : [...new Set(byName.Values)].flatMap((name) => region.templateIds.get(name) ?? [])
}

type AskedVersions = Either & {
  readonly Versions?: ReadonlyArray<string>
  readonly MinVersion?: string
  readonly MaxVersion?: string
  readonly MaxResults?: number
  readonly NextToken?: string
}
const describeVersions = (w: World, scope: Scope, i: AskedVersions): Answered => {
  const region = regionOf(w, scope)
  const limit = tooMany(i.MaxResults)
  if (limit !== undefined) return refuse(limit)
  const ofAll = i.LaunchTemplateId === undefined && i.LaunchTemplateName === undefined
  const chosen = ofAll ? ofEveryTemplate(region, i.Versions ?? []) : ofOne(region, i)
  if (E.isLeft(chosen)) return chosen
  const cut = pageOf(chosen.right, i.NextToken, i.MaxResults ?? 200, 'InvalidNextToken')
  if (E.isLeft(cut)) return cut
  const LaunchTemplateVersions = cut.right.items.flatMap(([x, n]) => {
    const v = x.versions.get(n)
    return v === undefined ? [] : [shownVersion(scope, x, n, v)]
  })
  return answer(w, { LaunchTemplateVersions, ...cut.right.next })
}
type Numbered = readonly [Template, number]
/** Without a template only `$Latest` and `$Default` may be asked for (API_DescribeLaunchTemplateVersions, Versions). */
const ofEveryTemplate = (region: Region, versions: ReadonlyArray<string>): E.Either<CloudError, ReadonlyArray<Numbered>> =>
  versions.length === 0 || versions.some((v) => v !== '$Latest' && v !== '$Default')
    ? E.left(refusal('MissingParameter', 'Without a launch template, Versions must be $Latest, $Default or both.'))
    : E.right(
        [...region.templates.values()]
          .sort((x, y) => byText(x.id, y.id))
          .flatMap((x) => [...new Set(versions.flatMap((v) => resolveVersion(x, v) ?? []))].map((n): Numbered => [x, n])),
      )
/** Newest first; a version that was asked for by number and is not there refuses the whole request. */
const ofOne = (region: Region, i: AskedVersions): E.Either<CloudError, ReadonlyArray<Numbered>> => {
  const found = find(region, i)
  if (E.isLeft(found)) return found
  const x = found.right
  const asked = i.Versions ?? []
  if (asked.length > 0) {
    const missing = asked.find((v) => resolveVersion(x, v) === undefined)
    if (missing !== undefined) return E.left(noVersion(x, missing))
    return E.right([...new Set(asked.flatMap((v) => resolveVersion(x, v) ?? []))].sort((a, b) => b - a).map((n) => [x, n]))
  }
  const bound = (v: string | undefined, none: number): number => (v === undefined ? none : (resolveVersion(x, v) ?? Number(v)))
  const low = bound(i.MinVersion, 0)
  const high = bound(i.MaxVersion, Infinity)
  return E.right(
    [...x.versions.keys()]
      .filter((n) => n >= low && n <= high)
      .sort((a, b) => b - a)
      .map((n) => [x, n]),
  )
}

/**
 * Succeeds in part: what could not be deleted is listed with a reason (API_DeleteLaunchTemplateVersions). Without the latest version
 * `$Latest` is the highest one that is left; its number is not given again.
 */
const deleteVersions = (w: World, scope: Scope, i: Either & { readonly Versions: ReadonlyArray<string> }): Answered => {
  const found = find(regionOf(w, scope), i)
  if (E.isLeft(found)) return found
  const x = found.right
  if (i.Versions.length === 0 || i.Versions.length > 200)
    return refuse(refusal('InvalidParameterValue', 'Versions must name between 1 and 200 versions.'))
  const named = { LaunchTemplateId: x.id, LaunchTemplateName: x.name }
  const numbers = [...new Set(i.Versions)].map(Number)
  const gone = numbers.filter((n) => n !== x.defaultVersion && x.versions.has(n))
  const stay = numbers.filter((n) => !gone.includes(n))
  const why = (n: number) =>
    n === x.defaultVersion
      ? // That it cannot be deleted is documented; the code of the item is not.
        { Code: 'unexpectedError', Message: 'The default version cannot be deleted.' }
      : { Code: 'launchTemplateVersionDoesNotExist', Message: 'The specified launch template version does not exist.' }
  const versions = x.versions.deleteAll(gone)
  const latestVersion = versions.has(x.latestVersion) ? x.latestVersion : Math.max(...versions.keys())
  return answer(keep(w, scope, { ...x, versions, latestVersion }), {
    SuccessfullyDeletedLaunchTemplateVersions: gone.map((VersionNumber) => ({ ...named, VersionNumber })),
    UnsuccessfullyDeletedLaunchTemplateVersions: stay.map((n) => ({ ...named, VersionNumber: n, ResponseError: why(n) })),
  })
}

/** Not refused while a group uses it (`aws-semantics` §4.1); the group cannot launch any more. */
const remove = (w: World, scope: Scope, i: Either): Answered => {
  const region = regionOf(w, scope)
  const found = find(region, i)
  if (E.isLeft(found)) return found
  const x = found.right
  const next = withRegion(w, scope, { templates: region.templates.delete(x.id), templateIds: region.templateIds.delete(x.name) })
  return answer(withNodegroupsStirred(next, scope), { LaunchTemplate: shown(scope, x) })
}

const op = <I>(name: string, codec: t.Type<I, unknown>, handle: (w: World, scope: Scope, i: I) => Answered): Handlers => ({
  [`ec2:${name}`]: taking(`ec2:${name}`, codec, handle),
})
export const launchTemplates: Handlers = {
  ...op(
    'CreateLaunchTemplate',
    struct(
      'CreateLaunchTemplate',
      { LaunchTemplateName: t.string, LaunchTemplateData: body },
      { VersionDescription: t.string, TagSpecifications: t.readonlyArray(TagSpecification) },
    ),
    create,
  ),
  ...op(
    'CreateLaunchTemplateVersion',
    struct(
      'CreateLaunchTemplateVersion',
      { LaunchTemplateData: body },
      { ...either, SourceVersion: t.string, VersionDescription: t.string },
    ),
    createVersion,
  ),
  ...op('ModifyLaunchTemplate', struct('ModifyLaunchTemplate', { DefaultVersion: t.string }, either), modify),
  ...op(
    'DescribeLaunchTemplates',
    struct(
      'DescribeLaunchTemplates',
      {},
      { Filters: t.readonlyArray(Filter), LaunchTemplateIds: texts, LaunchTemplateNames: texts, ...page },
    ),
    describe,
  ),
  ...op(
    'DescribeLaunchTemplateVersions',
    struct('DescribeLaunchTemplateVersions', {}, { ...either, Versions: texts, MinVersion: t.string, MaxVersion: t.string, ...page }),
    describeVersions,
  ),
  ...op('DeleteLaunchTemplateVersions', struct('DeleteLaunchTemplateVersions', { Versions: texts }, either), deleteVersions),
  ...op('DeleteLaunchTemplate', struct('DeleteLaunchTemplate', {}, either), remove),
}
