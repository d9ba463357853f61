/**
 * The world of a simulated cloud: one value over persistent maps. A write shares everything it does not change, so that keeping an
 * earlier world costs a reference. Everything in it is JSON but for those maps; no bytes of user data or of objects are ever kept, only
 * digests.
 *
 * Members that AWS names keep its spelling; the others are this model's own.
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import type { Millis } from '@poolwright/core/Fact'
import { Json } from '@poolwright/core/Json'
import type { Scope } from '@poolwright/core/Key'
import * as t from 'io-ts'
import { List, Map } from 'immutable'
import { dueName, type EksCluster, type Nodegroup, nodegroupKey } from './Nodegroup.js'
import { type Role, roleKey } from './Role.js'

/** A JSON object whose members nobody here needs by type. */
export const Raw = t.readonly(t.record(t.string, Json), 'Raw')
export type Raw = { readonly [member: string]: Json }
export const Texts = t.readonly(t.record(t.string, t.string), 'Texts')
/** Tags by key. */
export type Texts = { readonly [key: string]: string }
const list = <A>(codec: t.Type<A, unknown>): t.Type<ReadonlyArray<A>, unknown> => t.readonlyArray(codec)
const raw: t.Type<Raw, unknown> = Raw
const texts: t.Type<Texts, unknown> = Texts

/** A version's body as stored: JSON, with user data as digests. Reading applies `echo` to it. */
export const Version = struct('Version', { createdAt: t.number, data: raw }, { description: t.string })
export type Version = t.TypeOf<typeof Version>

export type Template = {
  readonly id: string
  readonly name: string
  readonly createdAt: Millis
  readonly tags: Texts
  readonly defaultVersion: number
  /** The highest number that is there. */
  readonly latestVersion: number
  /** The highest number ever given; numbers are not used again. */
  readonly given: number
  readonly versions: Map<number, Version>
}

/** A template as a group keeps it: both names, and the version as it was given (`$Latest` stays `$Latest`). */
export const TemplateRef = struct('TemplateRef', { LaunchTemplateId: t.string, LaunchTemplateName: t.string, Version: t.string })
export type TemplateRef = t.TypeOf<typeof TemplateRef>
export const Mixed = struct('Mixed', {
  LaunchTemplate: struct('MixedTemplate', { LaunchTemplateSpecification: TemplateRef, Overrides: list(raw) }),
  InstancesDistribution: raw,
})
export type Mixed = t.TypeOf<typeof Mixed>
/** What a group launches from, as its description shows it. */
export const Source: t.Type<Source, unknown> = t.union(
  [struct('FromTemplate', { LaunchTemplate: TemplateRef }), struct('FromPolicy', { MixedInstancesPolicy: Mixed })],
  'Source',
)
export type Source = { readonly LaunchTemplate: TemplateRef } | { readonly MixedInstancesPolicy: Mixed }

const Wait = struct('Wait', { hook: t.string, until: t.number })
export const Instance = struct(
  'Instance',
  {
    /** The how-manieth that its group launched, from 1. */
    n: t.number,
    id: t.string,
    /** `aws-semantics` §3.3. */
    state: t.string,
    healthy: t.boolean,
    zone: t.string,
    type: t.string,
    /** Template and resolved version that it was launched from. */
    template: TemplateRef,
    /** The body of that version, as launched. */
    data: raw,
    /** With those that AWS adds. */
    tags: texts,
    spot: t.boolean,
    protected: t.boolean,
    /** EC2 says that it does not run any more; Auto Scaling may not have noticed yet. */
    ended: t.boolean,
    launchedAt: t.number,
  },
  {
    subnet: t.string,
    /** When its state ends by itself. */
    until: t.number,
    inServiceAt: t.number,
    /** Of its volume, once somebody has changed them. */
    volumeTags: texts,
    /** Lifecycle hooks that it waits for, with the ends of their heartbeats. */
    waits: list(Wait),
  },
)
export type Instance = t.TypeOf<typeof Instance>

export const Hook = struct(
  'Hook',
  { LifecycleHookName: t.string, LifecycleTransition: t.string, HeartbeatTimeout: t.number, DefaultResult: t.string },
  { NotificationTargetARN: t.string, RoleARN: t.string, NotificationMetadata: t.string },
)
export type Hook = t.TypeOf<typeof Hook>

