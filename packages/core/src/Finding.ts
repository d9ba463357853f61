/**
 * Something that a person should know; it holds nothing up.
 * @since 0.1.0
 */
import * as t from 'io-ts'
import { oneOf } from './codec.js'

export type Severity = 'info' | 'warning' | 'error'
export type Finding = {
  readonly severity: Severity
  readonly code: string
  readonly message: string
  /** Where in the manifests it comes from; empty when it is about the world. */
  readonly paths: ReadonlyArray<string>
}

export const Finding: t.Type<Finding, unknown> = t.readonly(
  t.exact(t.type({ severity: oneOf('info', 'warning', 'error'), code: t.string, message: t.string, paths: t.readonlyArray(t.string) })),
  'Finding',
)

export const info = (code: string, message: string, paths: ReadonlyArray<string> = []): Finding => ({
  severity: 'info',
  code,
  message,
  paths,
})
export const warning = (code: string, message: string, paths: ReadonlyArray<string> = []): Finding => ({
  severity: 'warning',
  code,
  message,
  paths,
})
export const error = (code: string, message: string, paths: ReadonlyArray<string> = []): Finding => ({
  severity: 'error',
  code,
  message,
  paths,
})
