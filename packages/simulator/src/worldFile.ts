/**
 * Worlds as JSON: what the embedded cloud keeps between two commands, and what tests hand around.
 *
 * ```
 * { "format": 1,            // refused when it is another
 *   "now": 1767225600000,   // milliseconds since 1970
 *   "serial": 7,            // the next number for an id
 *   "called": 42,           // requests in all; "calls" has the latest of them, oldest first
 *   "calls": [{ "at", "scope", "op", "mutating", "code"? }],
 *   "scopes": { "aws:<account>/<region>": {
 *     "catalogue": true,    // whether images and types that nobody provisioned are made up
 *     "templates": { "<id>": { "name", "createdAt", "tags", "defaultVersion", "latestVersion", "given",
 *                              "versions": { "<number>": { "createdAt", "data", "description"? } } } },
 *     "groups": { "<name>": Group },               // World.ts says what each member is
 *     "due": { "<group>": 1767225630000 },         // when a group next changes by itself; absent at rest
 *     "subnets", "images", "securityGroups", "instanceTypes": { "<id>": as AWS describes it },
 *     "parameters": { "<name>": "<value>" }, "keyPairs": ["…"], "instanceProfiles": ["…"] or null,
 *     "buckets": { "<name>": { "<key>": { "digest", "size", "encryption", "modifiedAt" } } },
 *     "shortages": ["<type>/<zone>/<market>"], "alarms": ["…"],
 *     "tokens": { "<operation> <token>": { "input": digest, "answer" } },
 *     "clusters"?: { "<name>": EksCluster }, "nodegroups"?: { "<cluster>/<name>": Nodegroup },   // Nodegroup.ts
 *     "badImages"?: ["…"] } },
 *   "roles"?: { "<account>": { "<name>": Role } } }   // Role.ts; what is marked with ? is left out where there is none
 * ```
 *
 * User data and objects are in it as digests, so that nothing in it is secret. Equal worlds have equal files, whatever their history.
 * @since 0.1.0
 */
import { faults, struct } from '@poolwright/core/codec'
import { byText, type Json } from '@poolwright/core/Json'
import { once } from '@poolwright/core/once'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { List, Map } from 'immutable'
import { EksCluster, Nodegroup } from './Nodegroup.js'
import { Role } from './Role.js'
import {
  Call,
  Group,
  type Objects,
  Raw,
  type Region,
  Remembered,
  StoredObject,
  type Template,
  Texts,
  Version,
  type World,
} from './World.js'

/** The number of the format that is written. */
export const format = 1

const whole = t.refinement(t.number, Number.isInteger, 'whole number')
const recordOf = <A>(codec: t.Type<A, unknown>): t.Type<{ readonly [key: string]: A }, unknown> => t.record(t.string, codec)
/** A record that is kept from one world to the next while nothing in it changes; what was written of it once is not written again. */
const kept = <A>(codec: t.Type<A, unknown>): t.Type<{ readonly [key: string]: A }, unknown> => {
  const record = t.record(t.string, codec)
  return new t.DictionaryType(record.name, record.is, record.validate, once(record.encode), t.string, codec)
}
const list = t.readonlyArray(t.string)
const raws = kept<Raw>(Raw)

const TemplateFile = struct('TemplateFile', {
  name: t.string,
  createdAt: t.number,
  tags: Texts,
  defaultVersion: whole,
  latestVersion: whole,
  given: whole,
  versions: kept(Version),
})
type TemplateFile = t.TypeOf<typeof TemplateFile>

const RegionFile = struct(
  'RegionFile',
  {
    catalogue: t.boolean,
    templates: kept(TemplateFile),
    groups: kept(Group),
    due: recordOf(t.number),
    subnets: raws,
    images: raws,
    securityGroups: raws,
    instanceTypes: raws,
    parameters: kept(t.string),
    keyPairs: list,
    instanceProfiles: t.union([list, t.null]),
    buckets: recordOf(recordOf(StoredObject)),
    shortages: list,
    alarms: list,
    tokens: kept(Remembered),
  },
  { clusters: kept(EksCluster), nodegroups: kept(Nodegroup), badImages: list },
)
type RegionFile = t.TypeOf<typeof RegionFile>

/** The file's codec; its members stay readable for whoever derives a JSON Schema from codecs. */
export const WorldFile = struct(
  'WorldFile',
  {
    format: t.literal(format),
    now: whole,
    serial: whole,
    called: whole,
    calls: t.readonlyArray(Call),
    scopes: recordOf(RegionFile),
  },
  { roles: recordOf(kept(Role)) },
)
export type WorldFile = t.TypeOf<typeof WorldFile>

const sorted = <A, B>(all: Map<string, A>, of: (a: A) => B): { readonly [key: string]: B } =>
  Object.fromEntries([...all].sort(([x], [y]) => byText(x, y)).map(([k, a]) => [k, of(a)]))
