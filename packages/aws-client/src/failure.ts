/**
 * What an SDK throws, as a `CloudError`: the one place where exceptions become data.
 *
 * AWS's own refusals are classified by their wire code (`classify` of the operations' package). What never reached AWS is told from what
 * may have: `Lost` is only ever said of a request that was sent, or of which nobody knows.
 * @since 0.1.0
 */
import { classify } from '@poolwright/aws/errors'
import { type CloudError, denied, lost, refused, throttled } from '@poolwright/core/CloudError'
import * as O from 'fp-ts/lib/Option.js'

/** How far a request came. `unknown`: nobody looked. `made`: it was being written. `sent`: it was handed to the network. */
export type Progress = 'unknown' | 'made' | 'sent'

/** Thrown in place of what a credential provider throws: there are no keys, so nothing was sent. */
export class NoKeys extends Error {
  readonly said: CloudError
  constructor(error: unknown) {
    const e = bag(error)
    const name = textOf(e['name']) ?? 'CredentialsProviderError'
    const message = textOf(e['message']) ?? name
    super(message)
    this.name = name
    const answered = ofAnswer(e, name, message)
    this.said = answered?._tag === 'Throttled' ? answered : denied(textOf(e['Code']) ?? name, message)
  }
}

type Bag = { readonly [k: string]: unknown }
const bag = (u: unknown): Bag => (typeof u === 'object' && u !== null ? (u as Bag) : {})
const textOf = (u: unknown): string | undefined => (typeof u === 'string' && u !== '' ? u : undefined)

/** Total. `error` is whatever was thrown, by an SDK client or by a double of one. */
export const cloudErrorOf = (error: unknown, progress: Progress = 'unknown'): CloudError => {
  if (error instanceof NoKeys) return error.said
  const e = bag(error)
  const name = textOf(e['name']) ?? 'Error'
  const message = textOf(e['message']) ?? name
  return progress === 'made' ? refused(name, message) : (ofAnswer(e, name, message) ?? lost)
}

/** What AWS itself said, if it said anything. An answer that is no error of the service is judged by its status alone. */
const ofAnswer = (e: Bag, name: string, message: string): CloudError | undefined => {
  const status = bag(e['$metadata'])['httpStatusCode'] ?? bag(e['$response'])['statusCode']
  const httpStatus = typeof status === 'number' ? status : undefined
  if (textOf(e['$fault']) === undefined)
    return httpStatus === undefined || httpStatus < 400 ? undefined : classify(`Http${httpStatus}`, `HTTP ${httpStatus}`, httpStatus)
  const said = classify(textOf(e['Code']) ?? name, message, httpStatus)
  return said._tag === 'Throttled' ? throttled(retryAfterOf(e)) : said
}

/** `retry-after` in seconds or `x-amz-retry-after` in milliseconds; a date is not understood, as AWS sends none. */
const retryAfterOf = (e: Bag): O.Option<number> => {
  const headers = bag(bag(e['$response'])['headers'])
  const numberIn = (header: string, unit: number): O.Option<number> => {
    const key = Object.keys(headers).find((k) => k.toLowerCase() === header)
    const text = key === undefined ? undefined : textOf(headers[key])
    return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? O.some(Number(text) * unit) : O.none
  }
  const millis = numberIn('x-amz-retry-after', 1)
  return O.isSome(millis) ? millis : numberIn('retry-after', 1_000)
}

/** A client package that is not there: adapters are optional, and each is loaded when it is first needed. */
export const loadFailure = (error: unknown): CloudError => {
  const { code, message } = bag(error)
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
    ? refused('ClientNotInstalled', textOf(message) ?? 'a package of the AWS SDK is not installed')
    : refused('ClientNotLoaded', textOf(message) ?? 'a package of the AWS SDK could not be loaded')
}
