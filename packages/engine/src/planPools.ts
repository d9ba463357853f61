/**
 * Plans many pools over one store of facts: plan all, read what they asked for in one batch, plan those again, until nobody asks.
 *
 * A plan that was made from the same facts is not made again. What a plan may depend on besides its facts is the time: a plan with
 * steps or holds is made again when its `next` has come; a plan without any says that nothing waits for time to pass, and stays until
 * a fact changes.
 *
 * @since 0.1.0
 */
import type { AnyAct } from '@poolwright/core/Action'
import * as Attempt from '@poolwright/core/Attempt'
import * as Fact from '@poolwright/core/Fact'
import * as Hold from '@poolwright/core/Hold'
import type { Key } from '@poolwright/core/Key'
import type { Plan } from '@poolwright/core/Plan'
import type { PoolProvider } from '@poolwright/core/Provider'
import * as Requeue from '@poolwright/core/Requeue'
import type { Reader } from './Reader.js'
import { isAborted, type Signal } from './Signal.js'
import type { Cell, Store } from './Store.js'
import * as Turn from './Turn.js'

export type Planned<A extends AnyAct> = {
  readonly plan: Plan<A>
  /** When the plan was made, or last found to be still the plan; `plan.next` counts from here. */
  readonly at: Fact.Millis
  /** The facts that the plan looked at. */
  readonly reads: ReadonlyArray<Key>
  /** The plan is the same object as the last time. */
  readonly reused: boolean
}
export type Plans<A extends AnyAct> = ReadonlyMap<Key, Planned<A>>

export type PlanOptions = {
  /** Facts that can change are to be no older than this, in milliseconds, whatever the plan would put up with. */
  readonly within?: Fact.Millis
  /** Once raised no further read is begun, and the plans so far are what is answered. */
  readonly signal?: Signal | undefined
}

export type PoolPlanner<A extends AnyAct> = {
  readonly plan: (pools: ReadonlyArray<Key>, options?: PlanOptions) => Promise<Plans<A>>
  /** The pools whose plans looked at one of these facts. */
  readonly poolsThatRead: (keys: ReadonlyArray<Key>) => ReadonlySet<Key>
}

export type PlannerParts<A extends AnyAct, N> = {
  readonly provider: Pick<PoolProvider<A, N>, 'plan'>
  readonly store: Store
  readonly read: Reader
  /** What need not be waited for. */
  readonly atHand: (key: Key) => Fact.Fact<unknown> | undefined
  readonly now: () => Fact.Millis
  readonly uidOf: (pool: Key) => string
  /** How often a pool is planned in one pass at most; the depth of what is asked bounds it in practice. */
  readonly rounds: number
}

type Seen = { readonly cell: Cell; readonly maxAge: Fact.Millis | undefined; readonly version: number }
type Memo<A extends AnyAct> = { readonly planned: Planned<A>; readonly seen: ReadonlyArray<Seen>; readonly validUntil: Fact.Millis }

/** What is asked for in one pass: nothing twice, so that a pass ends even where reads fail or take longer than facts live. */
type Pass = { readonly within: Fact.Millis | undefined; readonly tried: Set<Key> }

export const isAtRest = <A extends AnyAct>(plan: Plan<A>): boolean => plan.steps.length === 0 && plan.holds.length === 0

const isWanting = ({ within, tried }: Pass, now: Fact.Millis, cell: Cell, maxAge: Fact.Millis | undefined): boolean => {
  const { fact, lifetime, turn } = cell
  if (fact._tag === 'Unknown' || cell.everyPass) return !tried.has(cell.key)
  const wanted = maxAge ?? lifetime
  const limit = within !== undefined && lifetime !== Infinity ? Math.min(within, wanted) : wanted
  // Whoever wants it younger than that asks for it sooner than its turn comes.
  const isDue = now - fact.asOf > limit || (turn !== undefined && wanted >= lifetime && Turn.hasCome(turn, lifetime, fact.asOf, now))
  return isDue && !tried.has(cell.key)
}

const failed = <A extends AnyAct>(pool: Key, error: unknown): Plan<A> => ({
  pool,
  steps: [],
  holds: [Hold.refused('PW-PLAN-FAILED', [], error instanceof Error ? `${error.name}: ${error.message}` : 'the planner threw no error')],
  findings: [],
  status: null,
  next: Requeue.after(60_000),
})

/** Holds what was refused a short while ago, where the provider has not done so itself. */
const heed = <A extends AnyAct, N>(uid: string, look: Fact.Look<N>, now: Fact.Millis, plan: Plan<A>): Plan<A> => {
  if (plan.steps.every((s) => s.holds.length > 0)) return plan
  // The store answers for every noun, `attempt` included, whatever a provider's own list of nouns says.
  const held = Attempt.heed<A, Attempt.AttemptNouns>(uid, look as unknown as Fact.Look<Attempt.AttemptNouns>, now)(plan)
  if (held === plan) return plan
  return { ...held, steps: held.steps.map((s, i) => (plan.steps[i] !== undefined && plan.steps[i].holds.length > 0 ? plan.steps[i] : s)) }
}

