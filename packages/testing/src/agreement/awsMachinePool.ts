/**
 * What a raw AWS world must hold for an AWSMachinePool: for its group, its launch template, and each instance.
 *
 * It knows neither the planner's rows nor the simulator: it reads documents as they are written and a world as it is written down
 * (its JSON form), and was put together from AWS's pages and Cluster API Provider AWS's. So a leaf that a writer and a reader of ours
 * both forget is still seen here.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResponseLaunchTemplateData.html
 * @since 0.1.0
 */
import { digest } from '@poolwright/core/digest'
import { canonical, isPlain, type Json } from '@poolwright/core/Json'
import { type Desired, get } from '../Desired.js'
import type { Agreement } from '../Trial.js'

type Maybe = Json | undefined
type Members = { readonly [k: string]: Json }
const members = (u: Maybe): Members => (isPlain(u) ? (u as Members) : {})
const items = (u: Maybe): ReadonlyArray<Json> => (Array.isArray(u) ? (u as ReadonlyArray<Json>) : [])
const at = (u: Maybe, ...place: ReadonlyArray<string>): Maybe => get(place)(u)
/** Blank text and no text are one thing to AWS. */
const text = (u: Maybe): Json => (u === undefined || u === '' ? null : u)
const set = (xs: ReadonlyArray<Maybe>): Json => [...new Set(xs.map((x) => String(x)))].sort()
const seconds = (u: Maybe): number => {
  const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(typeof u === 'string' ? u : '')
  const [, h = 0, m = 0, s = 0] = found ?? []
  const sum = Number(h) * 3_600 + Number(m) * 60 + Number(s)
  // A cooldown of none is the default (V1): zero cannot be asked for.
  return sum === 0 ? 300 : sum
}

// ---- the documents ---------------------------------------------------------------------------------------------------------

export const names = { namespace: 'default', pool: 'workers', cluster: 'c', scope: 'aws:000000000000/us-east-1' } as const
const spec = (d: Desired, ...place: ReadonlyArray<string>) => at(d['AWSMachinePool'], 'spec', ...place)
const template = (d: Desired, ...place: ReadonlyArray<string>) => spec(d, 'awsLaunchTemplate', ...place)
const machines = (d: Desired, ...place: ReadonlyArray<string>) => at(d['MachinePool'], 'spec', 'template', 'spec', ...place)
const min = (d: Desired) => Number(spec(d, 'minSize') ?? 1)
const max = (d: Desired) => Number(spec(d, 'maxSize') ?? 1)
export const isDeleted = (d: Desired): boolean => at(d['AWSMachinePool'], 'metadata', 'deletionTimestamp') !== undefined

/** A count that the manifest keeps saying, or nothing: then it is somebody else's, or was only a beginning. */
const ownedCount = (d: Desired): number | null => {
  const manager = at(d['MachinePool'], 'metadata', 'annotations', 'cluster.x-k8s.io/replicas-managed-by')
  const count = at(d['MachinePool'], 'spec', 'replicas')
  return typeof count !== 'number' || (manager !== undefined && manager !== 'false') ? null : count
}

const secretName = (d: Desired) => String(machines(d, 'bootstrap', 'dataSecretName') ?? '')
const secretOf = (d: Desired): Maybe =>
  Object.values(d).find((x) => at(x, 'kind') === 'Secret' && at(x, 'metadata', 'name') === secretName(d))
const userTags = (d: Desired): Members => ({
  ...members(at(d['AWSCluster'], 'spec', 'additionalTags')),
  ...members(spec(d, 'additionalTags')),
})

/** C14: what a cluster's things are known by, over what users add. */
const tags = (d: Desired): Members => ({
  Name: names.pool,
  ...userTags(d),
  [`kubernetes.io/cluster/${names.cluster}`]: 'owned',
  [`sigs.k8s.io/cluster-api-provider-aws/cluster/${names.cluster}`]: 'owned',
  'sigs.k8s.io/cluster-api-provider-aws/role': 'node',
})

