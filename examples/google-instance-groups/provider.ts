/** The plan: a template that says what is wanted, a group on it, and nothing that is not needed. */
import { heed } from '@poolwright/core/Attempt'
import { type Cause, missing, world } from '@poolwright/core/Change'
import * as Disruption from '@poolwright/core/Disruption'
import type { Look } from '@poolwright/core/Fact'
import { digestOf } from '@poolwright/core/digest'
import * as Hold from '@poolwright/core/Hold'
import * as Key from '@poolwright/core/Key'
import { out, type Plan, type Step, step } from '@poolwright/core/Plan'
import type { PoolProvider } from '@poolwright/core/Provider'
import * as Requeue from '@poolwright/core/Requeue'
import { change, differing, write } from '@poolwright/core/Row'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { type GoogleNouns, nameIn, nouns } from './nouns.js'
import { type GoogleAct, type Group, operations, type Properties, type Template } from './operations.js'
import { groupRows, portRows, sizeRows, templateRows } from './rows.js'
import { ownerOf, type Wanted } from './Wanted.js'

type Steps = ReadonlyArray<Step<GoogleAct>>
const s = step<GoogleAct>()
const zoneOf = (w: Wanted): Key.Scope => `gcp:${w.project}/${w.zone}`
const globalOf = (w: Wanted): Key.Scope => `gcp:${w.project}/global`
const groupKey = (w: Wanted) => Key.of('group', zoneOf(w), w.name)
const templatesKey = (w: Wanted) => Key.of('templates', globalOf(w), w.name)

/** Templates that nothing uses: so many stay, the latest, because going back to one costs nothing then. */
const spare = 2

const some = (causes: ReadonlyArray<Cause>, otherwise: Cause): NonEmptyArray<Cause> => {
  const [first, ...rest] = causes
  return first === undefined ? [otherwise] : [first, ...rest]
}

/** The template that says what is wanted: the one in use if it does, another that does, or a new one, named by its content. */
const planTemplate = (w: Wanted, templates: ReadonlyArray<Template>, group: Group | undefined) => {
  const agrees = (x: Template) => differing(templateRows, w, x.properties).length === 0
  const used = group === undefined ? undefined : templates.find((x) => x.name === nameIn(group.instanceTemplate))
  const causes: ReadonlyArray<Cause> =
    used === undefined ? [] : differing(templateRows, w, used.properties).map(change(templateRows, w, used.properties, templatesKey(w)))
  const found = used !== undefined && agrees(used) ? used : [...templates].reverse().find(agrees)
  if (found !== undefined) return { steps: [], link: found.selfLink, name: found.name, causes }
  // Every row writes its part, so that together they are a whole body.
  const properties = write(templateRows, w) as Properties
  const name = `${w.name}-${digestOf(properties).slice(0, 10)}`
  const insert = s(
    'template',
    globalOf(w),
    'compute:instanceTemplates.insert',
    { name, properties },
    some(causes, missing(templatesKey(w))),
  )
  return { steps: [insert], link: out(insert, 'targetLink'), name, causes }
}

/** What another template, or the order to roll out the one that is there, does to instances. */
const rolling = (w: Wanted, g: Group, moves: boolean): Disruption.Disruption => {
  const { type, maxSurge, maxUnavailable } = w.updatePolicy
  if (type !== 'PROACTIVE' || g.targetSize === 0 || (!moves && g.status.versionTarget.isReached)) return Disruption.inPlace
  const [count, floor] = [g.targetSize, Math.max(0, g.targetSize - maxUnavailable)]
  return { _tag: 'Rolls', count, of: count, floor, surge: maxSurge, seconds: Math.ceil(count / (maxSurge + maxUnavailable)) * 60 }
}

const planGroup = (w: Wanted, g: Group, template: ReturnType<typeof planTemplate>): Steps => {
  const [key, at, name] = [groupKey(w), zoneOf(w), w.name]
  const moves = template.name !== nameIn(g.instanceTemplate)
  const off = differing(groupRows, w, g)
  const causes = [...(moves ? template.causes : []), ...off.map(change(groupRows, w, g, key))]
  const body = { name, ...write(groupRows, w, off), ...(moves ? { instanceTemplate: template.link } : {}) }
  const foreign = world(key, `its template ${nameIn(g.instanceTemplate)} is none of this pool's`)
  const size = w.targetSize
  return [
    ...(moves || off.length > 0
      ? [s('group', at, 'compute:instanceGroupManagers.patch', body, some(causes, foreign), { disruption: rolling(w, g, moves) })]
      : []),
    ...(size === undefined || size === g.targetSize
      ? []
      : [
          s('size', at, 'compute:instanceGroupManagers.resize', { name, size }, [change(sizeRows, w, g, key)('targetSize')], {
            disruption: size < g.targetSize ? Disruption.destroys(g.targetSize - size) : Disruption.none,
          }),
        ]),
    ...differing(portRows, w, g).map((row) =>
      s('ports', at, 'compute:instanceGroups.setNamedPorts', { name, namedPorts: write(portRows, w).namedPorts ?? [] }, [
        change(portRows, w, g, key)(row),
      ]),
    ),
  ]
}

