/**
 * What carries requests over the network.
 * @since 0.1.0
 */
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types'

/** A handler of one's own, e.g. one with a proxy's agent, or a double in tests. */
export type HttpHandler = RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions>

/** Node's own HTTP client with these limits, in milliseconds: until a connection stands, until an answer is there. */
export type Limits = {
  readonly connectionTimeout: number
  readonly requestTimeout: number
  /** Without it the SDK only warns. */
  readonly throwOnRequestTimeout: true
}

export type Carrier = HttpHandler | Limits

/** Long enough for the slowest page of a big account, short enough that a dead connection does not hold a pass for minutes. */
export const carrier: Limits = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true }
