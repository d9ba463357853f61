/**
 * The launch template: making it, and making a new version where none that counts agrees.
 *
 * A version in use that agrees wins over a newer one of equal content, so that a change that was taken back ends where it began. A
 * group that follows takes the latest whatever it is, so for it only the latest counts.
 * @since 0.1.0
 */
import type { AwsAct } from '@poolwright/aws/actions'
import type { ObservedTemplateData, Template } from '@poolwright/aws/LaunchTemplate'
import { tagList, type Tags } from '@poolwright/aws/tags'
import type { Ref } from '@poolwright/core/Action'
import * as Change from '@poolwright/core/Change'
import * as Fact from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import { out, type Step } from '@poolwright/core/Plan'
import { differing } from '@poolwright/core/Row'
import { causes, FRESH, step } from '../pool/Part.js'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { waitFor } from '../pool/Resolution.js'
import { bodyOf, changesIn, type Comparison, type WantedTemplate } from './templateRows.js'

export type TemplateOutcome =
  /** Nothing can be said of which version is wanted. */
  | { readonly _tag: 'Waiting'; readonly holds: ReadonlyArray<Hold.Hold> }
  | {
      readonly _tag: 'Settled'
      readonly id: Ref<string>
      /** The wanted version: one that is there, or the one that a step makes. */
      readonly version: Ref<string>
      readonly steps: ReadonlyArray<Step<AwsAct>>
      /** On what the version in use disagrees with what is wanted; empty when it agrees. */
      readonly causes: ReadonlyArray<Change.Change>
    }

export type TemplateQuestion = {
  readonly look: Fact.Look<PoolNouns>
  readonly scope: Key.Scope
  readonly name: string
  /** Tags of the template itself, for making it. */
  readonly tags: Tags
  readonly comparison: Comparison
  /** Numbers of versions that would do, the most wanted first. */
  readonly candidates: ReadonlyArray<string>
  /** What keeps a version from being made. */
  readonly holds: ReadonlyArray<Hold.Hold>
}

export const templateKey = (q: { readonly scope: Key.Scope; readonly name: string }) => Key.of('template', q.scope, q.name)
export const versionKey = (scope: Key.Scope, id: string, number: string) => Key.of('version', scope, `${id}/${number}`)

/**
 * A version never changes, so what was read once holds; that it is not there may change. The latest is there for certain: AWS has
 * just not shown it yet to whoever was asked.
 */
export const lookAtVersion = (
  look: Fact.Look<PoolNouns>,
  scope: Key.Scope,
  t: Template | null,
  id: string,
  number: string,
): Fact.Fact<ObservedTemplateData> => {
  const key = versionKey(scope, id, number)
  const known = look(key)
  if (known._tag !== 'Absent') return known
  const again = look(key, FRESH)
  const isLatest = t !== null && t.LaunchTemplateId === id && String(t.LatestVersionNumber) === number
  return again._tag === 'Absent' && isLatest ? Fact.unknown('justWritten') : again
}

/** Of a template that is not there. */
export const planMissing = (q: TemplateQuestion, c: WantedTemplate): TemplateOutcome => {
  const key = templateKey(q)
  const fact = q.look(key, FRESH)
  if (fact._tag !== 'Absent')
    return {
      _tag: 'Waiting',
      holds: [fact._tag === 'Unknown' ? waitFor(key, fact) : Hold.awaits('PW-WAIT-READ', key, 'the template has just appeared')],
    }
  const made = step(
    'template',
    q.scope,
    'ec2:CreateLaunchTemplate',
    {
      LaunchTemplateName: q.name,
      LaunchTemplateData: bodyOf(c),
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: tagList(q.tags) }],
    },
    [Change.missing(key)],
    { holds: q.holds },
  )
  return { _tag: 'Settled', id: out(made, 'LaunchTemplateId'), version: out(made, 'VersionNumber'), steps: [made], causes: [] }
}

/** Of a template that is there and ours. */
export const planVersion = (q: TemplateQuestion, c: WantedTemplate, t: Template): TemplateOutcome => {
  const { rows } = q.comparison
  let why: ReadonlyArray<Change.Change> = []
  for (const number of q.candidates) {
    const key = versionKey(q.scope, t.LaunchTemplateId, number)
    const fact = lookAtVersion(q.look, q.scope, t, t.LaunchTemplateId, number)
    if (fact._tag === 'Unknown') return { _tag: 'Waiting', holds: [waitFor(key, fact)] }
    if (fact._tag === 'Absent') continue
    const names = differing(rows, c, fact.value)
    if (names.length === 0) return { _tag: 'Settled', id: t.LaunchTemplateId, version: number, steps: [], causes: why }
    if (why.length === 0) why = changesIn(q.comparison, c, fact.value, key, names)
  }
  const key = templateKey(q)
  const fact = q.look(key, FRESH)
  if (fact._tag === 'Unknown') return { _tag: 'Waiting', holds: [waitFor(key, fact)] }
  const made = step(
    'template',
    q.scope,
    'ec2:CreateLaunchTemplateVersion',
    { LaunchTemplateId: t.LaunchTemplateId, LaunchTemplateData: bodyOf(c) },
    causes(why, Change.world(key, 'none of its versions that count is there any more')),
    { basis: t.LatestVersionNumber, holds: q.holds },
  )
  return { _tag: 'Settled', id: t.LaunchTemplateId, version: out(made, 'VersionNumber'), steps: [made], causes: why }
}

/** What is known of the named versions, as far as it is known. */
export const versionsOf = (
  look: Fact.Look<PoolNouns>,
  scope: Key.Scope,
  t: Template,
  numbers: ReadonlyArray<string>,
): ReadonlyArray<ObservedTemplateData> => numbers.flatMap((n) => Fact.valueOf(look(versionKey(scope, t.LaunchTemplateId, n))) ?? [])
