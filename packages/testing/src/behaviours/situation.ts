/**
 * What a behaviour is given, as a planner sees it: manifests read from text, and a look.
 * @since 0.1.0
 */
import { classify } from '@poolwright/aws/errors'
import * as Attempt from '@poolwright/core/Attempt'
import * as Fact from '@poolwright/core/Fact'
import { isPlain } from '@poolwright/core/Json'
import * as Key from '@poolwright/core/Key'
import { kubeFacts, poolKeysOf } from '@poolwright/planner/pool/facts'
import type { PoolNouns } from '@poolwright/planner/pool/PoolNouns'
import { recordOf } from '@poolwright/planner/pool/Record'
import { type Read, read } from '@poolwright/schema/read'
import * as O from 'fp-ts/lib/Option.js'
import { type Document, joined, merged } from './Behaviour.js'
import { answered, factsIn, isQuery } from './observed.js'
import { eksFactsIn } from './observedEks.js'
import type { Baseline } from './parse.js'
import { listOf, members, numberOf, textOf } from './parts.js'

/** The time of the first plan. */
export const start: Fact.Millis = 1_700_000_000_000
export const scope: Key.Scope = Key.awsScope('000000000000', 'eu-west-1')

const manifests = ['machinePool', 'pool', 'cluster', 'awsCluster', 'controlPlane', 'secret']

export type Situation = {
  /** By name, the baseline with what is given. */
  readonly documents: Document
  readonly read: Read
  /** The same read strictly, when asked for. */
  readonly strictly: () => Read
  readonly pool: Key.Key | null
  readonly namespace: string
  readonly name: string
}

const withEks = (baseline: Baseline, given: Document): Document => {
  const { eks, variants: _variants, ...rest } = baseline
  if (given['eks'] === undefined) return rest
  const { awsCluster: _none, ...others } = rest
  const { cluster = null, controlPlane = null } = members(eks)
  return { ...others, cluster, controlPlane: merged(controlPlane, given['eks']) }
}
/** What `with` names, in its order, and what is given over it. */
const withVariants = (baseline: Baseline, given: Document): Document => {
  const { with: names, ...rest } = given
  const all = members(baseline['variants'])
  return listOf(names).reduceRight<Document>((over, name) => joined(members(all[textOf(name)]), over), rest)
}
/** Versions are patches themselves: what one takes away has to stay in it. */
const withVersions = (documents: Document, given: Document): Document => {
  const versions = members(members(given['observed'])['versions'])
  const observed = members(documents['observed'])
  return { ...documents, observed: { ...observed, versions: joined(members(observed['versions']), versions) } }
}
const asDeleted = {
  metadata: { deletionTimestamp: '2023-11-14T22:00:00Z', finalizers: ['awsmachinepool.infrastructure.cluster.x-k8s.io'] },
}

export const situationOf = (baseline: Baseline, stated: Document): Situation => {
  const given = withVariants(baseline, stated)
  const { eks: _eks, deleting, fails: _fails, attempts: _attempts, others, ...patch } = given
  const wanted = members(merged(withEks(baseline, given), patch))
  const documents = withVersions(deleting === true ? members(merged(wanted, { pool: asDeleted })) : wanted, given)
  const sources = manifests.flatMap((name) => {
    const document = documents[name]
    return isPlain(document) ? [{ file: `${name}.yaml`, text: JSON.stringify(document) }] : []
  })
  const more = listOf(others).map((document, i) => ({ file: `other-${i + 1}.yaml`, text: JSON.stringify(document) }))
  const files = [...sources, ...more]
  const options = { environment: {}, substitute: false, unknown: 'error' } as const
  const loose = read({ ...options, strict: false })(files)
  const { name, namespace } = members(members(documents['pool'])['metadata'])
  const own = Key.of(textOf(members(documents['pool'])['kind']).toLowerCase(), Key.kubeScope(textOf(namespace)), textOf(name))
  const pool = poolKeysOf(loose.manifests).find((key) => key === own) ?? null
  return {
    documents,
    read: loose,
    strictly: () => read({ ...options, strict: true })(files),
    pool,
    namespace: textOf(namespace),
    name: textOf(name),
  }
}

/** Facts of the host: settings and record, where a behaviour states them. */
const hostFacts = (s: Situation, asOf: Fact.Millis): Fact.Facts => {
  const kind = textOf(members(s.documents['pool'])['kind']).toLowerCase()
  const { settings, record } = s.documents
  return {
    [Key.of('settings', Key.kubeScope(s.namespace), s.name)]: isPlain(settings) ? Fact.present(settings, asOf) : Fact.absent(asOf),
    [recordOf(Key.of(kind, Key.kubeScope(s.namespace), s.name))]: isPlain(record) ? Fact.present(record, asOf) : Fact.absent(asOf),
  }
}

export type Seen = {
  readonly look: Fact.Look<PoolNouns>
  /** Every key that was looked at so far. */
  readonly asked: ReadonlySet<string>
}

type Answer = (key: string) => Fact.Fact<unknown> | undefined

/** A look that asks the first who knows, and notes what it was asked. */
export const lookThrough = (asOf: Fact.Millis, ...answers: ReadonlyArray<Answer>): Seen => {
  const asked = new Set<string>()
  const look = (key: string): Fact.Fact<unknown> => {
    asked.add(key)
    for (const answer of answers) {
      const fact = answer(key)
      if (fact !== undefined) return fact
    }
    return Fact.absent(asOf)
  }
  // The noun in a key types its fact; whoever writes facts down vouches for them.
  return { look: look as Fact.Look<PoolNouns>, asked }
}

/** Nouns whose reads fail, with AWS's code. */
export const failing = (given: Document): Answer => {
  const fails = members(given['fails'])
  return (key) => {
    const code = fails[Key.nounOf(key)]
    return typeof code === 'string' ? Fact.unknown('unreadable', O.some(classify(code, code))) : undefined
  }
}
export const described = (s: Situation, asOf: Fact.Millis): Answer => {
  const facts: Fact.Facts = { ...kubeFacts(s.read.manifests, asOf), ...hostFacts(s, asOf) }
  return (key) => facts[key]
}
export const observed = (s: Situation, asOf: Fact.Millis): Answer => {
  const all = members(s.documents['observed'])
  const facts = { ...factsIn(all, scope, asOf), ...eksFactsIn(all, scope, asOf) }
  return (key) => {
    const { noun, id } = Key.parse(key)
    return isQuery(noun) ? answered(all, noun, id, asOf) : facts[key]
  }
}

/** Failures of steps, as their file states them: `code`, `message`, `count`, and how many seconds to wait yet. */
export const attempted = (s: Situation, given: Document, tokenOf: (step: string) => string | null, asOf: Fact.Millis): Answer => {
  const stated = Object.entries(members(given['attempts'])).flatMap(([step, attempt]) => {
    const { code, message = code, count, wait } = members(attempt)
    const error = classify(textOf(code), textOf(message))
    const token = tokenOf(step) ?? ''
    const fact = Fact.present({ token, error, at: asOf - 15_000, count: numberOf(count), notBefore: asOf + numberOf(wait) * 1_000 }, asOf)
    return s.pool === null ? [] : [[Attempt.keyOf(s.pool, step), fact] as const]
  })
  const facts: Fact.Facts = Object.fromEntries(stated)
  return (key) => facts[key]
}
