/**
 * A node group that is there: one update at a time, the configuration before the version, because a roll takes up to hours and sizes
 * and labels must not wait behind it. Nothing here waits for an update: what it changes is seen the next time.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { Nodegroup } from '@poolwright/aws/Nodegroup'
import type { In } from '@poolwright/core/Action'
import type { Change } from '@poolwright/core/Change'
import * as ChangeOf from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import type { Millis } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import type { Step } from '@poolwright/core/Plan'
import { change, differing, type Rows, write } from '@poolwright/core/Row'
import { soon } from '../pool/frame.js'
import { causes, FRESH, held, type Part, quiet, step } from '../pool/Part.js'
import { waitFor } from '../pool/Resolution.js'
import { sayIssues } from './health.js'
import { labelsFor, taintsFor } from './labels.js'
import { type ConfigBody, configRows, type CreateBody, fixedRows, sizeRows, type VersionBody, versionRows } from './nodegroupRows.js'
import type { DesiredNodegroup } from './resolve.js'
import type { TemplatePlan } from './template.js'
import { type Failure, failureOf, lastUpdates, runningFindings, type Updates } from './updates.js'
import { nodegroupKey, type NodegroupContext, type WantedNodegroup } from './Wanted.js'

type Table<W> = Rows<WantedNodegroup, Nodegroup, W>
const configTable: Table<ConfigBody> = configRows
const fixedTable: Table<CreateBody> = fixedRows
const versionTable: Table<VersionBody> = versionRows
const without = <W>(rows: Table<W>, left: ReadonlyArray<string>): Table<W> =>
  left.length === 0 ? rows : Object.fromEntries(Object.entries(rows).filter(([name]) => !left.includes(name)))

export type ExistingPlan = Part & {
  /** Sooner than the usual, in milliseconds. */
  readonly again: Millis | null
}
const plain = (part: Part): ExistingPlan => ({ ...part, again: null })

/** What can only be had by another group: the changes of the rows that EKS never changes. */
export const fixedChanges = (c: NodegroupContext, d: DesiredNodegroup, ng: Nodegroup): ReadonlyArray<Change> => {
  const rows = without(fixedTable, d.left)
  return differing(rows, d.wanted, ng).map(change(rows, d.wanted, ng, nodegroupKey(c, ng.nodegroupName)))
}

const show = (x: unknown): string => (typeof x === 'string' ? x : JSON.stringify(x))
/** One hold for all of them (V26). */
export const replaceHold = (changes: ReadonlyArray<Change>): Hold.Hold => {
  const said = changes.map((x) => `${x.row} (${show(x.before)} to ${show(x.after)})`).join(', ')
  const why = `EKS changes this on no node group that is there: ${said}. Take it back, or set replace to allowed to have another group take its place`
  return Hold.refused('PW-REPLACE', [...new Set(changes.flatMap((x) => x.paths))], why)
}

/** Takes a group that failed away, so that the next one can be made. */
export const deleteStep = (c: NodegroupContext, ng: Nodegroup, cause: ChangeOf.Cause, id = 'nodegroup'): Step<AwsAct> =>
  step(id, c.scope, 'eks:DeleteNodegroup', { clusterName: ng.clusterName, nodegroupName: ng.nodegroupName }, [cause], {
    disruption: Disruption.destroys(ng.scalingConfig?.desiredSize ?? 0),
    basis: ng.nodegroupArn ?? null,
  })

/** `blocked`: what keeps EKS from taking updates of any group of the cluster. */
export const planExisting = (
  c: NodegroupContext,
  d: DesiredNodegroup,
  template: TemplatePlan,
  ng: Nodegroup,
  blocked: ReadonlyArray<Hold.Hold>,
): ExistingPlan => {
  const key = nodegroupKey(c, ng.nodegroupName)
  switch (ng.status) {
    case 'ACTIVE':
    case 'DEGRADED':
      return planUpdates(c, d, template, ng, blocked)
    case 'CREATING':
    case 'UPDATING': {
      const updates = ng.status === 'UPDATING' ? lastUpdates(c, ng, ['ConfigUpdate', 'VersionUpdate'], soon) : null
      const doing = ng.status === 'CREATING' ? 'EKS is still making the node group' : 'an update of the node group is under way'
      const busy = Hold.awaits('PW-NODEGROUP-BUSY', key, `${doing}, and EKS takes no other until it has ended`)
      const plan = planUpdates(c, d, template, ng, [...blocked, busy])
      const running = updates === null ? [] : runningFindings(updates)
      return { ...plan, findings: [...running, ...plan.findings], moving: true }
    }
    case 'DELETING': {
      const hold = Hold.awaits('PW-WAIT-GONE', key, 'a node group of this name is being deleted; a new one is made once it is gone')
      return plain({ ...held(hold), moving: true })
    }
    case 'CREATE_FAILED':
    case 'DELETE_FAILED':
      return plain(planFailed(c, ng))
    default: {
      const why = `EKS says that the node group is ${ng.status}, which is not known here; it is looked at again until that has passed`
      return plain({ ...held(Hold.awaits('PW-NODEGROUP-STATUS', key, why)), moving: true })
    }
  }
}