/** Images that a look-up by this version may have found, by version without its `v`: what the world was given. */
export type Images = { readonly [version: string]: ReadonlyArray<string> }

// ---- the table -------------------------------------------------------------------------------------------------------------

type Row<A> = { readonly path: string; readonly want: (d: Desired) => Json; readonly read: (a: A) => Json }

/** `null` in `want`: not asked for, so that nothing must be there either. */
const bodyRows = (images: Images): ReadonlyArray<Row<Maybe>> => [
  {
    path: 'awsLaunchTemplate.ami.id',
    want: (d) => text(template(d, 'ami', 'id')) ?? set(images[version(d)] ?? []),
    read: (b) => text(at(b, 'ImageId')),
  },
  { path: 'awsLaunchTemplate.instanceType', want: (d) => text(template(d, 'instanceType')), read: (b) => text(at(b, 'InstanceType')) },
  { path: 'awsLaunchTemplate.sshKeyName', want: (d) => text(template(d, 'sshKeyName')), read: (b) => text(at(b, 'KeyName')) },
  {
    path: 'awsLaunchTemplate.iamInstanceProfile',
    want: (d) => tail(text(template(d, 'iamInstanceProfile'))),
    read: (b) => tail(text(at(b, 'IamInstanceProfile', 'Arn') ?? at(b, 'IamInstanceProfile', 'Name'))),
  },
  {
    path: 'awsLaunchTemplate.additionalSecurityGroups[].id',
    want: (d) => {
      const core = members(at(d['AWSCluster'], 'status', 'networkStatus', 'securityGroups'))
      return set([at(core['node'], 'id'), at(core['lb'], 'id'), ...items(template(d, 'additionalSecurityGroups')).map((g) => at(g, 'id'))])
    },
    read: (b) => set(items(at(b, 'SecurityGroupIds'))),
  },
  {
    path: 'awsLaunchTemplate.rootVolume',
    want: (d) => volume(template(d, 'rootVolume')),
    read: (b) => {
      const device = items(at(b, 'BlockDeviceMappings'))[0]
      return device === undefined ? null : observedVolume(at(device, 'Ebs'))
    },
  },
  ...(['httpEndpoint', 'httpPutResponseHopLimit', 'httpTokens', 'instanceMetadataTags'] as const).map((name): Row<Maybe> => ({
    path: `awsLaunchTemplate.instanceMetadataOptions.${name}`,
    // Once the options are there, each has the default that the API's own page gives it.
    want: (d) => {
      const options = template(d, 'instanceMetadataOptions')
      return options === undefined ? null : (at(options, name) ?? metadataDefaults[name])
    },
    read: (b) => at(b, 'MetadataOptions', `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`) ?? null,
  })),
  {
    path: 'awsLaunchTemplate.instanceMetadataOptions.httpProtocolIpv6',
    want: (d) => template(d, 'instanceMetadataOptions', 'httpProtocolIpv6') ?? 'disabled',
    read: (b) => at(b, 'MetadataOptions', 'HttpProtocolIpv6') ?? 'disabled',
  },
  {
    path: 'awsLaunchTemplate.spotMarketOptions',
    want: (d) => (template(d, 'spotMarketOptions') === undefined ? null : 'spot'),
    read: (b) => text(at(b, 'InstanceMarketOptions', 'MarketType')),
  },
  {
    path: 'awsLaunchTemplate.spotMarketOptions.maxPrice',
    want: (d) => price(template(d, 'spotMarketOptions', 'maxPrice')),
    read: (b) => price(at(b, 'InstanceMarketOptions', 'SpotOptions', 'MaxPrice')),
  },
  {
    path: 'awsLaunchTemplate.enclaveOptions.enabled',
    want: (d) => template(d, 'enclaveOptions', 'enabled') === true,
    read: (b) => at(b, 'EnclaveOptions', 'Enabled') === true,
  },
  {
    path: 'awsLaunchTemplate.privateDnsName.hostnameType',
    want: (d) => text(template(d, 'privateDnsName', 'hostnameType')),
    read: (b) => text(at(b, 'PrivateDnsNameOptions', 'HostnameType')),
  },
  {
    path: 'awsLaunchTemplate.privateDnsName.enableResourceNameDnsARecord',
    want: (d) => template(d, 'privateDnsName', 'enableResourceNameDnsARecord') === true,
    read: (b) => at(b, 'PrivateDnsNameOptions', 'EnableResourceNameDnsARecord') === true,
  },
]
const version = (d: Desired): string => String(machines(d, 'version') ?? '').replace(/^v/, '')
const metadataDefaults = {
  httpEndpoint: 'enabled',
  httpPutResponseHopLimit: 1,
  httpTokens: 'optional',
  instanceMetadataTags: 'disabled',
} as const
const tail = (u: Json): Json => (typeof u === 'string' && u.startsWith('arn:') ? u.slice(u.lastIndexOf('/') + 1) : u)
const price = (u: Maybe): Json => (text(u) === null ? null : Number(u))
const volume = (v: Maybe): Json =>
  v === undefined
    ? null
    : {
        VolumeSize: at(v, 'size') ?? null,
        VolumeType: text(at(v, 'type')),
        // A key implies encryption, and so says Cluster API Provider AWS.
        Encrypted: at(v, 'encrypted') === true || text(at(v, 'encryptionKey')) !== null,
        Iops: Number(at(v, 'iops') ?? 0),
        Throughput: Number(at(v, 'throughput') ?? 0),
      }