const inOrder = once((all: Map<string, unknown>) => sorted(all, (a) => a))
// The values of a map are those of its record.
const plain = <A>(all: Map<string, A>) => inOrder(all) as { readonly [key: string]: A }
const names = (all: Map<string, true>): ReadonlyArray<string> => [...all.keys()].sort(byText)
const named = (all: ReadonlyArray<string>): Map<string, true> => Map(all.map((x) => [x, true as const]))

const templateFile = ({ id: _, versions, ...x }: Template): TemplateFile => ({
  ...x,
  versions: Object.fromEntries([...versions].sort(([a], [b]) => a - b).map(([n, v]) => [String(n), v])),
})
const templatesFile = once((all: Map<string, Template>) => sorted(all, templateFile))
const templateOf = (id: string, { versions, ...x }: TemplateFile): Template => ({
  id,
  ...x,
  versions: Map(Object.entries(versions).map(([n, v]) => [Number(n), v])),
})

const regionFile = ({ templateIds: _, ...r }: Region): RegionFile => ({
  catalogue: r.catalogue,
  templates: templatesFile(r.templates),
  groups: plain(r.groups),
  due: plain(r.due),
  subnets: plain(r.subnets),
  images: plain(r.images),
  securityGroups: plain(r.securityGroups),
  instanceTypes: plain(r.instanceTypes),
  parameters: plain(r.parameters),
  keyPairs: names(r.keyPairs),
  instanceProfiles: r.instanceProfiles === null ? null : names(r.instanceProfiles),
  buckets: sorted(r.buckets, (objects: Objects) => plain(objects)),
  shortages: names(r.shortages),
  alarms: names(r.alarms),
  tokens: plain(r.tokens),
  ...(r.clusters.isEmpty() ? {} : { clusters: plain(r.clusters) }),
  ...(r.nodegroups.isEmpty() ? {} : { nodegroups: plain(r.nodegroups) }),
  ...(r.badImages.isEmpty() ? {} : { badImages: names(r.badImages) }),
})
const regionOf = (r: RegionFile): Region => ({
  catalogue: r.catalogue,
  templates: Map(Object.entries(r.templates).map(([id, x]) => [id, templateOf(id, x)])),
  templateIds: Map(Object.entries(r.templates).map(([id, x]) => [x.name, id])),
  groups: Map(Object.entries(r.groups)),
  due: Map(Object.entries(r.due)),
  subnets: Map(Object.entries(r.subnets)),
  images: Map(Object.entries(r.images)),
  securityGroups: Map(Object.entries(r.securityGroups)),
  instanceTypes: Map(Object.entries(r.instanceTypes)),
  parameters: Map(Object.entries(r.parameters)),
  keyPairs: named(r.keyPairs),
  instanceProfiles: r.instanceProfiles === null ? null : named(r.instanceProfiles),
  buckets: Map(Object.entries(r.buckets).map(([name, objects]) => [name, Map(Object.entries(objects))])),
  shortages: named(r.shortages),
  alarms: named(r.alarms),
  tokens: Map(Object.entries(r.tokens)),
  clusters: Map(Object.entries(r.clusters ?? {})),
  nodegroups: Map(Object.entries(r.nodegroups ?? {})),
  badImages: named(r.badImages ?? []),
})

/** Safe to write anywhere that the names of one's machines may be seen. */
export const encodeWorld = (w: World): Json =>
  // A codec's output is JSON by construction; io-ts types it as unknown.
  WorldFile.encode({
    format,
    now: w.now,
    serial: w.serial,
    called: w.called,
    calls: w.calls.toArray(),
    scopes: sorted(w.scopes, regionFile),
    ...(w.roles.isEmpty() ? {} : { roles: sorted(w.roles, (roles) => plain(roles)) }),
  }) as Json

/** Every fault with its path, never the value; a file of another format says that alone. */
export const decodeWorld = (u: unknown): E.Either<ReadonlyArray<string>, World> => {
  const number = struct('WorldFile', { format: t.unknown }).decode(u)
  if (E.isRight(number) && number.right.format !== format)
    return E.left([`format: this is format ${JSON.stringify(number.right.format)}, and only format ${format} can be read`])
  const file = WorldFile.decode(u)
  if (E.isLeft(file)) return E.left(faults(file.left))
  const { now, serial, called, calls, scopes, roles } = file.right
  return E.right({
    now,
    serial,
    called,
    calls: List(calls),
    scopes: Map(Object.entries(scopes).map(([scope, r]) => [scope, regionOf(r)])),
    roles: Map(Object.entries(roles ?? {}).map(([account, all]) => [account, Map(Object.entries(all))])),
  })
}
