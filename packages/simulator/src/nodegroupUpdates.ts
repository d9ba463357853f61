/**
 * Requests that change node groups, and about how that went: one update at a time, of the configuration or of the version
 * (`aws-semantics` §5.1).
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupConfig.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupVersion.html
 * @since 0.1.0
 */
import { NodeRepairConfig, ObservedTemplateRef, ScalingConfig, Taint, UpdateConfig } from '@poolwright/aws/Nodegroup'
import { struct } from '@poolwright/core/codec'
import type { CloudError } from '@poolwright/core/CloudError'
import { equals } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import * as durations from './durations.js'
import { answer, type Answered, broken, type Handlers, refuse, taking } from './Handler.js'
import type { Change, Nodegroup, Update } from './Nodegroup.js'
import { updateIdOf } from './nodegroupNames.js'
import * as rules from './nodegroupRules.js'
import { type Named, named, nodegroupNamed } from './nodegroups.js'
import { desiredOf, shownUpdate } from './nodegroupShown.js'
import { hasImage, hasType, type Source, sourceIn, sourceWrong, withCopyVersion } from './nodegroupTemplate.js'
import { pageOf } from './paging.js'
import { latestRelease, unpublished } from './releases.js'
import { type Region, regionOf, withNodegroup, type World } from './World.js'

const texts = t.readonlyArray(t.string)
const map = t.readonly(t.record(t.string, t.string))
const Config = struct('UpdateNodegroupConfig', named, {
  labels: struct('UpdateLabelsPayload', {}, { addOrUpdateLabels: map, removeLabels: texts }),
  taints: struct('UpdateTaintsPayload', {}, { addOrUpdateTaints: t.readonlyArray(Taint), removeTaints: t.readonlyArray(Taint) }),
  scalingConfig: ScalingConfig,
  updateConfig: UpdateConfig,
  nodeRepairConfig: NodeRepairConfig,
})
type Config = t.TypeOf<typeof Config>
const Version = struct('UpdateNodegroupVersion', named, {
  version: t.string,
  releaseVersion: t.string,
  launchTemplate: ObservedTemplateRef,
  force: t.boolean,
})
type Version = t.TypeOf<typeof Version>

/** Whether DEGRADED takes updates is not documented; people scale such groups, so here it does. */
const updatable = (w: World, scope: Scope, i: Named): E.Either<CloudError, Nodegroup> => {
  const found = nodegroupNamed(w, scope, i)
  if (E.isLeft(found)) return found
  const n = found.right
  const [latest] = n.updates
  if (n.status === 'UPDATING' && latest?.status === 'InProgress')
    return E.left(rules.inUse(`Nodegroup ${n.name} currently has update ${latest.id} in progress`))
  return n.status === 'ACTIVE' || n.status === 'DEGRADED'
    ? found
    : E.left(rules.inUse('Nodegroup cannot be updated as it is currently not in Active State'))
}

type Param = Update['params'][number]
const param = (type: string, value: unknown): ReadonlyArray<Param> =>
  value === undefined ? [] : [{ type, value: typeof value === 'string' ? value : JSON.stringify(value) }]

const started = (
  w: World,
  scope: Scope,
  n: Nodegroup,
  type: string,
  params: ReadonlyArray<Param>,
  change: Change,
  more: Partial<Nodegroup>,
): Answered => {
  const update: Update = { id: updateIdOf(n), type, status: 'InProgress', createdAt: w.now, params, errors: [], change }
  const next: Nodegroup = {
    ...n,
    status: 'UPDATING',
    updateCount: n.updateCount + 1,
    updates: [update, ...n.updates].slice(0, kept),
    ...more,
  }
  return answer(withNodegroup(w, scope, next), { update: shownUpdate(update) })
}
/** EKS does not say how many it keeps; here as many as one page shows. */
const kept = 100

const labelsAfter = (n: Nodegroup, x: NonNullable<Config['labels']>): Nodegroup['labels'] =>
  Object.fromEntries(Object.entries({ ...n.labels, ...x.addOrUpdateLabels }).filter(([k]) => !(x.removeLabels ?? []).includes(k)))
const taintsAfter = (n: Nodegroup, x: NonNullable<Config['taints']>): Nodegroup['taints'] => {
  const all = new Map([...n.taints, ...(x.addOrUpdateTaints ?? [])].map((taint) => [rules.taintName(taint), taint]))
  const gone = (x.removeTaints ?? []).map(rules.taintName)
  return [...all].flatMap(([name, taint]) => (gone.includes(name) ? [] : [taint]))
}

/** One key may not be put and taken away in the same request. */
const contradicts = (i: Config): boolean =>
  Object.keys(i.labels?.addOrUpdateLabels ?? {}).some((k) => i.labels?.removeLabels?.includes(k)) ||
  (i.taints?.addOrUpdateTaints ?? []).some((x) => i.taints?.removeTaints?.some((y) => rules.taintName(x) === rules.taintName(y)))

