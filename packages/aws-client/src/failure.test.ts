import type { CloudError } from '@poolwright/core/CloudError'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { cloudErrorOf, loadFailure, NoKeys } from './failure.js'

/** An exception as the clients of this SDK throw it: `Code` is the wire's, `name` the shape's. */
const thrown = (code: string, { message = code, status = 400, name = code, headers = {} } = {}) =>
  Object.assign(new Error(message), {
    name,
    Code: code,
    $fault: status < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode: status, requestId: 'r-1', attempts: 1 },
    $response: { statusCode: status, headers },
  })

type Case = readonly [
  code: string,
  tag: CloudError['_tag'],
  more?: { readonly message?: string; readonly status?: number; readonly name?: string },
]

/** What the operations in use may answer, service by service. */
const cases: { readonly [service: string]: ReadonlyArray<Case> } = {
  'any service': [
    ['Throttling', 'Throttled', { message: 'Rate exceeded' }],
    ['ThrottlingException', 'Throttled'],
    ['ThrottledException', 'Throttled'],
    ['RequestThrottled', 'Throttled'],
    ['RequestThrottledException', 'Throttled'],
    ['TooManyRequestsException', 'Throttled', { status: 429 }],
    ['BandwidthLimitExceeded', 'Throttled', { status: 503 }],
    ['SlowDown', 'Throttled', { status: 503 }],
    ['PriorRequestNotComplete', 'Throttled'],
    ['SomethingElse', 'Throttled', { status: 429 }],
    ['AccessDenied', 'Denied', { status: 403 }],
    ['AccessDeniedException', 'Denied'],
    ['ExpiredToken', 'Denied', { status: 403 }],
    ['ExpiredTokenException', 'Denied'],
    ['InvalidClientTokenId', 'Denied', { status: 403 }],
    ['UnrecognizedClientException', 'Denied'],
    ['SignatureDoesNotMatch', 'Denied', { status: 403 }],
    ['InvalidSignatureException', 'Denied', { status: 403 }],
    ['IncompleteSignature', 'Denied'],
    ['MissingAuthenticationToken', 'Denied', { status: 403 }],
    ['OptInRequired', 'Denied', { status: 403 }],
    ['RequestExpired', 'Denied'],
    ['InternalFailure', 'Lost', { status: 500 }],
    ['ServiceUnavailable', 'Lost', { status: 503 }],
    ['RequestTimeout', 'Lost', { status: 408 }],
    ['SomethingElse', 'Lost', { status: 502 }],
    ['SomethingElse', 'Refused', { status: 400 }],
  ],
  'Auto Scaling': [
    ['AlreadyExists', 'Stale', { name: 'AlreadyExistsFault' }],
    ['AlreadyExists', 'Busy', { name: 'AlreadyExistsFault', message: 'A group of this name is pending delete' }],
    ['ResourceContention', 'Busy', { name: 'ResourceContentionFault', status: 500 }],
    ['ScalingActivityInProgress', 'Busy', { name: 'ScalingActivityInProgressFault' }],
    [
      'ResourceInUse',
      'Busy',
      { name: 'ResourceInUseFault', message: 'You cannot delete it while there are instances or pending Spot requests' },
    ],
    ['InstanceRefreshInProgress', 'Busy', { name: 'InstanceRefreshInProgressFault' }],
    ['ActiveInstanceRefreshNotFound', 'Stale', { name: 'ActiveInstanceRefreshNotFoundFault' }],
    ['IrreversibleInstanceRefresh', 'Refused', { name: 'IrreversibleInstanceRefreshFault' }],
    ['LimitExceeded', 'Denied', { name: 'LimitExceededFault' }],
    ['ServiceLinkedRoleFailure', 'Busy', { status: 500 }],
    ['InvalidNextToken', 'Refused'],
    ['ValidationError', 'Stale', { message: 'AutoScalingGroup name not found - null' }],
    ['ValidationError', 'Stale', { message: 'Group workers not found' }],
    ['ValidationError', 'Busy', { message: 'AutoScalingGroup name not found while it is pending delete' }],
    ['ValidationError', 'Busy', { message: 'Invalid IAM Instance Profile name' }],
    ['ValidationError', 'Busy', { message: 'Unable to publish test message to notification target' }],
    ['ValidationError', 'Busy', { message: 'Not while there is an active instance refresh with a desired configuration' }],
    ['ValidationError', 'Refused', { message: 'You must use a valid fully-formed launch template' }],
    ['ValidationError', 'Refused', { message: 'Desired capacity:6 must be between the specified min size:1 and max size:5' }],
    ['ValidationError', 'Refused', { message: 'Valid requests must contain either LaunchTemplate, LaunchConfigurationName or InstanceId' }],
    ['UnauthorizedOperation', 'Denied', { status: 403 }],
  ],
  EC2: [
    ['RequestLimitExceeded', 'Throttled', { status: 503 }],
    ['EC2ThrottledException', 'Throttled', { status: 503 }],
    ['InvalidLaunchTemplateName.AlreadyExistsException', 'Stale'],
    ['InvalidLaunchTemplateName.NotFoundException', 'Stale'],
    ['InvalidLaunchTemplateId.NotFound', 'Stale'],
    ['InvalidLaunchTemplateId.VersionNotFound', 'Stale'],
    ['InvalidLaunchTemplateName.MalformedException', 'Refused'],
    ['InvalidLaunchTemplateId.Malformed', 'Refused'],
    ['InvalidParameterValue', 'Refused'],
    ['InvalidParameterCombination', 'Refused'],
    ['MissingParameter', 'Refused'],
    ['InvalidUserData.Malformed', 'Refused'],
    ['IdempotentParameterMismatch', 'Refused'],
    ['VersionLimitExceeded', 'Denied'],
    ['InvalidSubnetID.NotFound', 'Refused'],
    ['InvalidGroup.NotFound', 'Refused'],
    ['InvalidAMIID.NotFound', 'Refused'],
    ['InvalidInstanceType', 'Refused'],
    ['InvalidKeyPair.NotFound', 'Refused'],
    ['AuthFailure', 'Denied', { status: 401 }],
    ['UnauthorizedOperation', 'Denied', { status: 403 }],
    ['InternalError', 'Lost', { status: 500 }],
    ['Unavailable', 'Lost', { status: 503 }],
  ],
  'Systems Manager': [
    ['InternalServerError', 'Lost', { status: 500 }],
    ['InvalidKeyId', 'Refused'],
    ['ValidationException', 'Refused'],
  ],
}

