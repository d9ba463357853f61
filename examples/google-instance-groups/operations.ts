/**
 * Google Compute Engine as data: the eight requests that a pool needs, in Google's own names, and what Google says when it refuses.
 * Inputs name things by name; where a request goes is the scope's business: `gcp:<project>/<zone>`, or `gcp:<project>/global`.
 *
 * @see https://cloud.google.com/compute/docs/reference/rest/v1/instanceGroupManagers
 */
import { RefText } from '@poolwright/core/Action'
import * as CloudError from '@poolwright/core/CloudError'
import { struct } from '@poolwright/core/codec'
import * as Key from '@poolwright/core/Key'
import { type ActsOf, operation } from '@poolwright/core/Operation'
import { Secret } from '@poolwright/core/Secret'
import * as t from 'io-ts'
import { poolLabel } from './Wanted.js'

const list = <A>(codec: t.Type<A, unknown>): t.Type<ReadonlyArray<A>, unknown> => t.readonlyArray(codec)
const Texts: t.Type<{ readonly [key: string]: string }, unknown> = t.readonly(t.record(t.string, t.string))

// ---- things --------------------------------------------------------------------------------------------------------------

const Disk = struct('Disk', { boot: t.boolean, initializeParams: struct('DiskParams', { sourceImage: t.string, diskSizeGb: t.string }) })
/** Metadata holds the startup script, so its values are never more than digests here. */
const Metadata = struct('Metadata', {}, { items: list(struct('Item', { key: t.string, value: Secret })) })
export const Properties = struct(
  'Properties',
  { machineType: t.string, disks: list(Disk), networkInterfaces: list(struct('Nic', { network: t.string })) },
  { labels: Texts, metadata: Metadata },
)
export type Properties = t.TypeOf<typeof Properties>
export const Template = struct('Template', {
  id: t.string,
  name: t.string,
  selfLink: t.string,
  creationTimestamp: t.string,
  properties: Properties,
})
export type Template = t.TypeOf<typeof Template>

const Count = struct('Count', {}, { fixed: t.number })
const NamedPort = struct('NamedPort', { name: t.string, port: t.number })
const HealingPolicy = struct('HealingPolicy', { healthCheck: t.string, initialDelaySec: t.number })
/** What `patch` sets: members that are not given stay, lists are set as a whole. */
const patchable = {
  updatePolicy: struct('UpdatePolicy', {}, { type: t.string, maxSurge: Count, maxUnavailable: Count }),
  autoHealingPolicies: list(HealingPolicy),
}
export const Group = struct(
  'Group',
  {
    id: t.string,
    name: t.string,
    instanceTemplate: t.string,
    targetSize: t.number,
    updatePolicy: patchable.updatePolicy,
    /** `isReached`: every instance runs the template. `isStable`: nothing is being made, changed or deleted. */
    status: struct('Status', { isStable: t.boolean, versionTarget: struct('VersionTarget', { isReached: t.boolean }) }),
  },
  { description: t.string, namedPorts: list(NamedPort), autoHealingPolicies: patchable.autoHealingPolicies },
)
export type Group = t.TypeOf<typeof Group>
export type GroupBody = Partial<Omit<Group, 'id' | 'name' | 'status' | 'description'>>

// ---- requests ------------------------------------------------------------------------------------------------------------

const Filtered = struct('Filtered', { filter: t.string }, { pageToken: t.string })
const page = <A>(name: string, codec: t.Type<A, unknown>) => struct(name, {}, { items: list(codec), nextPageToken: t.string })
const Named = struct('Named', { name: t.string })
/** The request was taken. Google calls this an operation; what it comes to is seen in the thing itself. */
const Accepted = struct('Accepted', { targetLink: t.string })

const groupOf = (at: Key.Scope, i: { readonly name: string }) => [Key.of('group', at, i.name), Key.of('running', at, i.name)]
const read = { effect: 'read', repeat: 'natural', bucket: 'read', touches: () => [] } as const
const onGroup = { bucket: 'write', touches: groupOf, answer: Accepted } as const
const onTemplate = { bucket: 'write', answer: Accepted } as const

