/**
 * The launch template of a node group, planned as that of an Auto Scaling group is. EKS keeps to the template that a group was made with
 * and rolls every node for every new version, so that what is declared volatile in the bootstrap data makes none.
 * @since 0.1.0
 */
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { ObservedTemplateData, Template, TemplateData } from '@poolwright/aws/LaunchTemplate'
import type { Tags } from '@poolwright/aws/tags'
import * as Fact from '@poolwright/core/Fact'
import type { Finding } from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type * as Key from '@poolwright/core/Key'
import type { Rows } from '@poolwright/core/Row'
import type { AWSLaunchTemplate } from '@poolwright/schema/AWSLaunchTemplate'
import type { MachinePool } from '@poolwright/schema/MachinePool'
import { keysOfOurs, planTemplateTags } from '../group/groupTags.js'
import { chooseSecurityGroups } from '../group/securityGroups.js'
import { refusalsOf } from '../pool/checks.js'
import { notOurs } from '../pool/notOurs.js'
import { type ClusterOnAws, keysOf, type Surroundings } from '../pool/objects.js'
import { found, held, onceEach, type Part, quiet, steps, sum } from '../pool/Part.js'
import { isUnread, openIn, type Resolution, sure, waitFor } from '../pool/Resolution.js'
import { bootstrapOf } from '../template/bootstrap.js'
import { chooseImage, type Chosen } from '../template/image.js'
import { planMissing, planVersion, type TemplateOutcome, type TemplateQuestion, templateKey, versionsOf } from '../template/planTemplate.js'
import { planPrune } from '../template/prune.js'
import { rootDeviceOf } from '../template/rootDevice.js'
import { baseTags, ownerOf, poolTag } from '../template/tags.js'
import { rowsWithout, type WantedTemplate } from '../template/templateRows.js'
import { wantedDevices } from '../template/volumes.js'
import type { NodegroupContext } from './Wanted.js'
import { sharedContext, sharedSpec } from './Wanted.js'

export type TemplatePlan = {
  /** `null`: the pool has none. */
  readonly outcome: TemplateOutcome | null
  readonly template: Template | null
  /** What keeps anything from being launched from it. */
  readonly holds: ReadonlyArray<Hold.Hold>
  readonly findings: ReadonlyArray<Finding>
  /** The nodes' image is said by the template. */
  readonly custom: boolean
}

const filled = (s: string | undefined): boolean => s !== undefined && s !== ''
/** An image is the template's own when it is named or looked up; what the cluster says alone asks for none. */
export const isCustom = (lt: AWSLaunchTemplate | undefined, amiType: string | undefined): boolean =>
  lt !== undefined &&
  (amiType === 'CUSTOM' || [lt.ami?.id, lt.ami?.eksLookupType, lt.imageLookupFormat, lt.imageLookupOrg, lt.imageLookupBaseOS].some(filled))

export const templateNameOf = (around: Surroundings, pool: string): string =>
  `${around.network?._tag === 'Present' ? around.network.value.metadata.name : around.clusterName}-${pool}`

const none: TemplatePlan = { outcome: null, template: null, holds: [], findings: [], custom: false }

export const planTemplate = (
  c: NodegroupContext,
  machinePool: MachinePool,
  around: Surroundings,
  cluster: ClusterOnAws | null,
  ng: Nodegroup | null,
): TemplatePlan => {
  const lt = c.pool.spec.awsLaunchTemplate
  if (lt === undefined) return none
  const custom = isCustom(lt, c.pool.spec.amiType)
  const key = templateKey({ scope: c.scope, name: c.templateName })
  const fact = c.look(key)
  const t = Fact.valueOf(fact) ?? null
  const foreign = t !== null && isForeign(c, t)
  const candidates = t === null || foreign ? [] : candidatesOf(ng, t)
  const wanted = resolveTemplate(c, lt, machinePool, around, cluster, foreign ? null : t, candidates, custom)
  const base = { template: foreign ? null : t, holds: wanted.holds, findings: wanted.findings, custom }
  const waiting = (hold: Hold.Hold): TemplatePlan => ({ ...base, outcome: { _tag: 'Waiting', holds: [hold] } })
  if (fact._tag === 'Unknown') return waiting(waitFor(key, fact))
  if (foreign) return waiting(notOurs(key, t.Tags, c.id))
  const lost = ng === null || c.settings.replace === 'allowed' ? null : lostHold(ng, t, key)
  // A group that was made without one never gets one: a template would be for nothing, and the group's own hold says so.
  if (ng !== null && ng.launchTemplate === undefined && c.settings.replace !== 'allowed')
    return { ...base, outcome: { _tag: 'Waiting', holds: [] } }
  if (lost !== null) return waiting(lost)
  const other = t === null || c.settings.replace === 'allowed' ? [] : saidElsewhere(c, ng, t, lt, custom)
  if (other.length > 0) return waiting(otherKind(other))
  const question: TemplateQuestion = {
    look: c.look,
    scope: c.scope,
    name: c.templateName,
    tags: { ...wanted.value.tags, [poolTag]: c.id },
    comparison: { rows: wanted.rows, userDataRolls: true },
    candidates,
    holds: wanted.holds,
  }
  return { ...base, outcome: t === null ? planMissing(question, wanted.value) : planVersion(question, wanted.value, t) }
}