const flat = Object.entries(cases).flatMap(([service, list]) =>
  list.map(([code, tag, more = {}]) => ({ service, code, tag, more, says: more.message ?? `HTTP ${more.status ?? 400}` })),
)

describe('exceptions by consequence', () => {
  it.each(flat)('$service: $code ($says) is $tag', ({ code, tag, more }) => expect(cloudErrorOf(thrown(code, more))._tag).toBe(tag))

  it("prefers the wire's code and takes the name where there is none", () => {
    expect(cloudErrorOf(thrown('AlreadyExists', { name: 'AlreadyExistsFault' }))).toMatchObject({ code: 'AlreadyExists' })
    const json = Object.assign(new Error('no'), { name: 'AccessDeniedException', $fault: 'client', $metadata: { httpStatusCode: 400 } })
    expect(cloudErrorOf(json)).toMatchObject({ _tag: 'Denied', code: 'AccessDeniedException' })
  })

  it.each([
    [{ 'retry-after': '3' }, O.some(3_000)],
    [{ 'X-Amz-Retry-After': '250', 'Retry-After': '9' }, O.some(250)],
    [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, O.none],
    [{}, O.none],
  ])('keeps the wait that a throttle names: %o', (headers, retryAfter) =>
    expect(cloudErrorOf(thrown('Throttling', { headers }))).toEqual({ _tag: 'Throttled', retryAfter }),
  )

  it.each(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN'])('no connection (%s) is Lost', (code) =>
    expect(cloudErrorOf(Object.assign(new Error('socket'), { code, $metadata: { attempts: 2 } }))).toEqual({ _tag: 'Lost' }),
  )

  it.each(['TimeoutError', 'AbortError', 'SyntaxError'])('%s is Lost: what was asked may have happened', (name) =>
    expect(cloudErrorOf(Object.assign(new Error('x'), { name }), 'sent')).toEqual({ _tag: 'Lost' }),
  )

  it('judges an answer that is no error of the service by its status', () => {
    const html = (statusCode: number) => Object.assign(new Error('XML parse error'), { $response: { statusCode, headers: {} } })
    expect(cloudErrorOf(html(403))).toMatchObject({ _tag: 'Denied', code: 'Http403' })
    expect(cloudErrorOf(html(429))._tag).toBe('Throttled')
    expect(cloudErrorOf(html(500))._tag).toBe('Lost')
    expect(cloudErrorOf(html(200))._tag).toBe('Lost')
  })

  it.each(['CredentialsProviderError', 'TokenProviderError'])('%s is Denied: nothing was sent', (name) =>
    expect(cloudErrorOf(new NoKeys(Object.assign(new Error('no keys'), { name })))).toEqual({
      _tag: 'Denied',
      code: name,
      message: 'no keys',
    }),
  )

  it('denies what the desk for roles refuses, and waits when it is asked too often', () => {
    const desk = (code: string, status: number) => cloudErrorOf(new NoKeys(thrown(code, { status })))
    expect(desk('InvalidIdentityToken', 400)).toMatchObject({ _tag: 'Denied', code: 'InvalidIdentityToken' })
    expect(desk('InternalFailure', 500)).toMatchObject({ _tag: 'Denied', code: 'InternalFailure' })
    expect(desk('Throttling', 400)._tag).toBe('Throttled')
    expect(cloudErrorOf(new NoKeys('sealed'))).toMatchObject({ _tag: 'Denied', code: 'CredentialsProviderError' })
  })

  it('does not call lost what never left', () =>
    expect(cloudErrorOf(new TypeError('bad input'), 'made')).toMatchObject({ _tag: 'Refused', code: 'TypeError', message: 'bad input' }))

  it.each([undefined, null, 'text', 7, {}, []])('is total: %o is Lost', (what) => expect(cloudErrorOf(what)).toEqual({ _tag: 'Lost' }))

  it('names the package that is not installed', () => {
    const missing = Object.assign(new Error("Cannot find package '@aws-sdk/client-ec2'"), { code: 'ERR_MODULE_NOT_FOUND' })
    expect(loadFailure(missing)).toMatchObject({
      _tag: 'Refused',
      code: 'ClientNotInstalled',
      message: "Cannot find package '@aws-sdk/client-ec2'",
    })
    expect(loadFailure(new Error('Invalid URL'))).toMatchObject({ _tag: 'Refused', code: 'ClientNotLoaded' })
  })
})
