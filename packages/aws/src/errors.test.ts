import { describe, expect, it } from 'vitest'
import { classify } from './errors.js'

const cases: ReadonlyArray<readonly [code: string, message: string, tag: string, status?: number]> = [
  ['Throttling', 'Rate exceeded', 'Throttled'],
  ['RequestLimitExceeded', 'Request limit exceeded.', 'Throttled'],
  ['LimitExceededException', 'Rate exceeded', 'Throttled'],
  ['LimitExceededException', 'Cannot exceed quota', 'Denied'],
  ['LimitExceeded', 'You have reached the limit of groups', 'Denied'],
  ['Whatever', 'slow down', 'Throttled', 429],
  ['ResourceContention', 'You already have a pending update', 'Busy'],
  ['ScalingActivityInProgress', 'Scaling activity in progress', 'Busy'],
  ['InstanceRefreshInProgress', 'An instance refresh is in progress', 'Busy'],
  ['AlreadyExists', 'AutoScalingGroup by this name already exists', 'Stale'],
  ['AlreadyExists', 'AutoScalingGroup by this name already exists - it is pending delete', 'Busy'],
  ['ActiveInstanceRefreshNotFound', 'No in progress or pending Instance Refresh found', 'Stale'],
  ['ValidationError', 'AutoScalingGroup name not found - no such group: p', 'Stale'],
  ['ValidationError', 'AutoScalingGroup name not found while it is pending delete', 'Busy'],
  ['ValidationError', 'Cannot change it: an active instance refresh with a desired configuration exists', 'Busy'],
  ['ValidationError', 'Invalid IAM Instance Profile name', 'Busy'],
  ['ValidationError', 'Desired capacity:6 must be between the specified min size:1 and max size:5', 'Refused'],
  ['InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use', 'Stale'],
  ['InvalidLaunchTemplateId.NotFound', 'The specified launch template does not exist', 'Stale'],
  ['InvalidParameterValue', 'Invalid value', 'Refused'],
  ['UnauthorizedOperation', 'You are not authorized', 'Denied'],
  ['OptInRequired', 'You are not subscribed', 'Denied', 403],
  ['RequestExpired', 'Request has expired', 'Denied', 400],
  ['RequestTimeout', 'Idle for too long', 'Lost', 408],
  ['InternalFailure', 'oops', 'Lost', 500],
  ['SomethingNew', 'oops', 'Lost', 503],
  ['SomethingNew', 'no', 'Refused', 400],
  ['SlowDown', 'Please reduce your request rate.', 'Throttled', 503],
  ['NoSuchKey', 'The specified key does not exist.', 'Stale', 404],
  ['NotFound', 'UnknownError', 'Stale', 404],
  ['NoSuchBucket', 'The specified bucket does not exist', 'Refused', 404],
  ['AccessDenied', 'Access Denied', 'Denied', 403],
  ['Unknown', 'UnknownError', 'Denied', 403],
]

describe('refusals by consequence', () => {
  it.each(cases.map(([code, message, tag, status]) => ({ code, message, tag, status })))(
    '$code ($message) is $tag',
    ({ code, message, tag, status }) => expect(classify(code, message, status)._tag).toBe(tag),
  )

  it('cuts request ids, so that equal causes read the same', () => {
    const at = (id: string) => classify('InvalidParameterValue', `Value is not valid (Request ID: ${id})`)
    expect(at('1b2-c3')).toEqual(at('9f8-e7'))
    expect(at('1b2-c3')).toMatchObject({ message: 'Value is not valid' })
  })
})