export const makePoolPlanner = <A extends AnyAct, N>(parts: PlannerParts<A, N>): PoolPlanner<A> => {
  const { store, provider, uidOf, atHand } = parts
  const memos = new Map<Key, Memo<A>>()
  const readers = new Map<Key, Set<Key>>()

  /** Whether a fact has to be waited for. What is at hand is taken, once in a pass as well. */
  const isAwaited = (pass: Pass, now: Fact.Millis, cell: Cell, maxAge: Fact.Millis | undefined): boolean => {
    if (!isWanting(pass, now, cell, maxAge)) return false
    const fact = atHand(cell.key)
    if (fact === undefined) return true
    store.put(cell.key, fact, store.mark())
    pass.tried.add(cell.key)
    return false
  }

  /** Plans once. What has to be read before the plan can be believed is added to `need`, and there is no plan yet. */
  const planAnew = (pool: Key, pass: Pass, now: Fact.Millis, isLast: boolean, need: Set<Key>): Planned<A> | undefined => {
    const ages = new Map<Cell, Fact.Millis | undefined>()
    let isProvisional = false
    const answer = (key: Key, maxAge?: Fact.Millis): Fact.Fact<unknown> => {
      const cell = store.cell(key)
      const before = ages.get(cell)
      ages.set(cell, maxAge === undefined ? before : Math.min(maxAge, before ?? Infinity))
      if (!isAwaited(pass, now, cell, maxAge)) return cell.fact
      need.add(key)
      isProvisional = true
      // This plan is thrown away. What was known a while ago leads it to ask for more of what it needs at once.
      return isLast && cell.fact._tag !== 'Unknown' ? Fact.unknown('stale') : cell.fact
    }
    // The noun in a key is what types the fact behind it; the store keeps facts of all nouns.
    const look = answer as Fact.Look<N>
    const plan = planSafely(pool, look, now)
    const seen = [...ages].map(([cell, maxAge]) => ({ cell, maxAge, version: cell.version }))
    const planned = { plan, at: now, reads: seen.map((s) => s.cell.key), reused: false }
    if (isProvisional && !isLast) return undefined
    if (isProvisional) memos.delete(pool)
    else
      memos.set(pool, { planned, seen, validUntil: isAtRest(plan) || plan.next._tag === 'AwaitChange' ? Infinity : now + plan.next.delay })
    for (const key of planned.reads) {
      const pools = readers.get(key)
      if (pools === undefined) readers.set(key, new Set([pool]))
      else pools.add(pool)
    }
    return planned
  }
  const planSafely = (pool: Key, look: Fact.Look<N>, now: Fact.Millis): Plan<A> => {
    try {
      return heed(uidOf(pool), look, now, provider.plan(pool, look, now))
    } catch (error) {
      return failed(pool, error)
    }
  }

  /** Whether the plan still stands; what has to be read before that can be said is added to `need`. */
  const judge = ({ seen, planned, validUntil }: Memo<A>, pass: Pass, now: Fact.Millis, need: Set<Key>): 'stands' | 'unsure' | 'falls' => {
    for (const { cell, version } of seen) if (cell.version !== version && cell.fact._tag !== 'Unknown') return 'falls'
    let verdict: 'stands' | 'unsure' | 'falls' = now >= validUntil || now < planned.at ? 'falls' : 'stands'
    for (const { cell, maxAge, version } of seen)
      if (isAwaited(pass, now, cell, maxAge)) {
        need.add(cell.key)
        verdict = 'unsure'
      } else if (cell.version !== version && verdict === 'stands') verdict = 'falls'
    return verdict
  }
  const reuse = (memo: Memo<A>, now: Fact.Millis): Planned<A> => {
    const { plan, at, reads } = memo.planned
    return { plan, at: isAtRest(plan) ? now : at, reads, reused: true }
  }

  const plan = async (pools: ReadonlyArray<Key>, { within, signal }: PlanOptions = {}): Promise<Plans<A>> => {
    const pass: Pass = { within, tried: new Set() }
    const plans = new Map<Key, Planned<A>>()
    let todo: ReadonlyArray<Key> = [...new Set(pools)]
    for (let round = 1; todo.length > 0 && !isAborted(signal); round++) {
      const now = parts.now()
      const isLast = round >= parts.rounds
      const need = new Set<Key>()
      const again: Array<Key> = []
      for (const pool of todo) {
        const memo = memos.get(pool)
        const verdict = memo === undefined ? 'falls' : judge(memo, pass, now, need)
        const planned =
          memo !== undefined && verdict === 'stands'
            ? reuse(memo, now)
            : verdict === 'falls' || isLast
              ? planAnew(pool, pass, now, isLast, need)
              : undefined
        if (planned === undefined) again.push(pool)
        else plans.set(pool, planned)
      }
      if (need.size === 0 || isLast) break
      await parts.read([...need])
      for (const key of need) pass.tried.add(key)
      todo = again
    }
    return plans
  }

  return {
    plan,
    poolsThatRead: (keys) => new Set(keys.flatMap((key) => [...(readers.get(key) ?? [])])),
  }
}
