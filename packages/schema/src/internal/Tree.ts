/**
 * A parsed document as values with offsets: aliases followed, merge keys merged, nothing of the parser left. A document that
 * repeats itself through aliases shares its parts, so a small file never becomes a large tree.
 */
import type { Json } from '@poolwright/core/Json'
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'

type Scalar = {
  readonly _tag: 'Scalar'
  readonly at: number
  readonly value: null | boolean | number | string
  /** Written without quotes, so that what replaces it is typed anew. */
  readonly plain: boolean
}
type Entry = { readonly at: number; readonly value: Tree }
export type Tree =
  | Scalar
  | { readonly _tag: 'List'; readonly at: number; readonly items: ReadonlyArray<Tree> }
  | { readonly _tag: 'Map'; readonly at: number; readonly entries: ReadonlyMap<string, Entry> }

type TreeFault = {
  readonly code: 'PW-YAML' | 'PW-YAML-DUPLICATE' | 'PW-YAML-ALIASES'
  readonly at: number
  readonly expected: string
  readonly got: string
}
/** The tree is still whole when there are faults: a repeated key keeps its first value, a broken alias is null. */
export type Built = { readonly tree: Tree; readonly faults: ReadonlyArray<TreeFault> }

/** What aliases may blow a document up to. */
const largest = 100_000
/** Repeated keys are told of this often; a document with more of them is no typing error. */
const tellings = 20

/** Builds the tree of one document. Never fails; each alias and key is looked at once. */
export const treeOf = (root: Node | null, start: number): Built => {
  const faults: TreeFault[] = []
  const anchors = new Map<string, { readonly tree: Tree; readonly size: number } | null>()
  let nodes = 0
  const note = (code: TreeFault['code'], at: number, expected: string, got: string): void => {
    if (faults.length < tellings) faults.push({ code, at, expected, got })
  }
  const empty = (at: number): Tree => ({ _tag: 'Scalar', at, value: null, plain: true })
  type Grown = { readonly tree: Tree; readonly size: number }

  const grow = (node: Node | null, near: number): Grown => {
    if (node === null) return { tree: empty(near), size: 1 }
    const at = node.range?.[0] ?? near
    nodes += 1
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target === undefined || target === null) {
        note(
          'PW-YAML-ALIASES',
          at,
          'an alias of something above it',
          target === null ? 'an alias inside of what it names' : 'an unknown alias',
        )
        return { tree: empty(at), size: 1 }
      }
      return { tree: { ...target.tree, at }, size: target.size }
    }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
    if (anchor !== undefined) anchors.set(anchor, null)
    const grown = isMap(node) ? growMap(node.items, at) : isSeq(node) ? growList(node.items, at) : growScalar(node, at)
    if (anchor !== undefined) anchors.set(anchor, grown)
    return grown
  }
  const growScalar = (node: Node, at: number): Grown => {
    if (!isScalar(node)) return { tree: empty(at), size: 1 }
    const plain = node.type === 'PLAIN' || node.type === undefined
    return { tree: { _tag: 'Scalar', at, value: plainValue(node.value), plain }, size: 1 }
  }
  const growList = (items: ReadonlyArray<unknown>, at: number): Grown => {
    const grown = items.map((item) => grow(asNode(item), at))
    return { tree: { _tag: 'List', at, items: grown.map((g) => g.tree) }, size: 1 + total(grown) }
  }
  const growMap = (pairs: ReadonlyArray<Pair>, at: number): Grown => {
    const entries = new Map<string, Entry>()
    const merged: Tree[] = []
    let size = 1
    for (const pair of pairs) {
      const key = asNode(pair.key)
      const keyAt = key?.range?.[0] ?? at
      const value = grow(asNode(pair.value), keyAt)
      size += value.size
      if (!isScalar(key) || key.value === null) {
        note('PW-YAML', keyAt, 'a key that is text', 'another kind of key')
        continue
      }
      const name = key.source ?? String(plainValue(key.value))
      if (name === '<<' && key.type === 'PLAIN') merged.push(...(value.tree._tag === 'List' ? value.tree.items : [value.tree]))
      else if (entries.has(name)) note('PW-YAML-DUPLICATE', keyAt, 'each key once', `${JSON.stringify(name)} again`)
      else entries.set(name, { at: keyAt, value: value.tree })
    }
    for (const from of merged) {
      if (from._tag === 'Map') for (const [name, entry] of from.entries) if (!entries.has(name)) entries.set(name, entry)
    }
    return { tree: { _tag: 'Map', at, entries }, size }
  }

  const { tree, size } = grow(root, start)
  if (size > largest && size > nodes * 2) note('PW-YAML-ALIASES', start, `at most ${largest} values once aliases are followed`, 'more')
  return { tree, faults }
}

