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
  // EKS, operation by operation.
  ['ResourceNotFoundException', 'No node group found for name: p.', 'Stale', 404],
  ['ResourceNotFoundException', 'No update found for ID: 1', 'Stale', 404],
  ['ResourceInUseException', 'NodeGroup already exists with name p and cluster name c', 'Stale', 409],
  ['ResourceInUseException', 'Nodegroup cannot be updated as it is currently not in Active State', 'Busy', 409],
  ['ResourceInUseException', 'Nodegroup p currently has update 1 in progress', 'Busy', 409],
  ['ResourceInUseException', 'Cluster has nodegroups attached', 'Busy', 409],
  ['InvalidRequestException', 'Cluster c is not in ACTIVE status', 'Busy', 400],
  ['InvalidRequestException', 'Instance types are in the request and in the launch template', 'Refused', 400],
  ['InvalidParameterException', "Minimum capacity 3 can't be greater than desired size 2", 'Refused', 400],
  ['InvalidParameterException', 'The role with name nodes cannot be found.', 'Busy', 400],
  [
    'InvalidParameterException',
    'Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole nodes',
    'Busy',
    400,
  ],
  [
    'InvalidParameterException',
    'Requested Nodegroup release version 1.32.1 should be equal to Cluster kubernetes version 1.31',
    'Busy',
    400,
  ],
  ['ResourceLimitExceededException', 'Nodegroup limit exceeded for cluster', 'Denied', 400],
  ['ResourcePropagationDelayException', 'Service-linked role is not there yet', 'Busy', 428],
  ['InvalidStateException', 'Not in this state', 'Busy', 400],
  ['UnsupportedAvailabilityZoneException', 'Zone is not supported', 'Refused', 400],
  ['ClientException', 'Something about the account', 'Refused', 400],
  ['ServerException', 'oops', 'Lost', 500],
  ['ServiceUnavailableException', 'oops', 'Lost', 503],
  ['AccessDeniedException', 'is not authorized to perform: eks:DescribeNodegroup', 'Denied', 403],
  ['NotFoundException', 'No resource was found for the ARN', 'Stale', 404],
  ['BadRequestException', 'Too many tags', 'Refused', 400],
  // IAM, by its wire codes and by the names that the SDK gives them.
  ['NoSuchEntity', 'The role with name nodes cannot be found.', 'Stale', 404],
  ['NoSuchEntityException', 'The role with name nodes cannot be found.', 'Stale', 404],
  ['EntityAlreadyExists', 'Role with name nodes already exists.', 'Stale', 409],
  ['DeleteConflict', 'Cannot delete entity, must detach all policies first.', 'Busy', 409],
  ['ConcurrentModification', 'Role nodes is being changed', 'Busy', 409],
  ['EntityTemporarilyUnmodifiable', 'Role nodes cannot be changed now', 'Busy', 409],
  ['LimitExceeded', 'Cannot exceed quota for PoliciesPerRole: 10', 'Denied', 409],
  ['LimitExceededException', 'Cannot exceed quota for PoliciesPerRole: 10', 'Denied', 409],
  ['MalformedPolicyDocument', 'Syntax errors in policy.', 'Refused', 400],
  ['InvalidInput', 'ARN is not valid.', 'Refused', 400],
  ['UnmodifiableEntity', 'Cannot perform the operation on the protected role', 'Refused', 400],
  ['PolicyNotAttachable', 'Only service-linked roles take it', 'Refused', 400],
  ['ServiceFailure', 'oops', 'Lost', 500],
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
