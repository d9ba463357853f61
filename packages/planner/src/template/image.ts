/**
 * Which image instances start from: the one named, or the newest that a look-up finds. A look-up's answer is pinned: as long as the
 * image in use is among what the same question finds, a newer one is only told of, unless the settings say otherwise.
 * @since 0.1.0
 */
import type { Image } from '@poolwright/aws/lookups'
import { queryId } from '@poolwright/aws/nouns'
import type { Look } from '@poolwright/core/Fact'
import * as Finding from '@poolwright/core/Finding'
import * as Hold from '@poolwright/core/Hold'
import { byText } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import type { AWSLaunchTemplate } from '@poolwright/schema/AWSLaunchTemplate'
import type { PoolNouns } from '../pool/PoolNouns.js'
import { open, type Resolution, sure, waitFor } from '../pool/Resolution.js'
import type { Settings } from '../pool/Settings.js'

/** Where images are looked for, where neither pool nor cluster says: the community's builds. */
export const defaultLookup = { format: 'capa-ami-{{.BaseOS}}-?{{.K8sVersion}}-*', owner: '819546954734', baseOS: 'ubuntu-24.04' } as const

type Lookup = { readonly imageLookupFormat?: string; readonly imageLookupOrg?: string; readonly imageLookupBaseOS?: string }

/** What the choice of an image depends on. */
export type ImageQuestion = {
  readonly look: Look<PoolNouns>
  readonly scope: Key.Scope
  readonly spec: AWSLaunchTemplate
  /** The cluster's own look-up, used member by member where the pool says nothing. */
  readonly cluster: Lookup
  readonly version: string | undefined
  /** Types of the mixed instances policy. */
  readonly overrides: ReadonlyArray<string>
  readonly eks: boolean
  readonly policy: Settings['imageLookup']
  /** Images of the versions in use, the most wanted first. */
  readonly inUse: ReadonlyArray<string>
}

export type Chosen = { readonly id: string | null; readonly image: Image | null }
const nothing: Chosen = { id: null, image: null }
const lt = 'awsLaunchTemplate'
const versionPath = 'MachinePool.spec.template.spec.version'

const first = (...texts: ReadonlyArray<string | undefined>): string | undefined => texts.find((s) => s !== undefined && s !== '')
const withoutV = (version: string): string => (version.startsWith('v') ? version.slice(1) : version)

/** The name to look for. */
const nameOf = (format: string, baseOS: string, version: string): string =>
  format.replace(/\{\{\s*\.BaseOS\s*\}\}/g, baseOS).replace(/\{\{\s*\.K8sVersion\s*\}\}/g, withoutV(version))

/** The named image, or the answer of the look-up that fits. */
export const chooseImage = (q: ImageQuestion): Resolution<Chosen> => {
  const id = first(q.spec.ami?.id)
  if (id !== undefined) return sure({ id, image: null })
  if (q.version === undefined || q.version === '')
    return open(
      nothing,
      Hold.refused('PW-IMAGE-VERSION', [versionPath, `${lt}.ami.id`], 'an image is looked up by version, and the MachinePool has none'),
    )
  const architecture = architectureOf(q)
  if (architecture.holds.length > 0) return { value: nothing, holds: architecture.holds, findings: architecture.findings }
  const custom = [q.spec, q.cluster].some((l) => first(l.imageLookupFormat, l.imageLookupOrg, l.imageLookupBaseOS) !== undefined)
  const chosen = q.eks && !custom ? byParameter(q, q.version, architecture.value) : byName(q, q.version, architecture.value)
  return architecture.findings.length === 0 ? chosen : { ...chosen, findings: [...architecture.findings, ...chosen.findings] }
}

