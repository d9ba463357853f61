import * as fc from 'fast-check'
import { nearMisses } from '../arbitraries/schedules.js'
import { passesOf, writesIn } from '../History.js'
import { attainable, sane, unique } from '../judging.js'
import { subjectLaw } from '../Law.js'
import * as S from '../Schedule.js'

/** Once at rest, a fresh process writes nothing and plans nothing, also when the cloud's answers come shuffled or thinned. */
export const idempotent = subjectLaw(
  {
    name: 'idempotent',
    says: 'at rest a fresh process finds nothing to do, however the cloud words its answers',
    runs: 100,
    schedules: (inputs) =>
      fc.tuple(nearMisses(inputs, 3), fc.nat(20)).map(([s, n]) => ({
        ...s,
        events: [...s.events, S.settle, S.restart, { do: 'reword', n }, S.pass(), S.wait(61_000), S.pass(), S.wait(3_600_000), S.pass()],
      })),
  },
  async ({ trial, play }, schedule) => {
    const h = await play(schedule)
    const at = h.moments.findIndex((m) => m.event.do === 'restart')
    const after = { ...h, moments: h.moments.slice(at) }
    const wrote = writesIn(after).map((a) => `${a.op} was sent though the world was at rest`)
    const blocked = attainable(trial.agreement, h.desired, h.world)
      ? passesOf(after).flatMap((p) =>
          (p.said?.effects ?? 0) > 0 ? ['a step with an effect was planned though the world was at rest'] : [],
        )
      : []
    return [...sane(trial.agreement, h), ...unique([...wrote, ...blocked])]
  },
)