const observedVolume = (e: Maybe): Json => ({
  VolumeSize: at(e, 'VolumeSize') ?? null,
  VolumeType: text(at(e, 'VolumeType')),
  Encrypted: at(e, 'Encrypted') === true,
  Iops: Number(at(e, 'Iops') ?? 0),
  Throughput: Number(at(e, 'Throughput') ?? 0),
})

const groupRows: ReadonlyArray<Row<Maybe>> = [
  { path: 'minSize', want: min, read: (g) => at(g, 'min') ?? null },
  { path: 'maxSize', want: max, read: (g) => at(g, 'max') ?? null },
  {
    path: 'subnets[].id',
    want: (d) => set(items(spec(d, 'subnets')).map((s) => (typeof s === 'string' ? s : at(s, 'id')))),
    read: (g) => set(items(at(g, 'subnets'))),
  },
  { path: 'defaultCoolDown', want: (d) => seconds(spec(d, 'defaultCoolDown')), read: (g) => at(g, 'members', 'DefaultCooldown') ?? 300 },
  {
    path: 'defaultInstanceWarmup',
    want: (d) => seconds(spec(d, 'defaultInstanceWarmup')),
    read: (g) => at(g, 'members', 'DefaultInstanceWarmup') ?? null,
  },
  {
    path: 'capacityRebalance',
    want: (d) => spec(d, 'capacityRebalance') === true,
    read: (g) => at(g, 'members', 'CapacityRebalance') === true,
  },
]

// ---- the world -------------------------------------------------------------------------------------------------------------

const region = (raw: Json): Maybe => at(raw, 'scopes', names.scope)
const groups = (raw: Json): Members => members(at(region(raw), 'groups'))
const templates = (raw: Json): ReadonlyArray<Json> =>
  Object.entries(members(at(region(raw), 'templates'))).map(([id, t]) => ({ ...members(t), id }))
const templateNamed = (raw: Json): Maybe => templates(raw).find((t) => at(t, 'name') === names.pool)
const reference = (g: Maybe): Maybe =>
  at(g, 'source', 'LaunchTemplate') ?? at(g, 'source', 'MixedInstancesPolicy', 'LaunchTemplate', 'LaunchTemplateSpecification')