/** Of the first type; the types of a policy must have the same. A type that says nothing is taken as x86_64, and said so. */
const architectureOf = (q: ImageQuestion): Resolution<string> => {
  const types = [...new Set([first(q.spec.instanceType), ...q.overrides].filter((x) => x !== undefined))]
  const found: Array<readonly [string, string]> = []
  const findings: Array<Finding.Finding> = []
  for (const type of types) {
    const key = Key.of('instanceType', q.scope, type)
    const fact = q.look(key)
    if (fact._tag === 'Unknown' && !(fact.why === 'unreadable' && fact.error._tag === 'Some' && fact.error.value._tag === 'Denied'))
      return open('x86_64', waitFor(key, fact))
    const supported = fact._tag === 'Present' ? (fact.value.ProcessorInfo?.SupportedArchitectures ?? []) : []
    const architecture = supported.find((a) => a === 'x86_64' || a === 'arm64')
    if (architecture === undefined)
      findings.push(
        Finding.warning('PW-ASSUMED-ARCHITECTURE', `the architecture of ${type} is not known; x86_64 is assumed`, [`${lt}.instanceType`]),
      )
    found.push([type, architecture ?? 'x86_64'])
  }
  const [main] = found
  const other = found.find(([, a]) => a !== main?.[1])
  if (main !== undefined && other !== undefined)
    return open(
      main[1],
      Hold.refused(
        'PW-ARCHITECTURES',
        [`${lt}.instanceType`, 'mixedInstancesPolicy.overrides[].instanceType'],
        `${main[0]} is ${main[1]} and ${other[0]} is ${other[1]}: no image runs on both`,
      ),
    )
  return sure(main?.[1] ?? 'x86_64', ...findings)
}

const byName = (q: ImageQuestion, version: string, architecture: string): Resolution<Chosen> => {
  const owner = first(q.spec.imageLookupOrg, q.cluster.imageLookupOrg) ?? defaultLookup.owner
  const baseOS = first(q.spec.imageLookupBaseOS, q.cluster.imageLookupBaseOS) ?? defaultLookup.baseOS
  const format = first(q.spec.imageLookupFormat, q.cluster.imageLookupFormat) ?? defaultLookup.format
  const name = nameOf(format, baseOS, version)
  const key = Key.of('images', q.scope, queryOf(q.spec, name, owner, architecture))
  const fact = q.look(key)
  if (fact._tag === 'Unknown') return open(nothing, waitFor(key, fact))
  const images = fact._tag === 'Present' ? fact.value : []
  const undated = images.find((i) => Number.isNaN(Date.parse(i.CreationDate ?? '')))
  if (undated !== undefined)
    return open(
      nothing,
      Hold.awaits('PW-IMAGE-DATE', key, `${undated.ImageId} has no creation date that can be read: ${undated.CreationDate ?? 'none'}`),
    )
  const newest = [...images].sort(newestFirst)[0]
  if (newest === undefined)
    return open(
      nothing,
      Hold.awaits('PW-IMAGE-NONE', key, `no image of owner ${owner} is called ${name} (${architecture}, available, hvm)`),
    )
  const used = q.policy === 'roll' ? undefined : images.find((i) => i.ImageId === q.inUse.find((x) => images.some((y) => y.ImageId === x)))
  const image = used ?? newest
  return sure({ id: image.ImageId, image }, ...newer(q, image.ImageId, newest.ImageId))
}

const queries = new WeakMap<AWSLaunchTemplate, { readonly about: string; readonly id: string }>()
/** The question as the id of a fact; the last one of a spec is kept, as putting it together costs more than all that is done with it. */
const queryOf = (spec: AWSLaunchTemplate, name: string, owner: string, architecture: string): string => {
  const about = `${architecture} ${owner} ${name}`
  const known = queries.get(spec)
  if (known?.about === about) return known.id
  const id = queryId([
    { Name: 'architecture', Values: [architecture] },
    { Name: 'name', Values: [name] },
    { Name: 'owner-id', Values: [owner] },
    { Name: 'state', Values: ['available'] },
    { Name: 'virtualization-type', Values: ['hvm'] },
  ])
  queries.set(spec, { about, id })
  return id
}