export const Refresh = struct(
  'Refresh',
  {
    id: t.string,
    status: t.string,
    startedAt: t.number,
    /** As given, with what AWS fills in. */
    preferences: raw,
    /** Instances up to this `n` were there when it started. */
    from: t.number,
    /** How many it set out to replace. */
    total: t.number,
    percent: t.number,
    remaining: t.number,
    /** When something last moved; an hour later it fails. */
    progressAt: t.number,
    /** How many checkpoints are behind it. */
    checkpoint: t.number,
  },
  {
    /** What the group becomes when it succeeds. */
    desired: Source,
    reason: t.string,
    endedAt: t.number,
    /** The end of a checkpoint's delay or of the bake time. */
    until: t.number,
    /** Instances after `from` up to this `n` are to be replaced by a rollback. */
    rolledFrom: t.number,
  },
)
export type Refresh = t.TypeOf<typeof Refresh>

export const Activity = struct(
  'Activity',
  {
    ActivityId: t.string,
    AutoScalingGroupName: t.string,
    Description: t.string,
    Cause: t.string,
    StartTime: t.string,
    StatusCode: t.string,
    Progress: t.number,
  },
  { EndTime: t.string, StatusMessage: t.string },
)
export type Activity = t.TypeOf<typeof Activity>

const GroupTag = struct('GroupTag', { Value: t.string, PropagateAtLaunch: t.boolean })
export type GroupTag = t.TypeOf<typeof GroupTag>

export const Group = struct(
  'Group',
  {
    name: t.string,
    /** Makes the ids of its instances, refreshes and activities. */
    serial: t.number,
    createdAt: t.number,
    min: t.number,
    max: t.number,
    desired: t.number,
    source: Source,
    /** In the order given. */
    subnets: list(t.string),
    zones: list(t.string),
    /** All other members of its description. */
    members: raw,
    tags: t.readonly(t.record(t.string, GroupTag)),
    /** Reasons by process. */
    suspended: texts,
    hooks: list(Hook),
    /** In order of birth. */
    instances: list(Instance),
    launches: t.number,
    /** Newest first. */
    refreshes: list(Refresh),
    refreshCount: t.number,
    /** Newest first, the latest hundred. */
    activities: list(Activity),
    activityCount: t.number,
    /** Launches that failed in a row. */
    failures: t.number,
  },
  {
    /** No launch is tried before. */
    retryAt: t.number,
    /** It is being deleted, and gone then. */
    goneAt: t.number,
    /** The node group that EKS made it for: `<cluster>/<name>`. */
    nodegroup: t.string,
  },
)
export type Group = t.TypeOf<typeof Group>

/** What a client token was first used for, and the answer it got. */
export const Remembered = struct('Remembered', { input: t.string, answer: raw })
export type Remembered = t.TypeOf<typeof Remembered>

/** An object in a bucket: what was put is known by its digest, and `size` in bytes. */
export const StoredObject = struct('StoredObject', { digest: t.string, size: t.number, encryption: t.string, modifiedAt: t.number })
export type StoredObject = t.TypeOf<typeof StoredObject>
/** By key. */
export type Objects = Map<string, StoredObject>

/** One account in one region. */
export type Region = {
  /** Whether images, instance types and EKS parameters that nobody provisioned are made up on demand (`catalogue.ts`). */
  readonly catalogue: boolean
  /** By id. */
  readonly templates: Map<string, Template>
  /** Ids by name. */
  readonly templateIds: Map<string, string>
  readonly groups: Map<string, Group>
  /** When each group next changes by itself, or a node group with its group (`eks:<cluster>/<name>`); those at rest are not in it. */
  readonly due: Map<string, Millis>
  /** EKS clusters by name. */
  readonly clusters: Map<string, EksCluster>
  /** By `<cluster>/<name>`. */
  readonly nodegroups: Map<string, Nodegroup>
  /** Ids of images, and releases of EKS, whose nodes never join their cluster. */
  readonly badImages: Map<string, true>
  /** As described, by id. */
  readonly subnets: Map<string, Raw>
  readonly images: Map<string, Raw>
  readonly securityGroups: Map<string, Raw>
  readonly instanceTypes: Map<string, Raw>
  readonly parameters: Map<string, string>
  readonly keyPairs: Map<string, true>
  /** Names of IAM instance profiles; `null` when every name counts as one. */
  readonly instanceProfiles: Map<string, true> | null
  /** What each bucket holds, by the bucket's name. */
  readonly buckets: Map<string, Objects>
  /** What cannot be had: `<type>/<zone>/<market>`, with `*` for any. */
  readonly shortages: Map<string, true>
  /** CloudWatch alarms that are in alarm, by name. */
  readonly alarms: Map<string, true>
  /** By operation and token. */
  readonly tokens: Map<string, Remembered>
}

/** IAM roles of an account, by name in lower case. */
export type Roles = Map<string, Role>

/** A request as counted. */
export const Call = struct('Call', { at: t.number, scope: t.string, op: t.string, mutating: t.boolean }, { code: t.string })
export type Call = t.TypeOf<typeof Call>