/** Not ours, and not to be taken over. */
const isForeign = (c: NodegroupContext, t: Template): boolean => {
  const owner = ownerOf(t.Tags, c.cluster, c.id)
  return owner === 'others' || (owner === 'nobodys' && !c.settings.adopt)
}

/** The id of the template that the group was made with, where that is not the one there is. */
export const lostId = (ng: Nodegroup, t: Template | null): string | null => {
  const id = ng.launchTemplate?.id
  return id === undefined || id === t?.LaunchTemplateId ? null : id
}

/** The version of the template that the group has, or an update is about to give it. */
const usedBy = (ng: Nodegroup | null, t: Template): ReadonlyArray<string> => {
  const { id, version } = ng?.launchTemplate ?? {}
  return id === t.LaunchTemplateId && version !== undefined ? [version] : []
}

/**
 * What the version in use says and the template is no longer to say, or the other way round: instance type and image are said by the
 * template or by the group, and EKS keeps to what a group was made with.
 */
export const saidElsewhere = (
  c: NodegroupContext,
  ng: Nodegroup | null,
  t: Template,
  lt: AWSLaunchTemplate,
  custom: boolean,
): ReadonlyArray<string> => {
  const [body] = versionsOf(c.look, c.scope, t, usedBy(ng, t))
  if (body === undefined) return []
  return [
    ...(filled(body.InstanceType) === filled(lt.instanceType) ? [] : ['awsLaunchTemplate.instanceType']),
    ...(filled(body.ImageId) === custom ? [] : imagePaths(lt)),
  ]
}
/** Where the template says which image; all such places where it says nothing. */
const imagePaths = (lt: AWSLaunchTemplate): ReadonlyArray<string> => {
  const { ami, imageLookupFormat, imageLookupOrg, imageLookupBaseOS } = lt
  const places = { 'ami.id': ami?.id, 'ami.eksLookupType': ami?.eksLookupType, imageLookupFormat, imageLookupOrg, imageLookupBaseOS }
  const all = Object.entries(places)
  const said = all.filter(([, value]) => filled(value))
  return (said.length > 0 ? said : all).map(([place]) => `awsLaunchTemplate.${place}`)
}
const otherKind = (paths: ReadonlyArray<string>): Hold.Hold =>
  Hold.refused(
    'PW-REPLACE',
    paths,
    `EKS keeps to what a node group was made with: whether its launch template says ${paths.join(' and ')}. Take it back, or set replace to allowed to have another group take its place`,
  )

/** EKS takes versions of the template that the group was made with, and no other's (LT22). */
const lostHold = (ng: Nodegroup, t: Template | null, key: Key.Key): Hold.Hold | null => {
  const id = lostId(ng, t)
  if (id === null) return null
  const why =
    t === null
      ? `launch template ${id}, which the node group was made with, was deleted, and EKS takes no other; set replace to allowed to have another node group made`
      : `the node group was made with launch template ${id}, not with ${t.LaunchTemplateId}, and EKS takes no other; set replace to allowed to have another node group made`
  return Hold.awaits('PW-TEMPLATE-LOST', key, why)
}

/** The one in use, and the latest. */
const candidatesOf = (ng: Nodegroup | null, t: Template): ReadonlyArray<string> => [
  ...new Set([...usedBy(ng, t), String(t.LatestVersionNumber)]),
]

type Wanted = {
  readonly value: WantedTemplate
  readonly rows: Rows<WantedTemplate, ObservedTemplateData, TemplateData>
  readonly holds: ReadonlyArray<Hold.Hold>
  readonly findings: ReadonlyArray<Finding>
}
const nothing: Chosen = { id: null, image: null }

