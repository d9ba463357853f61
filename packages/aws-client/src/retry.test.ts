import type { RetryErrorInfo } from '@smithy/types'
import { describe, expect, it } from 'vitest'
import { twice } from './retry.js'

const thrown = (name: string, more: object = {}) => Object.assign(new Error(name), { name, Code: name, $fault: 'client' as const, ...more })
const isRepeated = async (error: Error, after = 0): Promise<boolean> => {
  let token = await twice.acquireInitialRetryToken('')
  const info = { error, errorType: 'CLIENT_ERROR' } as RetryErrorInfo
  for (let i = 0; i < after; i++) token = await twice.refreshRetryTokenForRetry(token, info)
  return twice.refreshRetryTokenForRetry(token, info).then(
    (next) => next.getRetryCount() === after + 1 && next.getRetryDelay() === 0,
    () => false,
  )
}

describe('repeats of the SDK', () => {
  it.each([
    [true, 'a throttle', thrown('Throttling')],
    [true, 'no answer', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
    [true, 'a server that fails', thrown('InternalFailure', { $metadata: { httpStatusCode: 500 } })],
    [true, 'a clock that was set right', thrown('RequestExpired', { $metadata: { httpStatusCode: 400, clockSkewCorrected: true } })],
    [false, 'a clock that was not', thrown('RequestExpired', { $metadata: { httpStatusCode: 400 } })],
    [false, 'a quota, though its name looks like a throttle', thrown('LimitExceededException', { message: 'Cannot exceed 10 policies' })],
    [false, 'a group that is being changed', thrown('ResourceContention', { $metadata: { httpStatusCode: 500 } })],
    [false, 'a refusal', thrown('ValidationError')],
    [false, 'an abort', Object.assign(new Error('aborted'), { name: 'AbortError' })],
  ])('%s: %s', async (expected, _, error) => expect(await isRepeated(error)).toBe(expected))

  it('are at most one', async () => expect(await isRepeated(thrown('Throttling'), 1)).toBe(false))
})
