import { show } from '@poolwright/core/CloudError'
import { schedules } from '../arbitraries/schedules.js'
import { askedIn, passesOf } from '../History.js'
import { unique } from '../judging.js'
import { subjectLaw } from '../Law.js'
import { story } from '../story.js'

/** Canaries in every secret leaf are never seen in plans, statuses, findings, errors, the record or the written world. */
export const noLeak = subjectLaw(
  {
    name: 'no-leak',
    says: 'no secret is ever seen outside the request that carries it',
    runs: 60,
    schedules: (inputs, strength) =>
      schedules(inputs, { strength, moves: 2, deletions: 10, mischief: { faults: ['error', 'lost', 'crash'], restarts: true } }),
  },
  async ({ trial, play }, schedule) => {
    const h = await play(schedule)
    const outputs: ReadonlyArray<readonly [where: string, text: string]> = [
      ...passesOf(h).map((p) => ['what a pass says', JSON.stringify(p.said ?? null)] as const),
      ...passesOf(h).map((p) => ['what a pass threw', p.threw ?? ''] as const),
      ...askedIn(h).map((a) => ['an error', a.error === null ? '' : show(a.error)] as const),
      [
        'the story',
        story(h)
          .filter((x) => !x.includes('wanted: '))
          .slice(1)
          .join('\n'),
      ],
      ['the record', JSON.stringify(passesOf(h).map((p) => p.record))],
      ['the written world', trial.agreement.text(h.world)],
    ]
    const words = trial.inputs.canaries.flatMap(spellings)
    return unique(outputs.flatMap(([where, text]) => (words.some((w) => text.includes(w)) ? [`${where} holds a secret`] : [])))
  },
)

/** A text as it stands, in hex, and in base64 at each of the three places where it may begin; the ends, which neighbours change, are cut. */
const spellings = (text: string): ReadonlyArray<string> => {
  const codes = [...text].map((c) => c.charCodeAt(0))
  const hex = codes.map((c) => c.toString(16).padStart(2, '0')).join('')
  return [text, hex, ...[0, 1, 2].map((skip) => base64(codes.slice(skip)).slice(0, -4))]
}
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const base64 = (codes: ReadonlyArray<number>): string => {
  const bits = codes.map((c) => c.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{6}/g) ?? []).map((six) => digits[parseInt(six, 2)] ?? '').join('')
}
