/**
 * What was observed, as a person wants to see it.
 * @since 0.1.0
 */
import { isUnfinished } from '@poolwright/aws/InstanceRefresh'
import { showDuration } from '../duration.js'
import type { ObservedGroup, ObservedNodegroup, ObservedWorld } from '../observed.js'
import type { Paint } from './Paint.js'
import { count } from './value.js'

/** With a line feed at its end. */
export const observedText = (paint: Paint, w: ObservedWorld): string => {
  const lines = [
    ...w.groups.flatMap((g) => [...groupText(paint, g), '']),
    ...w.nodegroups.flatMap((n) => [...nodegroupText(paint, n), '']),
    ...templatesText(paint, w),
    ...(w.holds.length === 0 ? [] : ['']),
    ...w.holds.map(({ pool, hold }) => `${paint.held('held')}  ${pool}: ${hold.why} ${paint.dim(`[${hold.code}]`)}`),
  ]
  const running = w.groups.flatMap((g) => g.instances).filter((i) => i.state === 'InService').length
  const parts = [
    count(w.groups.length, 'group'),
    count(running, 'instance') + ' in service',
    ...(w.nodegroups.length === 0 ? [] : [count(w.nodegroups.length, 'node group')]),
    count(w.templates.length, 'template'),
    holdsText(w.holds.length),
  ]
  return [...lines, ...(lines.length > 0 ? [''] : []), `${parts.join(', ')}. ${paint.dim(`It is ${w.time} there.`)}`, ''].join('\n')
}

const holdsText = (n: number): string => (n === 0 ? 'no holds' : count(n, 'hold'))

const groupText = (paint: Paint, g: ObservedGroup): ReadonlyArray<string> => {
  const unfinished = g.refreshes.filter((r) => isUnfinished(r.status))
  const rows = g.instances.map((i) => [
    i.id,
    i.healthy ? i.state : `${i.state}, unhealthy`,
    i.type,
    `version ${i.version}`,
    i.zone,
    ...(i.age === undefined ? [] : [`${showDuration(i.age * 1_000)} old`]),
  ])
  return [
    `${paint.bold(g.name)}  ${g.desired} wanted of ${g.min}–${g.max}, from version ${g.template.version} of ${g.template.id} ${paint.dim(g.scope)}`,
    ...table(rows).map((line) => `  ${line}`),
    ...unfinished.map((r) => `  ${paint.roll(`instance refresh ${r.id}: ${r.status}, ${r.percent}%`)}`),
  ]
}

const nodegroupText = (paint: Paint, n: ObservedNodegroup): ReadonlyArray<string> => {
  const status = n.status === 'ACTIVE' ? n.status : paint.held(n.status)
  const release = n.release === '' ? '' : `, release ${n.release}`
  return [
    `${paint.bold(`${n.cluster}/${n.name}`)}  ${status}, ${n.desired} wanted of ${n.min}–${n.max}, version ${n.version}${release} ${paint.dim(n.scope)}`,
    ...n.groups.map((g) => `  Auto Scaling group ${g}`),
    ...n.issues.map(
      (i) => `  ${paint.held(i.code)}  ${i.message}${i.resources.length === 0 ? '' : ` ${paint.dim(i.resources.join(', '))}`}`,
    ),
  ]
}

const templatesText = (paint: Paint, w: ObservedWorld): ReadonlyArray<string> =>
  table(
    w.templates.map((t) => [
      `${paint.bold(t.name)}`,
      t.id,
      ...(t.versions === undefined ? [] : [`${count(t.versions.length, 'version')} (${t.versions.join(', ')})`]),
      `latest ${t.latestVersion}, default ${t.defaultVersion}`,
    ]),
  )

/** Columns as wide as their widest cell; the last one is not padded. */
const table = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((r) => r[column]?.length ?? 0)))
  return rows.map((r) => r.map((cell, i) => (i === r.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '))
}
