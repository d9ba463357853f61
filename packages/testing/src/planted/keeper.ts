/**
 * The slips of a controller written by hand, each after something that happened to somebody, with the law that must find it. `after` is
 * as in `awsMachinePool.ts`.
 * @since 0.1.0
 */
import type { Slip } from '../example/keeper.js'

export const slips: ReadonlyArray<{ readonly name: Slip; readonly after: string; readonly law: string }> = [
  { name: 'keeps the id in memory alone', after: 'D5: CAPA#5901, looped until its status was edited', law: 'vanish-safe' },
  { name: 'takes a failed read for nothing there', after: 'D2: tf-aws#46437, tf-aws#41580', law: 'partial-safe' },
  { name: 'writes the size that another owns', after: 'B1: CA#9182; H1: CAPA#2022', law: 'hands-off' },
  { name: 'compares labels as text', after: 'A2: ACK#1950', law: 'idempotent' },
  { name: 'takes an empty colour for no colour', after: '7.8: PR #5788; A1: CAPA#3372', law: 'agrees' },
  { name: 'hangs the lamp only in the pass that made the shelf', after: 'D1: CAPA#53; 7.15', law: 'crash-safe' },
  { name: 'gives up after a failure', after: 'E3: syself/cluster-api-provider-hetzner PR#969', law: 'eventually-stable' },
  { name: 'takes the shelf away before its lamp', after: 'B5: CAPA#3608, CAPI#7559', law: 'legal' },
  { name: 'says the note in an error', after: 'I3: CAPI#3771', law: 'no-leak' },
  { name: 'takes whatever has its name', after: '7.27', law: 'hands-off' },
  { name: 'reads its wishes once', after: 'M1: js#596', law: 'agrees' },
  { name: 'never makes a shelf shorter', after: 'Acto: no way back from a value once set', law: 'recovers' },
  { name: 'says nothing of what it cannot do', after: 'E2: roadmap#1282; F1', law: 'agrees' },
  { name: 'paints in every pass', after: 'C4: xp-aws#847, 70 requests a second', law: 'idempotent' },
]