const configure = (w: World, scope: Scope, i: Config): Answered => {
  const found = updatable(w, scope, i)
  if (E.isLeft(found)) return found
  const n = found.right
  const labels = i.labels === undefined ? undefined : labelsAfter(n, i.labels)
  const taints = i.taints === undefined ? undefined : taintsAfter(n, i.taints)
  const sizes = { minSize: n.minSize, maxSize: n.maxSize, desiredSize: desiredOf(w, scope, n), ...i.scalingConfig }
  const given = [i.labels, i.taints, i.scalingConfig, i.updateConfig, i.nodeRepairConfig]
  const updateConfig =
    i.updateConfig === undefined ? undefined : { updateStrategy: n.updateConfig.updateStrategy ?? 'DEFAULT', ...i.updateConfig }
  const wrong = broken(
    () =>
      given.some((x) => x !== undefined && Object.keys(x).length > 0)
        ? undefined
        : rules.invalid('The request is empty: nothing is to be updated'),
    () => (contradicts(i) ? rules.invalid('The same label or taint cannot be updated and removed at once') : undefined),
    () =>
      labels !== undefined && equals(labels, n.labels) ? rules.invalid('No changes needed for the labels update provided') : undefined,
    () =>
      taints !== undefined && equals(taints, n.taints) ? rules.invalid('No changes needed for the taints update provided') : undefined,
    () => rules.labelsWrong(i.labels?.addOrUpdateLabels ?? {}),
    () => (taints === undefined ? undefined : rules.taintsWrong(taints)),
    () => (i.scalingConfig === undefined ? undefined : rules.sizesWrong(sizes)),
    () => (updateConfig === undefined ? undefined : rules.updateConfigWrong(updateConfig, sizes.maxSize)),
    () => rules.repairWrong(i.nodeRepairConfig),
  )
  if (wrong !== undefined) return refuse(wrong)
  const change: Change = {
    ...i.scalingConfig,
    ...(labels === undefined ? {} : { labels }),
    ...(taints === undefined ? {} : { taints }),
    ...(updateConfig === undefined ? {} : { updateConfig }),
    ...(i.nodeRepairConfig === undefined ? {} : { nodeRepairConfig: i.nodeRepairConfig }),
  }
  const params = [
    ...param('MinSize', i.scalingConfig?.minSize),
    ...param('MaxSize', i.scalingConfig?.maxSize),
    ...param('DesiredSize', i.scalingConfig?.desiredSize),
    ...param('LabelsToAdd', i.labels?.addOrUpdateLabels),
    ...param('LabelsToRemove', i.labels?.removeLabels),
    ...param('TaintsToAdd', i.taints?.addOrUpdateTaints),
    ...param('TaintsToRemove', i.taints?.removeTaints),
    ...param('MaxUnavailable', i.updateConfig?.maxUnavailable),
    ...param('MaxUnavailablePercentage', i.updateConfig?.maxUnavailablePercentage),
    ...param('UpdateStrategy', i.updateConfig?.updateStrategy),
    ...param('NodeRepairEnabled', i.nodeRepairConfig?.enabled),
  ]
  return started(w, scope, n, 'ConfigUpdate', params, change, { until: w.now + durations.configuring })
}

/** The template stays the one that the group was made with; only its version changes (`aws-semantics` §5.4). */
const templateOf = (region: Region, n: Nodegroup, i: Version): E.Either<CloudError, Source | undefined> => {
  const own = n.launchTemplate
  if (i.launchTemplate === undefined) {
    // The version that it has, from which EKS derives its own again; a body that is gone is refused.
    return own === undefined
      ? E.right(undefined)
      : sourceIn(region, { ...(own.id === undefined ? {} : { id: own.id }), version: own.version ?? '$Default' })
  }
  if (own === undefined) return E.left(rules.badRequest('Nodegroup was not created with a launch template: it cannot get one'))
  const given = sourceIn(region, i.launchTemplate)
  return E.isRight(given) && given.right.ref.id !== own.id
    ? E.left(rules.invalid(`The launch template of the node group is ${own.id ?? ''} and cannot be changed to another one`))
    : given
}

const versionWrong = (region: Region, n: Nodegroup, i: Version, source: Source | undefined, wanted: Change): CloudError | undefined => {
  const cluster = region.clusters.get(n.cluster)?.version ?? n.version
  const isCustom = n.amiType === 'CUSTOM'
  const version = wanted.version ?? n.version
  const old = isCustom ? undefined : unpublished(n.amiType, version)
  return broken(
    () =>
      isCustom && i.version !== undefined
        ? rules.invalid('You cannot specify the field kubernetesVersion when using custom AMIs.')
        : undefined,
    () =>
      isCustom && i.releaseVersion !== undefined
        ? rules.invalid('You cannot specify the field releaseVersion when using custom AMIs.')
        : undefined,
    () =>
      i.version === undefined || i.version === cluster || i.version === n.version
        ? undefined
        : rules.invalid(
            `Requested Nodegroup kubernetes version ${i.version} should be equal to Cluster kubernetes version ${cluster} or NodeGroup kubernetes version ${n.version}`,
          ),
    () =>
      source !== undefined && hasImage(source) !== isCustom
        ? rules.invalid('The launch template must keep having an image id, or keep having none')
        : undefined,
    () =>
      source !== undefined && hasType(source) === (n.instanceTypes !== undefined)
        ? rules.badRequest('Cannot specify instance types in launch template and API request')
        : undefined,
    () => (source === undefined ? undefined : sourceWrong(region, source)),
    () => (old === undefined ? undefined : rules.invalid(old)),
    () => (isCustom || wanted.releaseVersion === undefined ? undefined : rules.releaseWrong(n.amiType, wanted.releaseVersion, version)),
  )
}

