/**
 * Behaviour files as text: YAML with a few words for what would be tedious to write out.
 *
 * `$text: name` is a text of the baseline, `$sha256: name` its digest in hex; `$repeat: [text, times]`, `$join: [texts]`;
 * `$concat: [lists]`;
 * `$tags: n` is a map of so many tags, `$taints: n` and `$policies: n` lists of so many, `$longKey: n` a map whose one key has so many characters; `$ignition` and `$ignitionText:
 * [append | merge, version, address]` a stub that fetches Ignition data, as a request carries it, and its text.
 * @since 0.1.0
 */
import { faults } from '@poolwright/core/codec'
import { digest } from '@poolwright/core/digest'
import { isPlain, Json } from '@poolwright/core/Json'
import * as E from 'fp-ts/lib/Either.js'
import { parse as parseYaml } from 'yaml'
import { type Behaviour, BehaviourFile, behaviourOf, type Document } from './Behaviour.js'
import { listOf, members, numberOf, textOf } from './parts.js'

/** What every behaviour starts from: documents by name, observed things, and texts. */
export type Baseline = { readonly [document: string]: Json }
export type Text = { readonly name: string; readonly text: string }

type Words = { readonly [word: string]: (argument: Json) => Json }

const wordsOf = (texts: Document): Words => {
  const text = (name: Json): string => {
    const found = texts[textOf(name)]
    return typeof found === 'string' ? found : `no text is called ${textOf(name)}`
  }
  const stub = (argument: Json): string => {
    const [how, version, source] = listOf(argument).map(textOf)
    const fetched = `{"config":{"${how}":[{"source":"${source}","verification":{}}]`
    const common = `"security":{"tls":{}},"timeouts":{},"version":"${version}"}`
    const rest = '"passwd":{},"storage":{},"systemd":{}}'
    return how === 'append'
      ? `{"ignition":${fetched}},${common},"networkd":{},${rest}`
      : `{"ignition":${fetched},"replace":{"verification":{}}},"proxy":{},${common},"kernelArguments":{},${rest}`
  }
  return {
    $text: text,
    $sha256: (name) => digest(text(name)),
    $repeat: (argument) => {
      const [what, times] = listOf(argument)
      return textOf(what).repeat(numberOf(times))
    },
    $join: (argument) => listOf(argument).map(textOf).join(''),
    $tags: (n) => Object.fromEntries(Array.from({ length: numberOf(n) }, (_, i) => [`tag-${i + 1}`, 'x'])),
    $taints: (n) => Array.from({ length: numberOf(n) }, (_, i) => ({ effect: 'no-schedule', key: `taint-${i + 1}`, value: 'x' })),
    $policies: (n) => Array.from({ length: numberOf(n) }, (_, i) => `arn:aws:iam::000000000000:policy/p-${i + 1}`),
    $concat: (lists) => listOf(lists).flatMap(listOf),
    $longKey: (n) => ({ ['k'.repeat(numberOf(n))]: 'x' }),
    $ignitionText: stub,
    $ignition: (argument) => ({ $text: stub(argument) }),
  }
}

/** The innermost words first, so that they nest. */
const spelledOut =
  (words: Words) =>
  (u: Json): Json => {
    if (Array.isArray(u)) return (u as ReadonlyArray<Json>).map(spelledOut(words))
    if (!isPlain(u)) return u
    const inner = Object.entries(u).map(([k, x]) => [k, spelledOut(words)(x)] as const)
    const [first] = inner
    const word = inner.length === 1 && first !== undefined ? words[first[0]] : undefined
    return word !== undefined && first !== undefined ? word(first[1]) : Object.fromEntries(inner)
  }

const yaml = (text: string): E.Either<string, Json> => {
  const read = E.tryCatch((): unknown => parseYaml(text), String)
  return E.chain((u) => (Json.is(u) ? E.right(u) : E.left('no JSON value')))(read)
}
const textsIn = (baseline: Json): Document => members(members(baseline)['texts'])

export const parseBaseline = (text: string): E.Either<string, Baseline> =>
  E.chain((raw: Json): E.Either<string, Baseline> => {
    const whole = spelledOut(wordsOf(textsIn(raw)))(raw)
    return isPlain(whole) ? E.right(whole) : E.left('a baseline is a mapping')
  })(yaml(text))

/** `name` becomes the behaviour's id. Left: all that is wrong with the file. */
export const parseBehaviour =
  (baseline: Baseline) =>
  ({ name, text }: Text): E.Either<string, Behaviour> => {
    const raw = yaml(text)
    if (E.isLeft(raw)) return E.left(`${name}: ${raw.left}`)
    const file = BehaviourFile.decode(spelledOut(wordsOf(textsIn(baseline)))(raw.right))
    if (E.isLeft(file)) return E.left(`${name}: ${faults(file.left).join('; ')}`)
    const strangers = strangersIn(raw.right)
    if (strangers.length > 0) return E.left(`${name}: no such member: ${strangers.join(', ')}`)
    const behaviour = behaviourOf(name, file.right)
    return behaviour.cases.length > 0 ? E.right(behaviour) : E.left(`${name}: neither then nor cases`)
  }

const known = {
  file: ['title', 'given', 'then', 'again', 'cases', 'differs'],
  given: [
    'machinePool',
    'pool',
    'cluster',
    'awsCluster',
    'controlPlane',
    'eks',
    'with',
    'others',
    'secret',
    'settings',
    'record',
    'observed',
    'fails',
    'attempts',
    'deleting',
  ],
  then: ['calls', 'holds', 'findings', 'problems', 'strict', 'conditions', 'status', 'requeue', 'asked', 'manifests'],
  case: ['name', 'given', 'then', 'again'],
}
/** Members that mean nothing, so that a slip of the pen is not an expectation that nobody checks. */
const strangersIn = (raw: Json): ReadonlyArray<string> => {
  const of = (u: unknown, names: ReadonlyArray<string>) => (isPlain(u) ? Object.keys(u).filter((k) => !names.includes(k)) : [])
  const part = (u: { readonly [k: string]: unknown }) => [
    ...of(u['given'], known.given),
    ...of(u['then'], known.then),
    ...itemsOf(u['again']).flatMap((a) => (isPlain(a) ? of(a['then'], known.then) : [])),
  ]
  if (!isPlain(raw)) return []
  return [
    ...of(raw, known.file),
    ...part(raw),
    ...itemsOf(raw['cases']).flatMap((c) => (isPlain(c) ? [...of(c, known.case), ...part(c)] : [])),
  ]
}
const itemsOf = (u: unknown): ReadonlyArray<unknown> => (Array.isArray(u) ? u : [])
