/**
 * Colours, or none.
 * @since 0.1.0
 */
import type { Console } from '../Console.js'
import picocolors from 'picocolors'

export type Style = (text: string) => string
export type Paint = {
  readonly bold: Style
  readonly dim: Style
  readonly create: Style
  readonly change: Style
  readonly destroy: Style
  readonly roll: Style
  readonly held: Style
}
export type When = 'auto' | 'always' | 'never'

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''

/** `--color` wins; then NO_COLOR (https://no-color.org), then FORCE_COLOR; else only a terminal gets colours. */
export const wanted = (when: When, console: Pick<Console, 'env' | 'isTerminal'>): boolean => {
  if (when !== 'auto') return when === 'always'
  if (isSet(console.env['NO_COLOR'])) return false
  const forced = console.env['FORCE_COLOR']
  if (isSet(forced)) return forced !== '0' && forced !== 'false'
  return console.isTerminal && console.env['TERM'] !== 'dumb'
}

export const paint = (enabled: boolean): Paint => {
  const c = picocolors.createColors(enabled)
  return { bold: c.bold, dim: c.dim, create: c.green, change: c.yellow, destroy: c.red, roll: c.magenta, held: c.cyan }
}

/** No colours: for files, tests and comparing. */
export const plain: Paint = paint(false)
