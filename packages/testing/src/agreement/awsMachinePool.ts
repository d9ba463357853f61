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
import { canonical, type Json } from '@poolwright/core/Json'
import { once } from '@poolwright/core/once'
import type { Desired } from '../Desired.js'
import type { Agreement } from '../Trial.js'
import {
  clashes,
  isDeleted,
  isNowhere,
  isVolatile,
  max,
  min,
  names,
  neverRolls,
  ownedCount,
  secretName,
  secretOf,
  spec,
  tags,
  userData,
  userTags,
} from './documents.js'
import type { Images } from './images.js'
import {
  at,
  bodyTags,
  foreign,
  hooksIn,
  instances,
  is,
  isForeignHook,
  items,
  type Maybe,
  type Members,
  members,
  secretIn,
  serving,
  unbounded,
  valuesOf,
  withoutData,
  word,
} from './raw.js'
import { bodyRows, groupRows, type Row } from './table.js'

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
  return at(t, 'versions', word(number), 'data')
}
const unfinished = ['Pending', 'InProgress', 'Baking', 'Cancelling', 'RollbackInProgress']
const busyRefreshes = (g: Maybe) => items(at(g, 'refreshes')).filter((r) => unfinished.includes(word(at(r, 'status'))))
const userDataDigest = (b: Maybe): Maybe => at(b, 'UserData', 'all')