/** EKS takes nothing for such a group but that it goes. */
const planFailed = (c: NodegroupContext, ng: Nodegroup): Part => {
  const key = nodegroupKey(c, ng.nodegroupName)
  const issues = sayIssues(ng.health?.issues).join(' ')
  const state = ng.status === 'CREATE_FAILED' ? 'could not be made' : 'could not be deleted'
  const why = `the node group ${state}${issues === '' ? '' : `: ${issues}`}`
  if (!c.settings.recreateFailed) {
    const next = 'Delete it (aws eks delete-nodegroup), or set recreateFailed to true, and it is made anew as the manifest says'
    return held(Hold.awaits('PW-NODEGROUP-FAILED', key, `${why}. ${next}`))
  }
  if (c.look(key, FRESH)._tag !== 'Present') return { ...quiet, moving: true }
  return { ...quiet, steps: [deleteStep(c, ng, ChangeOf.world(key, why))] }
}

type Drafted = {
  readonly input: Partial<ConfigBody>
  readonly changes: ReadonlyArray<Change>
  readonly findings: ReadonlyArray<Finding.Finding>
}

/** What a configuration update would carry; nothing where all agrees. */
const draftConfig = (c: NodegroupContext, d: DesiredNodegroup, ng: Nodegroup): Drafted => {
  const key = nodegroupKey(c, ng.nodegroupName)
  const strict = c.settings.ownership === 'strict'
  const labels = labelsFor(key, d.wanted.labels, ng.labels, { strict, keys: c.record.labels ?? [] })
  const taints = taintsFor(key, d.wanted.taints, ng.taints, { strict, keys: c.record.taints ?? [] })
  const rows = without(configTable, d.left)
  const names = differing(rows, d.wanted, ng)
  const sized = names.some((n) => (sizeRows as ReadonlyArray<string>).includes(n))
  const written = sized ? [...new Set([...sizeRows, ...names])] : names
  const lost = names.includes('NodeRepair') && d.wanted.nodeRepair?.enabled === false && Object.keys(ng.nodeRepairConfig ?? {}).length > 1
  return {
    input: { ...write(rows, d.wanted, written), ...labels.body, ...taints.body },
    changes: [...names.map(change(rows, d.wanted, ng, key)), ...labels.changes, ...taints.changes],
    findings: [
      ...labels.findings,
      ...taints.findings,
      ...(lost
        ? [Finding.info('PW-REPAIR-LOST', 'switching node repair off also takes its thresholds away', ['nodeRepairConfig.enabled'])]
        : []),
    ],
  }
}

type VersionDraft = { readonly input: Partial<VersionBody>; readonly changes: ReadonlyArray<ChangeOf.Cause> }
const draftVersion = (c: NodegroupContext, d: DesiredNodegroup, template: TemplatePlan, ng: Nodegroup): VersionDraft => {
  const rows = without(versionTable, d.left)
  const names = differing(rows, d.wanted, ng)
  const key = nodegroupKey(c, ng.nodegroupName)
  const own = names.map(change(rows, d.wanted, ng, key))
  const { outcome } = template
  const moves = outcome?._tag === 'Settled' && ng.launchTemplate !== undefined && outcome.version !== ng.launchTemplate.version
  // Whatever rolls says the release too, where one is asked for: otherwise EKS takes the newest and the next update rolls again (U10).
  const input = write(rows, d.wanted, [...new Set([...names, 'ReleaseVersion'])])
  if (!moves) return { input, changes: own }
  const from = ChangeOf.world(key, `the node group has version ${ng.launchTemplate.version ?? ''} of its launch template`)
  return {
    input: { ...input, launchTemplate: { id: outcome.id, version: outcome.version } },
    changes: [...own, ...(outcome.causes.length > 0 ? outcome.causes : [from])],
  }
}