/** Without a release it is the latest one of the version, even if only a template's version was asked for. */
const wantedBy = (region: Region, n: Nodegroup, i: Version, source: Source | undefined): Change => {
  const image = source?.data['ImageId']
  const version = i.version ?? n.version
  const release = n.amiType === 'CUSTOM' ? image : (i.releaseVersion ?? latestRelease(region, n.amiType, version))
  return {
    version: n.amiType === 'CUSTOM' ? (region.clusters.get(n.cluster)?.version ?? version) : version,
    ...(typeof release === 'string' ? { releaseVersion: release } : {}),
    ...(source === undefined ? {} : { launchTemplate: source.ref }),
  }
}

const upgrade = (w: World, scope: Scope, i: Version): Answered => {
  const region = regionOf(w, scope)
  const found = updatable(w, scope, i)
  if (E.isLeft(found)) return found
  const n = found.right
  const source = templateOf(region, n, i)
  if (E.isLeft(source)) return source
  const wanted = wantedBy(region, n, i, source.right)
  const wrong = versionWrong(region, n, i, source.right, wanted)
  if (wrong !== undefined) return refuse(wrong)
  const { version = n.version, releaseVersion = n.releaseVersion } = wanted
  const copied = withCopyVersion(w, scope, { ...n, version, releaseVersion }, source.right)
  if (copied === undefined) return refuse(rules.badRequest('The launch template that EKS made for the node group does not exist'))
  const [next, copyVersion] = copied
  const params = [
    ...param('Version', i.version),
    ...param('ReleaseVersion', wanted.releaseVersion),
    ...param('LaunchTemplateName', i.launchTemplate === undefined ? undefined : source.right?.ref.name),
    ...param('LaunchTemplateVersion', i.launchTemplate === undefined ? undefined : source.right?.ref.version),
  ]
  const roll = { phase: 'prepare', copyVersion, surge: 0, deadline: 0, draining: [], ...(i.force === undefined ? {} : { force: i.force }) }
  return started(next, scope, n, 'VersionUpdate', params, wanted, {
    roll,
    desiredSize: desiredOf(w, scope, n),
    until: w.now + durations.rollPreparing,
  })
}

type Listed = { readonly name: string; readonly nodegroupName?: string; readonly maxResults?: number; readonly nextToken?: string }
/** Updates of a cluster itself are not modelled: without a node group there are none. */
const list = (w: World, scope: Scope, i: Listed): Answered => {
  if (i.nodegroupName === undefined) return answer(w, { updateIds: [] })
  const found = nodegroupNamed(w, scope, { clusterName: i.name, nodegroupName: i.nodegroupName })
  if (E.isLeft(found)) return found
  const size = i.maxResults ?? 100
  if (size < 1 || size > 100) return refuse(rules.invalid('maxResults must be between 1 and 100'))
  const page = pageOf(found.right.updates, i.nextToken, size, 'InvalidParameterException')
  if (E.isLeft(page)) return page
  const { NextToken } = page.right.next
  return answer(w, { updateIds: page.right.items.map((u) => u.id), ...(NextToken === undefined ? {} : { nextToken: NextToken }) })
}

const describe = (
  w: World,
  scope: Scope,
  i: { readonly name: string; readonly updateId: string; readonly nodegroupName?: string },
): Answered => {
  const found = nodegroupNamed(w, scope, { clusterName: i.name, nodegroupName: i.nodegroupName ?? '' })
  if (E.isLeft(found)) return found
  const update = found.right.updates.find((u) => u.id === i.updateId)
  return update === undefined ? refuse(rules.notFound(`No update found for ID: ${i.updateId}`)) : answer(w, { update: shownUpdate(update) })
}

const op = <I>(operation: string, codec: t.Type<I, unknown>, handle: (w: World, scope: Scope, i: I) => Answered): Handlers => ({
  [`eks:${operation}`]: taking(`eks:${operation}`, codec, handle),
})
export const nodegroupUpdates: Handlers = {
  ...op('UpdateNodegroupConfig', Config, configure),
  ...op('UpdateNodegroupVersion', Version, upgrade),
  ...op(
    'ListUpdates',
    struct('ListUpdates', { name: t.string }, { nodegroupName: t.string, maxResults: t.number, nextToken: t.string }),
    list,
  ),
  ...op('DescribeUpdate', struct('DescribeUpdate', { name: t.string, updateId: t.string }, { nodegroupName: t.string }), describe),
}