/** By date, and among equal dates by id, so that the choice is one. */
const newestFirst = (x: Image, y: Image): number => byText(y.CreationDate ?? '', x.CreationDate ?? '') || byText(y.ImageId, x.ImageId)

const newer = (q: ImageQuestion, used: string, newest: string): ReadonlyArray<Finding.Finding> =>
  used === newest
    ? []
    : [
        (q.policy === 'notify' ? Finding.warning : Finding.info)(
          'PW-IMAGE-NEWER',
          `the look-up finds ${newest} by now; the pool stays with ${used}`,
          [`${lt}.ami.id`, versionPath],
        ),
      ]

const families = {
  AmazonLinux: { x86_64: 'amazon-linux-2', arm64: 'amazon-linux-2-arm64' },
  AmazonLinuxGPU: { x86_64: 'amazon-linux-2-gpu', arm64: 'amazon-linux-2-gpu' },
  AmazonLinux2023: { x86_64: 'amazon-linux-2023/x86_64/standard', arm64: 'amazon-linux-2023/arm64/standard' },
  AmazonLinux2023GPU: { x86_64: 'amazon-linux-2023/x86_64/nvidia', arm64: 'amazon-linux-2023/x86_64/nvidia' },
} as const
/** The first minor release of Kubernetes 1 for which there is no Amazon Linux 2. */
const lastOfLinux2 = 32

/** EKS's own images, by the parameter that names the newest. */
const byParameter = (q: ImageQuestion, version: string, architecture: string): Resolution<Chosen> => {
  const [major = '', minor = ''] = withoutV(version).split('.')
  const asked = q.spec.ami?.eksLookupType
  const path = `${lt}.ami.eksLookupType`
  const ends = asked?.startsWith('AmazonLinux2023') !== true
  if (ends && Number(minor) > lastOfLinux2)
    return open(
      nothing,
      Hold.refused(
        'PW-IMAGE-FAMILY',
        [path, versionPath],
        `EKS has no Amazon Linux 2 image for ${major}.${minor}; choose AmazonLinux2023 in ${path}`,
      ),
    )
  const family = families[asked ?? 'AmazonLinux'][architecture === 'arm64' ? 'arm64' : 'x86_64']
  const name = `/aws/service/eks/optimized-ami/${major}.${minor}/${family}/recommended/image_id`
  const key = Key.of('parameter', q.scope, name)
  const fact = q.look(key)
  if (fact._tag === 'Unknown') return open(nothing, waitFor(key, fact))
  if (fact._tag === 'Absent') return open(nothing, Hold.awaits('PW-IMAGE-NONE', key, `there is no parameter ${name}`))
  const newest = fact.value
  const used = q.inUse[0]
  const why = `EKS has no Amazon Linux 2 image after Kubernetes 1.${lastOfLinux2}; AmazonLinux2023 in ${path} goes on`
  const said = ends ? [Finding.warning('PW-IMAGE-FAMILY', why, [path])] : []
  if (q.policy === 'roll' || used === undefined || used === newest) return sure({ id: newest, image: null }, ...said)
  // A parameter names one image only, so that the names of both say whether they are releases of the same.
  const [mine, theirs] = [used, newest].map((id) => [Key.of('image', q.scope, id), q.look(Key.of('image', q.scope, id))] as const)
  if (mine?.[1]._tag === 'Unknown') return open(nothing, waitFor(mine[0], mine[1]))
  if (theirs?.[1]._tag === 'Unknown') return open(nothing, waitFor(theirs[0], theirs[1]))
  const [x, y] = [mine, theirs].map((m) => (m?.[1]._tag === 'Present' ? releaseless(m[1].value.Name) : undefined))
  return x !== undefined && x === y
    ? sure({ id: used, image: null }, ...said, ...newer(q, used, newest))
    : sure({ id: newest, image: null }, ...said)
}

/** `amazon-eks-node-1.31-v20260101` without its date. */
const releaseless = (name: string | undefined): string | undefined => name?.replace(/-v?\d{8}.*/, '')
