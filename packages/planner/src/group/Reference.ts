/**
 * How a group refers to its launch template: by a version's number (pinned), or by a word that AWS looks up at every launch
 * (following).
 * @since 0.1.0
 */
import type { ObservedMixedInstancesPolicy, ObservedTemplateRef, TemplateRef } from '@poolwright/aws/Group'
import type { Template } from '@poolwright/aws/LaunchTemplate'
import type { Ref } from '@poolwright/core/Action'

export type Use =
  /** No template, or another one than the pool's. */
  | { readonly _tag: 'Elsewhere' }
  | { readonly _tag: 'Pinned'; readonly version: string }
  | { readonly _tag: 'Latest' }
  | { readonly _tag: 'Default' }

export const latest = '$Latest'
const elsewhere: Use = { _tag: 'Elsewhere' }

/** The part of a group, or of a refresh's desired configuration, that names a template. */
export type Source = { readonly LaunchTemplate?: ObservedTemplateRef; readonly MixedInstancesPolicy?: ObservedMixedInstancesPolicy }
export const observedRef = (s: Source): ObservedTemplateRef | undefined =>
  s.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification ?? s.LaunchTemplate

/** The id decides; where AWS shows none, the name does. */
export const isOf = (ref: ObservedTemplateRef, t: Template): boolean =>
  ref.LaunchTemplateId === undefined ? ref.LaunchTemplateName === t.LaunchTemplateName : ref.LaunchTemplateId === t.LaunchTemplateId

export const useOf = (source: Source, t: Template): Use => {
  const ref = observedRef(source)
  if (ref === undefined || !isOf(ref, t)) return elsewhere
  return ref.Version === latest
    ? { _tag: 'Latest' }
    : ref.Version === undefined || ref.Version === '$Default'
      ? { _tag: 'Default' }
      : { _tag: 'Pinned', version: ref.Version }
}

/** The number that a use means now. */
export const numberOf = (use: Use, t: Template): string | null =>
  use._tag === 'Pinned'
    ? use.version
    : use._tag === 'Latest'
      ? String(t.LatestVersionNumber)
      : use._tag === 'Default'
        ? String(t.DefaultVersionNumber)
        : null

/** A template and a version as a group is to have them. */
export type WantedReference = { readonly id: Ref<string> | null; readonly name: string | null; readonly version: Ref<string> }
export const sent = (r: WantedReference): TemplateRef => ({
  ...(r.id === null ? {} : { LaunchTemplateId: r.id }),
  ...(r.id !== null || r.name === null ? {} : { LaunchTemplateName: r.name }),
  Version: r.version,
})
/** The same of what is there. */
export const observedReference = (s: Source): WantedReference | null => {
  const ref = observedRef(s)
  return ref === undefined
    ? null
    : { id: ref.LaunchTemplateId ?? null, name: ref.LaunchTemplateName ?? null, version: ref.Version ?? '$Default' }
}
