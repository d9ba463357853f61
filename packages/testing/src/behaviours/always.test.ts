/** What every behaviour shows besides what its file states: how soon the pool is looked at again, and what its conditions say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPlain, type Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { parseBaseline, parseBehaviour } from './parse.js'
import { listOf, members, textOf } from './parts.js'
import { play } from './run.js'

const folder = join(import.meta.dirname, '../../behaviours')
const fileOf = (path: string): string => readFileSync(join(folder, path), 'utf8')
const right = <A>(e: E.Either<string, A>): A => {
  if (E.isLeft(e)) throw new Error(e.left)
  return e.right
}

/** Everything that an outcome says, by the row's id, its case and its pass. */
const baseline = right(parseBaseline(fileOf('ASG/baseline.yaml')))
const passes = readdirSync(join(folder, 'ASG'))
  .filter((file) => file !== 'baseline.yaml')
  .map((file) => file.replace('.yaml', ''))
  .flatMap((id) => {
    const { cases } = right(parseBehaviour(baseline)({ name: `ASG-${id}`, text: fileOf(`ASG/${id}.yaml`) }))
    return cases.flatMap((c) =>
      play(baseline, c).map((outcome, i) => ({
        at: [id, c.name, ...(i === 0 ? [] : [`pass ${i + 1}`])].filter((x) => x !== '').join(', '),
        states: (i === 0 ? c.then : c.again[i - 1]?.then)?.requeue !== undefined,
        outcome,
      })),
    )
  })

const codes = (u: Json | undefined): ReadonlyArray<string> => listOf(u).map((h) => textOf(members(h)['code']))
const ops = (u: Json | undefined): ReadonlyArray<string> => listOf(u).map((c) => textOf(members(c)['op']))

/** Something that will be over soon is waited for: a read, a permission, a deletion, a rollout that ends, an image, a cluster. */
const passing = /^PW-(WAIT-|READ-DENIED|REFRESH-ENDING|REFRESH-RUNNING|IMAGE-DATE|IMAGE-NONE|SECURITY-GROUP-CORE)/
/** Rows in which instances are on their way though nothing is to be done. */
const moving: ReadonlyArray<string> = ['A17', 'C4, pass 2', 'H8, pass 3', 'W1']
/** A pool that only tidies up, or that somebody paused, is no reason to look again soon. */
const calm: ReadonlyArray<string> = ['D28', 'X10, by its cluster', 'X10, by itself']

describe('every behaviour', () => {
  it('there are all of them', () => expect(passes.length).toBeGreaterThan(200))

  it('looks again after a quarter of a minute while something moves, else after ten minutes, or on a change where the manifests are wrong', () => {
    const usual = ({ at, outcome }: (typeof passes)[number]): Json => {
      const wrong = listOf(outcome['problems']).some((p) => isPlain(p) && p['severity'] === 'error')
      if (wrong || (outcome['status'] === null && listOf(outcome['calls']).length === 0)) return 'change'
      if (calm.includes(at)) return 600
      return ops(outcome['calls']).length > 0 || codes(outcome['holds']).some((c) => passing.test(c)) || moving.includes(at) ? 15 : 600
    }
    expect(
      passes
        .filter((p) => !p.states)
        .flatMap((p) => (p.outcome['requeue'] === usual(p) ? [] : [`${p.at}: ${JSON.stringify(p.outcome['requeue'])}`])),
    ).toEqual([])
  })

  it('says True of everything that is not held, not being made and not gone, and of nothing else', () => {
    const notTrue = (outcome: (typeof passes)[number]['outcome']) =>
      Object.entries(members(outcome['conditions'])).flatMap(([type, c]) =>
        members(c)['status'] === 'True' ? [] : [`${type} ${textOf(members(c)['reason'])}`],
      )
    const wrong = passes.flatMap(({ at, outcome }) => {
      if (outcome['status'] === null) return []
      const calls = ops(outcome['calls'])
      const made = [
        ...(calls.includes('ec2:CreateLaunchTemplate') ? ['LaunchTemplateReady Creating'] : []),
        ...(calls.includes('autoscaling:CreateAutoScalingGroup') ? ['ASGReady Creating'] : []),
      ]
      const said = notTrue(outcome)
      if (at.startsWith('X') && said.some((x) => x.endsWith(' Missing'))) return []
      const others = said.filter((x) => !x.startsWith('Ready '))
      const held = codes(outcome['holds']).length > 0
      const fits = held ? others.length > 0 : others.join() === made.join()
      // The summary has the first reason of all.
      const sums = others.length === 0 ? said.length === 0 : said[0] === `Ready ${others[0]?.split(' ')[1] ?? ''}`
      return fits && sums ? [] : [`${at}: ${said.join(', ')}`]
    })
    expect(wrong).toEqual([])
  })
})