/**
 * Every repeat does no harm without a `requestId`: names refuse a second thing, everything else sets what it says. So none is sent, because
 * one that is remembered would answer for a thing that somebody has deleted since.
 */
export const operations = {
  'compute:instanceGroupManagers.list': operation({
    ...read,
    permission: 'compute.instanceGroupManagers.list',
    input: Filtered,
    answer: page('Groups', Group),
  }),
  'compute:instanceTemplates.list': operation({
    ...read,
    permission: 'compute.instanceTemplates.list',
    input: Filtered,
    answer: page('Templates', Template),
  }),
  'compute:zoneOperations.list': operation({
    ...read,
    permission: 'compute.zoneOperations.list',
    input: Filtered,
    answer: page('Operations', struct('Operation', { operationType: t.string, targetLink: t.string })),
  }),
  'compute:instanceTemplates.insert': operation({
    ...onTemplate,
    effect: 'create',
    repeat: 'name',
    permission: 'compute.instanceTemplates.create',
    input: struct('InsertTemplate', { name: t.string, properties: Properties }),
    touches: (at, i) => [Key.of('templates', at, i.properties.labels?.[poolLabel] ?? '')],
  }),
  'compute:instanceTemplates.delete': operation({
    ...onTemplate,
    effect: 'destroy',
    repeat: 'natural',
    permission: 'compute.instanceTemplates.delete',
    input: Named,
    // By one of the names that the noun gives its value.
    touches: (at, i) => [Key.of('templates', at, i.name)],
  }),
  'compute:instanceGroupManagers.insert': operation({
    ...onGroup,
    effect: 'create',
    repeat: 'name',
    permission: 'compute.instanceGroupManagers.create',
    input: struct(
      'InsertGroup',
      { name: t.string, baseInstanceName: t.string, description: t.string, instanceTemplate: RefText, targetSize: t.number },
      { ...patchable, namedPorts: list(NamedPort) },
    ),
  }),
  'compute:instanceGroupManagers.patch': operation({
    ...onGroup,
    effect: 'change',
    repeat: 'natural',
    permission: 'compute.instanceGroupManagers.update',
    input: struct('PatchGroup', { name: t.string }, { ...patchable, instanceTemplate: RefText }),
  }),
  'compute:instanceGroupManagers.resize': operation({
    ...onGroup,
    effect: 'change',
    repeat: 'natural',
    permission: 'compute.instanceGroupManagers.update',
    input: struct('Resize', { name: t.string, size: t.number }),
  }),
  'compute:instanceGroups.setNamedPorts': operation({
    ...onGroup,
    effect: 'change',
    repeat: 'natural',
    permission: 'compute.instanceGroups.update',
    input: struct('SetNamedPorts', { name: t.string, namedPorts: list(NamedPort) }),
  }),
  'compute:instanceGroupManagers.delete': operation({
    ...onGroup,
    effect: 'destroy',
    repeat: 'natural',
    permission: 'compute.instanceGroupManagers.delete',
    input: Named,
  }),
}
export type GoogleAct = ActsOf<typeof operations>

// ---- refusals ------------------------------------------------------------------------------------------------------------

/** What Google's reason means for what is done next. */
export const classify = (status: number, reason: string, message: string): CloudError.CloudError => {
  if (status === 429 || reason === 'rateLimitExceeded' || reason === 'userRateLimitExceeded') return CloudError.throttled()
  if (reason === 'resourceNotReady' || reason === 'resourceInUseByAnotherResource') return CloudError.busy(reason, message)
  if (status === 404 || status === 409 || status === 412) return CloudError.stale(reason, message)
  if (status === 401 || status === 403) return CloudError.denied(reason, message)
  return status >= 500 ? CloudError.lost : CloudError.refused(reason, message)
}