/** The body that a group launches from now. */
const launchBody = (raw: Json, g: Maybe): Maybe => {
  const ref = reference(g)
  const t = templates(raw).find((x) => at(x, 'id') === at(ref, 'LaunchTemplateId'))
  const named = at(ref, 'Version')
  const number = named === '$Latest' ? at(t, 'latestVersion') : named === '$Default' ? at(t, 'defaultVersion') : named
  return at(t, 'versions', String(number), 'data')
}
const instances = (g: Maybe): ReadonlyArray<Json> => items(at(g, 'instances'))
const unfinished = ['Pending', 'InProgress', 'Baking', 'Cancelling', 'RollbackInProgress']
const busyRefreshes = (g: Maybe) => items(at(g, 'refreshes')).filter((r) => unfinished.includes(String(at(r, 'status'))))
const tagValues = (u: Maybe): Members =>
  Object.fromEntries(Object.entries(members(u)).map(([k, v]) => [k, isPlain(v) ? (at(v, 'Value') ?? '') : v]))
const bodyTags = (b: Maybe, resource: string): Members =>
  Object.fromEntries(
    items(at(b, 'TagSpecifications'))
      .filter((s) => at(s, 'ResourceType') === resource)
      .flatMap((s) => items(at(s, 'Tags')).map((x) => [String(at(x, 'Key')), at(x, 'Value') ?? ''])),
  )
const userDataDigest = (b: Maybe): Maybe => at(b, 'UserData', 'all')

/** Whether a thing bears the mark of this pool's cluster and not another pool's. */
const isOurs = (tagged: Members): boolean =>
  tagged[`sigs.k8s.io/cluster-api-provider-aws/cluster/${names.cluster}`] === 'owned' &&
  (tagged['poolwright.dev/pool'] === undefined || tagged['poolwright.dev/pool'] === `${names.namespace}/${names.pool}`)

const is = (what: string, got: Json, want: Json): ReadonlyArray<string> =>
  canonical(got) === canonical(want) ? [] : [`${what} is ${canonical(got)}, and ${canonical(want)} is wanted`]
const hasTags = (what: string, got: Members, want: Members): ReadonlyArray<string> =>
  Object.entries(want).flatMap(([k, v]) =>
    got[k] === v ? [] : [`${what}: tag ${k} is ${canonical(got[k] ?? null)}, and ${canonical(v)} is wanted`],
  )