const planUpdates = (
  c: NodegroupContext,
  d: DesiredNodegroup,
  template: TemplatePlan,
  ng: Nodegroup,
  blocked: ReadonlyArray<Hold.Hold>,
): ExistingPlan => {
  const key = nodegroupKey(c, ng.nodegroupName)
  const config = draftConfig(c, d, ng)
  const version = draftVersion(c, d, template, ng)
  const configures = config.changes.length > 0
  const rolls = version.changes.length > 0
  const findings = [...d.findings, ...config.findings]
  const holds = [...d.openHolds, ...(rolls ? [] : d.versionHolds)]
  if (!configures && !rolls) return { ...quiet, holds, findings, again: null }
  const fresh = c.look(key, FRESH)
  const kinds = [...(configures ? (['ConfigUpdate'] as const) : []), ...(rolls ? (['VersionUpdate'] as const) : [])]
  const updates: Updates = lastUpdates(c, ng, kinds, FRESH)
  if (fresh._tag !== 'Present' || updates._tag === 'Waiting') {
    const waits = [...(fresh._tag === 'Unknown' ? [waitFor(key, fresh)] : []), ...(updates._tag === 'Waiting' ? updates.holds : [])]
    return { ...quiet, holds: [...holds, ...waits], findings, moving: true, again: null }
  }
  const names = { clusterName: ng.clusterName, nodegroupName: ng.nodegroupName }
  const failedConfig = configures ? failureOf(c, ng, updates.config, config.input) : null
  const failedVersion = rolls ? failureOf(c, ng, updates.version, version.input) : null
  const forces = failedVersion !== null && c.settings.force === 'afterFailure' && failedVersion.errors.includes('PodEvictionFailure')
  const first =
    configures && failedConfig === null
      ? [Hold.awaits('PW-UPDATE-FIRST', key, 'EKS runs one update at a time, and the configuration goes first')]
      : []
  const toConfig = (): Step<AwsAct> =>
    step(
      'config',
      c.scope,
      'eks:UpdateNodegroupConfig',
      { ...names, ...config.input },
      causes(config.changes, ChangeOf.world(key, 'differs')),
      {
        holds: [...blocked, ...onFailure(failedConfig)],
        disruption: shrinking(config.input, ng),
        basis: updates.newest,
      },
    )
  const toVersion = (): Step<AwsAct> =>
    step(
      'version',
      c.scope,
      'eks:UpdateNodegroupVersion',
      { ...names, ...version.input, ...(forces ? { force: true } : {}) },
      causes(version.changes, ChangeOf.world(key, 'differs')),
      {
        holds: [
          ...blocked,
          ...d.versionHolds,
          ...(version.input.launchTemplate === undefined ? [] : template.holds),
          ...lostIn(template),
          ...(forces ? [] : onFailure(failedVersion)),
          ...first,
        ],
        disruption: roll(d, ng),
        basis: updates.newest,
      },
    )
  const failures = [failedConfig, failedVersion].filter((f) => f !== null)
  const soonest = failures.flatMap((f) => (f.again === null ? [] : [f.again]))
  return {
    steps: [...(configures ? [toConfig()] : []), ...(rolls ? [toVersion()] : [])],
    holds,
    findings: [...findings, ...failures.flatMap((f) => f.findings), ...(configures ? ungentle(config.input, ng) : [])],
    moving: false,
    again: soonest.length === 0 ? null : Math.min(...soonest),
  }
}
/** EKS rolls no group whose template is gone, whatever else the update is about. */
const lostIn = ({ outcome }: TemplatePlan): ReadonlyArray<Hold.Hold> =>
  outcome?._tag === 'Waiting' ? outcome.holds.filter((h) => h.code === 'PW-TEMPLATE-LOST') : []
const onFailure = (f: Failure | null): ReadonlyArray<Hold.Hold> => (f === null ? [] : [f.hold])

const shrinks = (input: Partial<In<AwsAct, 'eks:UpdateNodegroupConfig'>>, ng: Nodegroup): number => {
  const wanted = input.scalingConfig?.desiredSize
  const seen = ng.scalingConfig?.desiredSize
  return wanted === undefined || seen === undefined ? 0 : Math.max(0, seen - wanted)
}
const shrinking = (input: Partial<ConfigBody>, ng: Nodegroup): Disruption.Disruption => {
  const count = shrinks(input, ng)
  return count === 0 ? Disruption.inPlace : Disruption.destroys(count)
}
/** EKS scales down without asking PodDisruptionBudgets (S13). */
const ungentle = (input: Partial<ConfigBody>, ng: Nodegroup): ReadonlyArray<Finding.Finding> => {
  const count = shrinks(input, ng)
  if (count === 0) return []
  return [
    Finding.info('PW-UNDRAINED', `${count} nodes end without PodDisruptionBudgets being asked: EKS scales a node group straight down`),
  ]
}

/** About how long EKS takes for each lot of nodes, in seconds: new ones join, old ones are drained. */
const perLot = 300
/** All nodes, with more of them meanwhile: twice the zones or what may be away, whichever is more. */
const roll = (d: DesiredNodegroup, ng: Nodegroup): Disruption.Disruption => {
  const of = ng.scalingConfig?.desiredSize ?? 0
  const { maxUnavailable, maxUnavailablePercentage, updateStrategy } = ng.updateConfig ?? d.wanted.updateConfig
  const away = Math.max(1, Math.min(of, maxUnavailable ?? Math.floor((of * (maxUnavailablePercentage ?? 0)) / 100), 100))
  const minimal = updateStrategy === 'MINIMAL'
  const surge = minimal || of === 0 ? 0 : Math.max(2 * (ng.subnets?.length ?? 1), away)
  return { _tag: 'Rolls', count: of, of, floor: Math.max(0, of - away), surge, seconds: Math.ceil(of / away) * perLot }
}