const total = (grown: ReadonlyArray<{ readonly size: number }>): number => grown.reduce((sum, g) => sum + g.size, 0)

/** A YAML scalar that JSON has no form for, such as a big integer, is its text. */
const plainValue = (value: unknown): Scalar['value'] =>
  value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
    ? value
    : typeof value === 'bigint'
      ? value.toString()
      : ''

const asNode = (u: unknown): Node | null => (isScalar(u) || isMap(u) || isSeq(u) || isAlias(u) ? u : null)

export type Path = ReadonlyArray<string | number>

/** Fills in one scalar; the path says where it stands. */
export type Fill = (scalar: Scalar, path: () => Path) => Json

/** The JSON value of a tree, each scalar through `fill`. */
export const toJson = (tree: Tree, fill: Fill): Json => {
  const walk = (at: Tree, path: () => Path): Json => {
    if (at._tag === 'Scalar') return fill(at, path)
    if (at._tag === 'List') return at.items.map((item, i) => walk(item, () => [...path(), i]))
    // not fromEntries with a literal: a key named __proto__ must stay a key
    return Object.fromEntries([...at.entries].map(([name, entry]) => [name, walk(entry.value, () => [...path(), name])]))
  }
  return walk(tree, () => [])
}
export const asWritten: Fill = (scalar) => scalar.value

/** `spec.subnets[0].id`; keys that are no plain word stand in brackets and quotes. */
export const printPath = (path: Path): string =>
  path
    .map((part, i) =>
      typeof part === 'number'
        ? `[${part}]`
        : /^[A-Za-z_][A-Za-z0-9_-]*$/.test(part)
          ? `${i === 0 ? '' : '.'}${part}`
          : `[${JSON.stringify(part)}]`,
    )
    .join('')

/** The inverse of `printPath`; what it cannot read it takes as far as it goes. */
export const parsePath = (path: string): Path =>
  [...path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)].map(([, index, quoted, word]) =>
    index !== undefined ? Number(index) : quoted !== undefined ? String(JSON.parse(`"${quoted}"`)) : (word ?? ''),
  )

/** Where a path is written, or the nearest part around it. A mapping or list that has a key is at its key. */
export const offsetOf = (tree: Tree, path: Path, at: number = tree.at): number => {
  const [head, ...rest] = path
  if (head === undefined) return at
  if (tree._tag === 'List' && typeof head === 'number') {
    const item = tree.items[head]
    return item === undefined ? at : offsetOf(item, rest)
  }
  const entry = tree._tag === 'Map' ? tree.entries.get(String(head)) : undefined
  if (entry === undefined) return at
  const scalar = entry.value._tag === 'Scalar' && entry.value.value !== null
  return offsetOf(entry.value, rest, scalar ? entry.value.at : entry.at)
}

/** Where the key of a path's last part is written. */
export const keyOffsetOf = (tree: Tree, path: Path): number => {
  const last = path[path.length - 1]
  const parent = path.slice(0, -1).reduce<Tree | undefined>((at, part) => childOf(at, part), tree)
  return parent?._tag === 'Map' && typeof last === 'string' ? (parent.entries.get(last)?.at ?? offsetOf(tree, path)) : offsetOf(tree, path)
}

const childOf = (tree: Tree | undefined, part: string | number): Tree | undefined =>
  tree?._tag === 'List' && typeof part === 'number'
    ? tree.items[part]
    : tree?._tag === 'Map'
      ? tree.entries.get(String(part))?.value
      : undefined