export const awsMachinePoolAgreement = <W>(encode: (w: W) => Json, images: Images): Agreement<W> => {
  const raws = new WeakMap<object, Json>()
  const rawOf = (w: W): Json => {
    const key = w as object
    const known = raws.get(key)
    if (known !== undefined) return known
    const fresh = encode(w)
    raws.set(key, fresh)
    return fresh
  }
  const rows = bodyRows(images)
  const holdsBody = (what: string, body: Maybe, d: Desired): ReadonlyArray<string> =>
    rows.flatMap((row) => {
      const [got, want] = [row.read(body), row.want(d)]
      const isChoice = row.path === 'awsLaunchTemplate.ami.id' && Array.isArray(want)
      return isChoice && want.includes(got) ? [] : is(`${what}: ${row.path}`, got, want)
    })

  const wanted = (raw: Json, d: Desired): ReadonlyArray<string> => {
    const g = groups(raw)[names.pool]
    if (g === undefined) return ['there is no group']
    const wrong: Array<string> = groupRows.flatMap((row) => is(row.path, row.read(g), row.want(d)))
    const count = ownedCount(d)
    if (count !== null) wrong.push(...is('MachinePool.spec.replicas: desired', at(g, 'desired') ?? null, count))
    wrong.push(...hasTags('group', tagValues(at(g, 'tags')), tags(d)))
    const t = templateNamed(raw)
    if (t === undefined) return [...wrong, 'there is no template']
    wrong.push(...is('the template of the group', at(reference(g), 'LaunchTemplateId') ?? null, at(t, 'id') ?? null))
    wrong.push(...hasTags('template', tagValues(at(t, 'tags')), tags(d)))
    const body = launchBody(raw, g)
    if (body === undefined) return [...wrong, 'the version that the group names is not there']
    wrong.push(...holdsBody('template', body, d))
    wrong.push(
      ...hasTags('instance tags', bodyTags(body, 'instance'), tags(d)),
      ...hasTags('volume tags', bodyTags(body, 'volume'), tags(d)),
    )
    const bytes = at(secretOf(d), 'stringData', 'value')
    wrong.push(...is('Secret.data.value: user data', userDataDigest(body) ?? null, digest(String(bytes ?? ''))))
    wrong.push(
      ...is(
        'the Secret of the user data',
        bodyTags(body, 'instance')['sigs.k8s.io/cluster-api-provider-aws/bootstrap-data-secret'] ?? null,
        `${names.namespace}/${secretName(d)}`,
      ),
    )
    for (const i of instances(g)) wrong.push(...holdsBody(`instance ${String(at(i, 'id'))}`, at(i, 'data'), d))
    const serving = instances(g).filter((i) => at(i, 'state') === 'InService' && at(i, 'healthy') === true)
    wrong.push(
      ...is('instances in service', serving.length, at(g, 'desired') ?? null),
      ...is('instances', instances(g).length, at(g, 'desired') ?? null),
    )
    return wrong
  }

  return {
    disagreements: (w, d) => {
      const raw = rawOf(w)
      if (!isDeleted(d)) return wanted(raw, d)
      const group = groups(raw)[names.pool]
      const t = templateNamed(raw)
      return [
        ...(group !== undefined && isOurs(tagValues(at(group, 'tags'))) ? ['the group is still there'] : []),
        ...(t !== undefined && isOurs(tagValues(at(t, 'tags'))) ? ['the template is still there'] : []),
      ]
    },
    never: (w) =>
      Object.entries(groups(rawOf(w))).flatMap(([name, g]) => {
        const [low, is, high] = [Number(at(g, 'min')), Number(at(g, 'desired')), Number(at(g, 'max'))]
        return [
          ...(low <= is && is <= high ? [] : [`${name}: desired ${is} is not within ${low} and ${high}`]),
          ...(busyRefreshes(g).length > 1 ? [`${name}: two refreshes at once`] : []),
        ]
      }),
    possible: (d) => {
      if (isDeleted(d)) return true
      const count = ownedCount(d)
      return min(d) <= max(d) && (count === null || (count >= min(d) && count <= max(d)))
    },
    trespasses: (before, after, d) => {
      const [x, y] = [rawOf(before), rawOf(after)]
      const wrong: Array<string> = []
      for (const [name, g] of Object.entries(groups(x))) {
        const other = groups(y)[name]
        if (!isOurs(tagValues(at(g, 'tags'))) || name !== names.pool) {
          if (canonical(g) !== canonical(other ?? null)) wrong.push(`the group ${name} of others was written`)
          continue
        }
        if (other === undefined || at(other, 'goneAt') !== undefined) continue
        wrong.push(...kept(`group`, at(g, 'tags'), at(other, 'tags')))
        wrong.push(...is('hooks of others', items(at(other, 'hooks')).filter(isForeign), items(at(g, 'hooks')).filter(isForeign)))
        wrong.push(...is('suspended processes of others', at(other, 'suspended') ?? null, at(g, 'suspended') ?? null))
        if (ownedCount(d) !== null) continue
        const [low, high] = [Number(at(other, 'min')), Number(at(other, 'max'))]
        // Bounds are ours; what they push is the cloud's doing.
        wrong.push(
          ...is('the count that another owns', at(other, 'desired') ?? null, Math.min(Math.max(Number(at(g, 'desired')), low), high)),
        )
      }
      for (const t of templates(x)) {
        const other = templates(y).find((o) => at(o, 'id') === at(t, 'id'))
        const ours = isOurs(tagValues(at(t, 'tags'))) && at(t, 'name') === names.pool
        if (!ours && canonical(t) !== canonical(other ?? null)) wrong.push(`the template ${String(at(t, 'name'))} of others was written`)
        if (ours && other !== undefined) wrong.push(...kept('template', at(t, 'tags'), at(other, 'tags')))
      }
      return wrong
    },
    shape: (w, d) => {
      const raw = rawOf(w)
      const counted = ownedCount(d) !== null || isDeleted(d)
      return {
        groups: Object.entries(groups(raw)).map(([name, g]) => [
          name,
          groupRows.map((row) => row.read(g)),
          counted ? (at(g, 'desired') ?? null) : null,
          members(at(g, 'tags')),
          rows.map((row) => row.read(launchBody(raw, g))),
          userDataDigest(launchBody(raw, g)) ?? null,
          // Instances of one body are alike whatever order they were born in; those that others count are not counted.
          counted
            ? instances(g)
                .map((i) => looks(i))
                .sort()
            : [...new Set(instances(g).map((i) => looks(i)))].sort(),
          busyRefreshes(g).length,
        ]),
        templates: templates(raw).map((t) => [at(t, 'name') ?? null, members(at(t, 'tags'))]),
      }
      function looks(i: Json): string {
        return canonical([at(i, 'state') ?? null, rows.map((row) => row.read(at(i, 'data')))])
      }
    },
    things: (w) => {
      const raw = rawOf(w)
      return [
        ...Object.entries(groups(raw)).flatMap(([name, g]) =>
          at(g, 'goneAt') === undefined ? [`group ${name} of ${String(at(g, 'createdAt'))}`] : [],
        ),
        ...templates(raw).flatMap((t) => [
          `template ${String(at(t, 'id'))}`,
          ...Object.keys(members(at(t, 'versions'))).map((n) => `version ${n} of ${String(at(t, 'id'))}`),
        ]),
      ]
    },
    moving: (w) =>
      Object.values(groups(rawOf(w))).some(
        (g) => at(g, 'goneAt') !== undefined || busyRefreshes(g).length > 0 || instances(g).some((i) => at(i, 'state') !== 'InService'),
      ),
    text: (w) => canonical(rawOf(w)),
    fewest: (from, to) => fewestCalls(from, to),
    upkeep: [
      'ec2:DeleteLaunchTemplateVersions',
      'ec2:CreateTags',
      'ec2:DeleteTags',
      'autoscaling:CreateOrUpdateTags',
      'autoscaling:DeleteTags',
    ],
    labels: (ops) => [
      ...(ops.includes('autoscaling:StartInstanceRefresh') ? ['rollout'] : []),
      ...(ops.includes('autoscaling:DeleteAutoScalingGroup') ? ['deletion'] : []),
    ],
  }

  /** `aws-api-limits` §6: create 2, resize 1, a version for new instances 1 or 2, template and rollout 2, delete 2. */
  function fewestCalls(from: Desired | null, to: Desired): number | undefined {
    if (isDeleted(to)) return from === null || isDeleted(from) ? 0 : 2
    if (from === null || isDeleted(from)) return 2
    const differs = (row: Row<Maybe>) => canonical(row.want(from)) !== canonical(row.want(to))
    const sized = ownedCount(to) !== null && ownedCount(from) !== ownedCount(to)
    const group = sized || groupRows.some(differs)
    if (ownedCount(to) === null || ownedCount(to) === 0 || ownedCount(from) === 0 || ownedCount(from) === null) return undefined
    const rolls = rows.some(differs) || secretName(from) !== secretName(to)
    if (rolls) return 2 + (group ? 1 : 0)
    const fresh = canonical([userTags(from), secretOf(from) ?? null]) !== canonical([userTags(to), secretOf(to) ?? null])
    return fresh ? 2 : group ? 1 : 0
  }
}

/** Names that the edits of others use. */
export const foreign = 'foreign'
const isForeign = (hook: Json): boolean => String(at(hook, 'LifecycleHookName')).startsWith(foreign)
const kept = (what: string, before: Maybe, after: Maybe): ReadonlyArray<string> =>
  Object.entries(tagValues(before)).flatMap(([k, v]) =>
    k.startsWith(foreign) && tagValues(after)[k] !== v ? [`${what}: the tag ${k} of others was written`] : [],
  )