const createGroup = (w: Wanted, template: ReturnType<typeof planTemplate>): Steps => {
  const { name, targetSize = 0 } = w
  const whose = { name, baseInstanceName: name, description: ownerOf(w), instanceTemplate: template.link, targetSize }
  const body = { ...write(groupRows, w), ...write(portRows, w), ...whose }
  return [s('group', zoneOf(w), 'compute:instanceGroupManagers.insert', body, [missing(groupKey(w))])]
}

const deleteTemplate = (w: Wanted, x: Template, why: string, holds: ReadonlyArray<Hold.Hold> = []) =>
  s(`prune ${x.name}`, globalOf(w), 'compute:instanceTemplates.delete', { name: x.name }, [world(templatesKey(w), why)], { holds })

const planFor = (pool: Key.Key, w: Wanted, look: Look<GoogleNouns>): Plan<GoogleAct> => {
  const [key, group, templates] = [groupKey(w), look(groupKey(w)), look(templatesKey(w))]
  const plan = (steps: Steps, holds: ReadonlyArray<Hold.Hold> = [], delay = 600_000): Plan<GoogleAct> => {
    const g = group._tag === 'Present' ? group.value : undefined
    const status = g === undefined ? null : { replicas: g.targetSize, ready: g.status.isStable, template: nameIn(g.instanceTemplate) }
    return { pool, steps, holds, findings: [], status, next: Requeue.after(steps.length > 0 ? 5_000 : delay) }
  }
  if (group._tag === 'Unknown') return plan([], [Hold.awaits('GOOGLE-UNREAD', key, 'the group was not read')], 5_000)
  if (templates._tag === 'Unknown') return plan([], [Hold.awaits('GOOGLE-UNREAD', templatesKey(w), 'the templates were not read')], 5_000)
  if (group._tag === 'Present' && group.value.description !== ownerOf(w))
    return plan([], [Hold.notOurs('GOOGLE-NOT-OURS', key, `a group of this name is there that does not say "${ownerOf(w)}"`)])
  const all = templates._tag === 'Present' ? templates.value : []

  if (w.gone === true) {
    if (group._tag === 'Absent') return plan(all.map((x) => deleteTemplate(w, x, 'the pool is being deleted')))
    // Seen at about the same time as what is under way: a group seen earlier may be gone by now.
    const [still, running] = [look(key, 500), look(Key.of('running', zoneOf(w), w.name), 500)]
    if (still._tag === 'Unknown' || running._tag === 'Unknown')
      return plan([], [Hold.awaits('GOOGLE-UNREAD', key, 'what is under way was not read')], 5_000)
    const going = running._tag === 'Present' && running.value.includes('delete')
    const first = s(
      'group',
      zoneOf(w),
      'compute:instanceGroupManagers.delete',
      { name: w.name },
      [world(key, 'the pool is being deleted')],
      {
        disruption: Disruption.destroys(group.value.targetSize),
      },
    )
    const held = [Hold.awaits('GOOGLE-GROUP-THERE', key, 'the group still uses it, or may')]
    return plan([...(going ? [] : [first]), ...all.map((x) => deleteTemplate(w, x, 'the pool is being deleted', held))])
  }

  if (w.updatePolicy.maxSurge + w.updatePolicy.maxUnavailable < 1) {
    const why = 'one of the two is at least 1, or nothing could ever be replaced'
    return plan([], [Hold.refused('GOOGLE-NO-ROOM', ['updatePolicy.maxSurge', 'updatePolicy.maxUnavailable'], why)])
  }
  const template = planTemplate(w, all, group._tag === 'Present' ? group.value : undefined)
  if (group._tag === 'Absent') return plan([...template.steps, ...createGroup(w, template)])
  const steps = [...template.steps, ...planGroup(w, group.value, template)]
  if (steps.length > 0) return plan(steps)
  const { isStable, versionTarget } = group.value.status
  if (!isStable) return plan([], [], 15_000)
  const unused = versionTarget.isReached ? all.filter((x) => x.name !== template.name) : []
  return plan(unused.slice(0, -spare).map((x) => deleteTemplate(w, x, `no instance uses it, and ${spare} younger ones are kept`)))
}

export const googleInstanceGroups: PoolProvider<GoogleAct, GoogleNouns> = {
  kind: 'GoogleInstanceGroup',
  ops: operations,
  nouns,
  rows: { template: templateRows, group: groupRows, size: sizeRows, ports: portRows },
  plan: (pool, look, now) => {
    const wanted = look(Key.of('wanted', Key.parse(pool).scope, Key.parse(pool).id))
    if (wanted._tag === 'Present') return heed<GoogleAct, GoogleNouns>(pool, look, now)(planFor(pool, wanted.value, look))
    return { pool, steps: [], holds: [], findings: [], status: null, next: Requeue.awaitChange }
  },
}
