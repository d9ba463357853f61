/** One row for each leaf: where the wanted value comes from, how Google says it, how it is written. Lists and links in one normal form. */
import { byText, type Json } from '@poolwright/core/Json'
import { leaf } from '@poolwright/core/Row'
import type { Group, GroupBody, Properties } from './operations.js'
import { poolLabel, type Wanted } from './Wanted.js'

const sorted = (texts: { readonly [key: string]: string }) => Object.fromEntries(Object.entries(texts).sort(([a], [b]) => byText(a, b)))
type Port = { readonly name: string; readonly port: number }
/** In the order of their names, members in one order too: a plan is the same text whatever order Google answers in. */
const ports = (list: ReadonlyArray<Port> = []): ReadonlyArray<Port> =>
  list.map(({ name, port }) => ({ name, port })).sort((a, b) => byText(a.name, b.name))
/** `projects/debian-cloud/global/images/family/debian-12`, however much of the link stands in front of it. */
const short = (link: string): string =>
  link.replace(/^https:\/\/[^/]+\/compute\/v1\//, '').replace(/^projects\/[^/]+\/(?=global\/(networks|healthChecks)\/)/, '')

const inTemplate = leaf<Wanted, Properties>()
/** Templates never change: another value is another template, and instances are replaced if the update policy says so. */
export const templateRows = {
  machineType: inTemplate({
    paths: ['template.machineType'],
    verdict: 'roll',
    want: (w) => w.template.machineType,
    read: (p) => p.machineType,
    write: (machineType) => ({ machineType }),
  }),
  disk: inTemplate({
    paths: ['template.image', 'template.diskSizeGb'],
    verdict: 'roll',
    want: (w) => ({ image: short(w.template.image), size: w.template.diskSizeGb }),
    read: (p) => {
      const disk = p.disks.find((d) => d.boot)?.initializeParams
      return { image: short(disk?.sourceImage ?? ''), size: Number(disk?.diskSizeGb ?? 0) }
    },
    write: ({ image, size }) => ({ disks: [{ boot: true, initializeParams: { sourceImage: image, diskSizeGb: String(size) } }] }),
  }),
  network: inTemplate({
    paths: ['template.network'],
    verdict: 'roll',
    want: (w) => short(w.template.network),
    read: (p) => short(p.networkInterfaces[0]?.network ?? ''),
    write: (network) => ({ networkInterfaces: [{ network }] }),
  }),
  labels: inTemplate({
    paths: ['template.labels'],
    verdict: 'roll',
    want: (w) => sorted({ ...w.template.labels, [poolLabel]: w.name }),
    read: (p) => sorted(p.labels ?? {}),
    write: (labels) => ({ labels }),
  }),
  startupScript: inTemplate({
    paths: ['template.startupScript'],
    verdict: 'roll',
    want: (w) => w.template.startupScript ?? null,
    read: (p) => p.metadata?.items?.find((i) => i.key === 'startup-script')?.value ?? null,
    write: (value) => (value === null ? {} : { metadata: { items: [{ key: 'startup-script', value }] } }),
  }),
}

const inGroup = leaf<Wanted, Group, GroupBody>()
/** What `patch` sets. */
export const groupRows = {
  updateType: inGroup({
    paths: ['updatePolicy.type'],
    verdict: 'inPlace',
    want: (w): string => w.updatePolicy.type,
    read: (g) => g.updatePolicy.type ?? 'OPPORTUNISTIC',
    write: (type) => ({ updatePolicy: { type } }),
  }),
  maxSurge: inGroup({
    paths: ['updatePolicy.maxSurge'],
    verdict: 'inPlace',
    want: (w): number | null => w.updatePolicy.maxSurge,
    read: (g) => g.updatePolicy.maxSurge?.fixed ?? null,
    write: (fixed) => (fixed === null ? {} : { updatePolicy: { maxSurge: { fixed } } }),
  }),
  maxUnavailable: inGroup({
    paths: ['updatePolicy.maxUnavailable'],
    verdict: 'inPlace',
    want: (w): number | null => w.updatePolicy.maxUnavailable,
    read: (g) => g.updatePolicy.maxUnavailable?.fixed ?? null,
    write: (fixed) => (fixed === null ? {} : { updatePolicy: { maxUnavailable: { fixed } } }),
  }),
  autoHealing: inGroup({
    paths: ['autoHealing.healthCheck', 'autoHealing.initialDelaySec'],
    verdict: 'inPlace',
    want: ({ autoHealing: a }) => (a === undefined ? [] : [{ healthCheck: short(a.healthCheck), initialDelaySec: a.initialDelaySec }]),
    read: (g) => (g.autoHealingPolicies ?? []).map((p) => ({ healthCheck: short(p.healthCheck), initialDelaySec: p.initialDelaySec })),
    write: (autoHealingPolicies) => ({ autoHealingPolicies }),
    show: (a): Json => a[0] ?? null,
  }),
}

/** Each set by a request of its own. */
export const sizeRows = {
  targetSize: inGroup({
    paths: ['targetSize'],
    verdict: 'inPlace',
    want: (w) => w.targetSize ?? 0,
    read: (g) => g.targetSize,
    write: (targetSize) => ({ targetSize }),
  }),
}
export const portRows = {
  namedPorts: inGroup({
    paths: ['namedPorts'],
    verdict: 'inPlace',
    want: (w) => ports(w.namedPorts),
    read: (g) => ports(g.namedPorts),
    write: (namedPorts) => ({ namedPorts }),
  }),
}