const resolveTemplate = (
  c: NodegroupContext,
  lt: AWSLaunchTemplate,
  machinePool: MachinePool,
  around: Surroundings,
  cluster: ClusterOnAws | null,
  t: Template | null,
  candidates: ReadonlyArray<string>,
  custom: boolean,
): Wanted => {
  const keys = keysOf(c.pool, 'AWSManagedMachinePool')
  const used = t === null || filled(lt.ami?.id) ? [] : versionsOf(c.look, c.scope, t, candidates)
  const image = custom
    ? chooseImage({
        look: c.look,
        scope: c.scope,
        spec: lt,
        cluster: cluster?.spec ?? {},
        version: machinePool.spec.version,
        overrides: [],
        eks: true,
        policy: c.settings.imageLookup,
        inUse: used.flatMap((v) => v.ImageId ?? []),
      })
    : sure(nothing)
  const device = custom ? rootDeviceOf(c.look, c.scope, lt.rootVolume, image) : sure(ownDevice(c.pool.spec.amiType))
  const groups = chooseSecurityGroups({
    look: c.look,
    scope: c.scope,
    additional: lt.additionalSecurityGroups ?? [],
    cluster,
    clusterKey: around.networkKey,
    eks: true,
    assumptions: c.settings.assumptions,
  })
  const bootstrap = bootstrapOf({
    look: c.look,
    keys,
    machinePool,
    machinePoolKey: keys.machinePool,
    spec: sharedSpec(c.pool.spec),
    pool: c.pool.metadata.name,
    cluster,
    assumptions: c.settings.assumptions,
  })
  const tags = tagsOf(c, lt, cluster)
  const value: WantedTemplate = {
    spec: lt,
    imageId: image.value.id,
    securityGroups: groups.value,
    devices: wantedDevices(lt.rootVolume, device.value, lt.nonRootVolumes ?? []),
    tags,
    bootstrap: bootstrap.value,
  }
  const left = openIn({
    ImageId: image,
    BlockDeviceMappings: device,
    SecurityGroupIds: groups,
    UserData: bootstrap,
    BootstrapSecret: bootstrap,
  })
  const refusals = refusalsOf(sharedContext(c, c.templateName), cluster, tags)
  const parts: ReadonlyArray<Resolution<unknown>> = [image, device, groups, bootstrap]
  return {
    value,
    rows: rowsFor(left),
    holds: [...refusals, ...parts.flatMap((p) => p.holds)],
    findings: parts.flatMap((p) => p.findings),
  }
}

/** EKS's own images have their root volume under one name for each system. */
const ownDevice = (amiType: string | undefined): string => (amiType?.startsWith('WINDOWS') === true ? '/dev/sda1' : '/dev/xvda')

const tables = new Map<string, Wanted['rows']>()
/** The rows with bootstrap data compared by what of it is not volatile; one table for each set of rows that are left out. */
const rowsFor = (left: ReadonlyArray<string>): Wanted['rows'] => {
  const id = left.join()
  const known = tables.get(id)
  if (known !== undefined) return known
  const rows = rowsWithout(left)
  const { UserData } = rows
  const fresh: Wanted['rows'] =
    UserData === undefined
      ? rows
      : { ...rows, UserData: { ...UserData, differs: (w, r) => (w.bootstrap?.userData.stable ?? null) !== (r.UserData?.stable ?? null) } }
  tables.set(id, fresh)
  return fresh
}

type Tagged = { readonly name: string; readonly cluster: ClusterOnAws | null; readonly tags: Tags }
const tagged = new WeakMap<AWSLaunchTemplate, Tagged>()
/** Kept for as long as the objects they come from are the same. */
const tagsOf = (c: NodegroupContext, lt: AWSLaunchTemplate, cluster: ClusterOnAws | null): Tags => {
  const name = `${c.cluster} ${c.templateName}`
  const known = tagged.get(lt)
  if (known !== undefined && known.name === name && known.cluster === cluster) return known.tags
  const tags = baseTags(c.templateName, c.cluster, cluster?.spec.additionalTags, c.pool.spec.additionalTags)
  tagged.set(lt, { name, cluster, tags })
  return tags
}

/** Its steps, its own tags, and old versions. `useless`: why nothing could be made of a first template. */
export const templatePart = (
  c: NodegroupContext,
  plan: TemplatePlan,
  cluster: ClusterOnAws | null,
  ng: Nodegroup | null,
  useless: ReadonlyArray<Hold.Hold>,
): Part => {
  const { outcome, template: t } = plan
  const lt = c.pool.spec.awsLaunchTemplate
  if (outcome === null || lt === undefined) return quiet
  const said = found(...plan.findings)
  if (outcome._tag === 'Waiting') return sum([{ ...quiet, holds: outcome.holds, moving: outcome.holds.some(isUnread) }, said])
  const shared = sharedContext(c, c.templateName)
  const made = outcome.steps.map((s) => ({ ...s, holds: onceEach([...s.holds, ...useless]) }))
  const own: Part = made.length > 0 ? steps(made) : held(...plan.holds)
  if (t === null) return sum([own, said])
  const versions = () => versionsOf(c.look, c.scope, t, candidatesOf(ng, t))
  const tags = planTemplateTags(shared, tagsOf(c, lt, cluster), t, () => keysOfOurs(shared, versions()))
  return sum([own, steps(tags), steps(prune(c, t, ng)), said])
}

/** A version that the group has stays. */
const prune = (c: NodegroupContext, t: Template, ng: Nodegroup | null) =>
  planPrune(
    sharedContext(c, c.templateName),
    {
      inUse: () => new Set(usedBy(ng, t)),
      // While an update runs nobody can say what it needs.
      inRefresh: () => (ng !== null && ng.status !== 'ACTIVE' ? undefined : null),
      stored: null,
    },
    t,
  )