export type World = {
  readonly now: Millis
  /** The next number for an id. */
  readonly serial: number
  readonly scopes: Map<Scope, Region>
  /** By account. */
  readonly roles: Map<string, Roles>
  /** The latest `callLimit` requests, oldest first. A request without `code` was answered. */
  readonly calls: List<Call>
  /** How many requests there were in all. */
  readonly called: number
}

export const callLimit = 2_000

export const emptyRegion: Region = {
  catalogue: false,
  templates: Map(),
  templateIds: Map(),
  groups: Map(),
  due: Map(),
  clusters: Map(),
  nodegroups: Map(),
  badImages: Map(),
  subnets: Map(),
  images: Map(),
  securityGroups: Map(),
  instanceTypes: Map(),
  parameters: Map(),
  keyPairs: Map(),
  instanceProfiles: null,
  buckets: Map(),
  shortages: Map(),
  alarms: Map(),
  tokens: Map(),
}

/** A world in which nothing exists. `now` is in milliseconds since 1970, a whole number. */
export const empty = (now: Millis): World => ({ now, serial: 1, scopes: Map(), roles: Map(), calls: List(), called: 0 })

/** What is at a scope; a scope that nobody wrote to is empty, not absent. */
export const regionOf = (w: World, scope: Scope): Region => w.scopes.get(scope) ?? emptyRegion

export const withRegion = (w: World, scope: Scope, change: Partial<Region>): World => ({
  ...w,
  scopes: w.scopes.set(scope, { ...regionOf(w, scope), ...change }),
})

/** Keeps a group, and lets what follows from its change happen as soon as time passes. */
export const withGroup = (w: World, scope: Scope, group: Group): World => {
  const region = regionOf(w, scope)
  const waiting = group.nodegroup === undefined ? group.name : dueName(group.nodegroup)
  return withRegion(w, scope, { groups: region.groups.set(group.name, group), due: region.due.set(waiting, w.now) })
}

/** Keeps a node group, likewise. */
export const withNodegroup = (w: World, scope: Scope, n: Nodegroup): World => {
  const region = regionOf(w, scope)
  const key = nodegroupKey(n)
  return withRegion(w, scope, { nodegroups: region.nodegroups.set(key, n), due: region.due.set(dueName(key), w.now) })
}

/** Lets all node groups of a scope look at what is around them as soon as time passes. */
export const withNodegroupsStirred = (w: World, scope: Scope): World => {
  const { due, nodegroups } = regionOf(w, scope)
  return nodegroups.isEmpty()
    ? w
    : withRegion(w, scope, { due: due.withMutations((all) => nodegroups.forEach((_, key) => void all.set(dueName(key), w.now))) })
}

/** The roles of the account that a scope is of. */
export const rolesOf = (w: World, scope: Scope): Roles => w.roles.get(placeOf(scope).account) ?? Map()

/** Keeps a role, or lets go of the one of this name, and lets every node group of the account notice. */
export const withRole = (w: World, scope: Scope, name: string, role: Role | undefined): World => {
  const { account } = placeOf(scope)
  const roles = rolesOf(w, scope)
  const next = { ...w, roles: w.roles.set(account, role === undefined ? roles.delete(roleKey(name)) : roles.set(roleKey(name), role)) }
  return [...w.scopes.keys()].filter((x) => placeOf(x).account === account).reduce(withNodegroupsStirred, next)
}

/** ISO 8601, as AWS writes times. */
export const timeText = (at: Millis): string => new Date(at).toISOString()

/** A number as lower-case hex of this many digits. */
export const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0')

/** The account in `aws:<identity>@<account>/<region>` and the region. */
export const placeOf = (scope: Scope): { readonly account: string; readonly region: string } => {
  const rest = scope.slice(scope.indexOf(':') + 1)
  const slash = rest.indexOf('/')
  return { account: rest.slice(rest.indexOf('@') + 1, slash), region: rest.slice(slash + 1) }
}

/** The partition of a region, as ARNs begin with it. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'

/** A member that is text; anything else as JSON writes it. */
export const textOf = (u: unknown): string => (typeof u === 'string' ? u : JSON.stringify(u ?? null))

/** The group of a name, for tests and demonstrations that look at the world itself. */
export const groupIn = (w: World, scope: Scope, name: string): Group | undefined => regionOf(w, scope).groups.get(name)

/** The template of a name, likewise. */
export const templateIn = (w: World, scope: Scope, name: string): Template | undefined => {
  const { templates, templateIds } = regionOf(w, scope)
  return templates.get(templateIds.get(name) ?? '')
}