/** Whether a thing bears the mark of this pool's cluster and not another pool's. */
const isOurs = (tagged: Members): boolean =>
  tagged[`sigs.k8s.io/cluster-api-provider-aws/cluster/${names.cluster}`] === 'owned' &&
  (tagged['poolwright.dev/pool'] === undefined || tagged['poolwright.dev/pool'] === `${names.namespace}/${names.pool}`)

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
  // Parts of a world that did not change are the same object in the next one.
  const inBody = once((body: Maybe) => rows.map((row) => row.read(body)))
  const looks = once((i: Maybe) => canonical([at(i, 'state') ?? null, inBody(at(i, 'data'))]))
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
    wrong.push(...hasTags('group', valuesOf(at(g, 'tags')), tags(d)))
    wrong.push(...distribution(g, d), ...hooksIn(g, items(spec(d, 'lifecycleHooks'))), ...processesOf(g, d))
    const t = templateNamed(raw)
    if (t === undefined) return [...wrong, 'there is no template']
    wrong.push(...is('the template of the group', at(reference(g), 'LaunchTemplateId') ?? null, at(t, 'id') ?? null))
    wrong.push(...hasTags('template', valuesOf(at(t, 'tags')), tags(d)))
    const body = launchBody(raw, g)
    if (body === undefined) return [...wrong, 'the version that the group names is not there']
    wrong.push(...holdsBody('template', body, d))
    wrong.push(
      ...is('instance tags', withoutData(bodyTags(body, 'instance')), tags(d)),
      ...is('volume tags', withoutData(bodyTags(body, 'volume')), tags(d)),
    )
    const data = userData(d)
    wrong.push(...is('Secret.data.value: user data', userDataDigest(body) ?? null, digest(data.text)))
    if (data.stored !== null)
      wrong.push(
        ...is('what instances fetch', at(region(raw), 'buckets', names.bucket, data.stored.key, 'digest') ?? null, data.stored.digest),
      )
    wrong.push(...is('the Secret of the user data', secretIn(body), `${names.namespace}/${secretName(d)}`))
    for (const i of instances(g)) {
      const what = `instance ${word(at(i, 'id'))}`
      // Another Secret replaces instances; other bytes under the same name need not.
      if (neverRolls(d)) continue
      wrong.push(
        ...holdsBody(what, at(i, 'data'), d),
        ...is(`${what}: its Secret`, secretIn(at(i, 'data')), `${names.namespace}/${secretName(d)}`),
      )
    }
    return [...wrong, ...serving(g)]
  }

  return {
    disagreements: (w, d) => {
      const raw = rawOf(w)
      if (!isDeleted(d)) return wanted(raw, d)
      const group = groups(raw)[names.pool]
      const t = templateNamed(raw)
      return [
        ...(group !== undefined && isOurs(valuesOf(at(group, 'tags'))) ? ['the group is still there'] : []),
        ...(t !== undefined && isOurs(valuesOf(at(t, 'tags'))) ? ['the template is still there'] : []),
      ]
    },
    never: (w) =>
      Object.entries(groups(rawOf(w))).flatMap(([name, g]) => [
        ...unbounded(name, g),
        ...(busyRefreshes(g).length > 1 ? [`${name}: two refreshes at once`] : []),
      ]),
    possible: (d) => {
      if (isDeleted(d)) return true
      const count = ownedCount(d)
      return !clashes(d) && !isNowhere(d) && min(d) <= max(d) && (count === null || (count >= min(d) && count <= max(d)))
    },
    trespasses: (before, after, d) => {
      const [x, y] = [rawOf(before), rawOf(after)]
      const wrong: Array<string> = []
      for (const [name, g] of Object.entries(groups(x))) {
        const other = groups(y)[name]
        if (!isOurs(valuesOf(at(g, 'tags'))) || name !== names.pool) {
          if (canonical(g) !== canonical(other ?? null)) wrong.push(`the group ${name} of others was written`)
          continue
        }
        if (other === undefined || at(other, 'goneAt') !== undefined) continue
        wrong.push(...kept(`group`, at(g, 'tags'), at(other, 'tags')))
        wrong.push(...is('hooks of others', items(at(other, 'hooks')).filter(isForeignHook), items(at(g, 'hooks')).filter(isForeignHook)))
        wrong.push(...is('suspended processes of others', ofOthers(other), ofOthers(g)))
        if (ownedCount(d) !== null) continue
        const [low, high] = [Number(at(other, 'min')), Number(at(other, 'max'))]
        // Bounds are ours; what they push is the cloud's doing.
        wrong.push(
          ...is('the count that another owns', at(other, 'desired') ?? null, Math.min(Math.max(Number(at(g, 'desired')), low), high)),
        )
      }
      for (const t of templates(x)) {
        const other = templates(y).find((o) => at(o, 'id') === at(t, 'id'))
        const ours = isOurs(valuesOf(at(t, 'tags'))) && at(t, 'name') === names.pool
        if (!ours && canonical(t) !== canonical(other ?? null)) wrong.push(`the template ${word(at(t, 'name'))} of others was written`)
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
          inBody(launchBody(raw, g)),
          userDataDigest(launchBody(raw, g)) ?? null,
          // Instances of one body are alike whatever order they were born in; those that others count may be none, and those that stay may be any.
          counted && !neverRolls(d) ? instances(g).map(looks).sort() : null,
          busyRefreshes(g).length,
        ]),
        templates: templates(raw).map((t) => [at(t, 'name') ?? null, members(at(t, 'tags'))]),
      }
    },
    things: (w) => {
      const raw = rawOf(w)
      return [
        ...Object.entries(groups(raw)).flatMap(([name, g]) =>
          at(g, 'goneAt') === undefined ? [`group ${name} of ${word(at(g, 'createdAt'))}`] : [],
        ),
        ...templates(raw).flatMap((t) => [
          `template ${word(at(t, 'id'))}`,
          ...Object.keys(members(at(t, 'versions'))).map((n) => `version ${n} of ${word(at(t, 'id'))}`),
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
      's3:DeleteObject',
      'ec2:CreateTags',
      'ec2:DeleteTags',
      'autoscaling:PutLifecycleHook',
      'autoscaling:DeleteLifecycleHook',
      'autoscaling:SuspendProcesses',
      'autoscaling:ResumeProcesses',
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
    if (from === null || isDeleted(from)) return 2 + puts(to)
    const differs = (row: Row<Maybe>) => canonical(row.want(from)) !== canonical(row.want(to))
    const sized = ownedCount(to) !== null && ownedCount(from) !== ownedCount(to)
    const shared = canonical(distributionOf(from)) !== canonical(distributionOf(to))
    const group = sized || shared || groupRows.some(differs)
    if (ownedCount(to) === null || ownedCount(to) === 0 || ownedCount(from) === 0 || ownedCount(from) === null) return undefined
    const rolls = rows.some(differs) || secretName(from) !== secretName(to)
    const stores = canonical(userData(from).stored) === canonical(userData(to).stored) ? 0 : puts(to)
    // A group that is to follow the latest version is told so before it is rolled; one that is not any more, by the rollout.
    const follows = isVolatile(secretOf(to)) && !isVolatile(secretOf(from))
    if (rolls) return 2 + stores + (group || follows ? 1 : 0)
    const given = (d: Desired): Json => [userTags(d), secretOf(d) ?? null, userData(d).text]
    return canonical(given(from)) !== canonical(given(to)) ? 2 + stores : group ? 1 : 0
  }
}

/** One call puts bootstrap data into the bucket. */
const puts = (d: Desired): number => (userData(d).stored === null ? 0 : 1)

/** The API's own page, "InstancesDistribution". */
const distributionDefaults = {
  onDemandAllocationStrategy: 'prioritized',
  onDemandBaseCapacity: 0,
  onDemandPercentageAboveBaseCapacity: 100,
  spotAllocationStrategy: 'lowest-price',
}
/** Of a policy, its distribution: once it is there, what it leaves out has AWS's defaults. */
const distributionOf = (d: Desired): Members => {
  const asked = spec(d, 'mixedInstancesPolicy', 'instancesDistribution')
  return asked === undefined ? {} : { ...distributionDefaults, ...members(asked) }
}
const distribution = (g: Maybe, d: Desired): ReadonlyArray<string> => {
  const got = at(g, 'source', 'MixedInstancesPolicy', 'InstancesDistribution')
  return Object.entries(distributionOf(d)).flatMap(([name, value]) =>
    is(`mixedInstancesPolicy.instancesDistribution.${name}`, at(got, `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`) ?? null, value),
  )
}
/** User guide, "Suspend and resume Amazon EC2 Auto Scaling processes": each is called as the manifest calls it, but for its beginning. */
const processes: { readonly [name: string]: string } = {
  ...Object.fromEntries(
    ['launch', 'terminate', 'addToLoadBalancer', 'alarmNotification', 'healthCheck', 'instanceRefresh', 'replaceUnhealthy'].map((name) => [
      name,
      `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
    ]),
  ),
  azRebalance: 'AZRebalance',
  scheduledActions: 'ScheduledActions',
}
/** The process that others suspend here; the rest is these documents' business. */
export const foreignProcess = 'ScheduledActions'
const suspendedIn = (g: Maybe): ReadonlyArray<string> => Object.keys(members(at(g, 'suspended')))
const processesOf = (g: Maybe, d: Desired): ReadonlyArray<string> => {
  const all = spec(d, 'suspendProcesses', 'all') === true
  return Object.entries(processes).flatMap(([name, process]) => {
    const said = spec(d, 'suspendProcesses', 'processes', name)
    return (said === true || (all && said !== false)) && !suspendedIn(g).includes(process)
      ? [`suspendProcesses: ${name} is not suspended`]
      : []
  })
}
const ofOthers = (g: Maybe): Json => [...suspendedIn(g).filter((name) => name === foreignProcess)]

const kept = (what: string, before: Maybe, after: Maybe): ReadonlyArray<string> =>
  Object.entries(valuesOf(before)).flatMap(([k, v]) =>
    k.startsWith(foreign) && valuesOf(after)[k] !== v ? [`${what}: the tag ${k} of others was written`] : [],
  )
