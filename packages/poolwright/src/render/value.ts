/**
 * Values of requests and changes as a person reads them. Secrets are digests by the time they come here, and only their beginning shows.
 * @since 0.1.0
 */
import { isOut } from '@poolwright/core/Action'
import { isPlain } from '@poolwright/core/Json'
import { isSecret } from '@poolwright/core/Secret'

const short = (digest: string): string => digest.slice(0, 12)

/** What a reader makes of user data: two digests. */
const isUserData = (u: unknown): u is { readonly all: string; readonly size: number } =>
  isPlain(u) && typeof u['all'] === 'string' && typeof u['stable'] === 'string' && typeof u['size'] === 'number'

/** One line: `"t3.large"`, `3`, `(none)`, `(LaunchTemplateId of template)`, `(secret 1f0c…)`. */
export const showValue = (u: unknown): string => {
  if (u === null || u === undefined) return '(none)'
  if (isOut(u)) return `(${u.$out[1]} of ${u.$out[0]})`
  if (isSecret(u)) return `(secret ${short(u.$secret)})`
  if (isUserData(u)) return `(${u.size} bytes, digest ${short(u.all)})`
  if (Array.isArray(u)) return `[${u.map(showValue).join(', ')}]`
  if (isPlain(u))
    return `{ ${Object.entries(u)
      .map(([k, x]) => `${k}: ${showValue(x)}`)
      .join(', ')} }`
  return JSON.stringify(u)
}

export type Field = { readonly path: string; readonly value: string }

const names = ['Key', 'ResourceType', 'DeviceName', 'LifecycleHookName', 'Name']
/** How an element of a list is told from its siblings, by what it calls itself or else by its position; and what else it says. */
const labelled = (element: unknown, position: number): { readonly label: string; readonly rest: unknown } => {
  const name = isPlain(element) ? names.find((n) => typeof element[n] === 'string') : undefined
  if (!isPlain(element) || name === undefined) return { label: String(position), rest: element }
  const { [name]: label, ...rest } = element
  return { label: String(label), rest }
}
const isTag = (u: unknown): u is { readonly Key: string; readonly Value: string } =>
  isPlain(u) && typeof u['Key'] === 'string' && typeof u['Value'] === 'string'

/** The leaves of a request, each with its path, such as `LaunchTemplateData.ImageId`; a list of tags is one leaf. */
export const fieldsOf = (u: unknown, path = ''): ReadonlyArray<Field> => {
  if (Array.isArray(u) && u.length > 0 && u.every(isTag)) return [{ path, value: u.map((x) => `${x.Key}=${x.Value}`).join(' ') }]
  const isLeaf = !isPlain(u) || isOut(u) || isSecret(u) || isUserData(u)
  if (Array.isArray(u) && u.some(isPlain)) {
    return u.flatMap((x: unknown, i) => {
      const { label, rest } = labelled(x, i)
      const at = `${path}[${label}]`
      return fieldsOf(rest, at)
    })
  }
  if (isLeaf) return [{ path, value: showValue(u) }]
  return Object.entries(u)
    .filter(([, x]) => x !== undefined)
    .flatMap(([k, x]) => fieldsOf(x, path === '' ? k : `${path}.${k}`))
}

/** `EC2`-like runs of capitals stay as they are: `CreateAutoScalingGroup` is `create auto scaling group`. */
export const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(' ')
    .map((w) => (/^[A-Z]{2,}$/.test(w) ? w : w.toLowerCase()))
    .join(' ')
    .replace('nodegroup', 'node group')

/** `40 s`, `6 min`, `1 h 10 min`. */
export const showSeconds = (seconds: number): string => {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}

/** `1 step`, `2 steps`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

/** Lines of at most `width` characters, broken between words. */
export const wrap = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
