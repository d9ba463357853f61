/**
 * AWS's refusals by consequence: what the caller does next. Matched on the wire code, and on a short fragment of the message where one
 * code says several things (`aws-semantics` §2).
 * @since 0.1.0
 */
import { busy, type CloudError, denied, lost, refused, stale, throttled } from '@poolwright/core/CloudError'

type Kind = 'throttled' | 'busy' | 'stale' | 'denied' | 'refused' | 'lost'

/** Codes that mean the same whatever the operation. The names that an SDK gives are listed beside the wire's. */
const byCode: { readonly [code: string]: Kind } = {
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  ThrottledException: 'throttled',
  RequestLimitExceeded: 'throttled',
  RequestThrottled: 'throttled',
  RequestThrottledException: 'throttled',
  EC2ThrottledException: 'throttled',
  TooManyRequestsException: 'throttled',
  BandwidthLimitExceeded: 'throttled',
  SlowDown: 'throttled',
  PriorRequestNotComplete: 'throttled',
  ResourceContention: 'busy',
  ResourceContentionFault: 'busy',
  ScalingActivityInProgress: 'busy',
  ScalingActivityInProgressFault: 'busy',
  ResourceInUse: 'busy',
  ResourceInUseFault: 'busy',
  InstanceRefreshInProgress: 'busy',
  InstanceRefreshInProgressFault: 'busy',
  IdempotentCallInProgress: 'busy',
  AlreadyExists: 'stale',
  AlreadyExistsFault: 'stale',
  ActiveInstanceRefreshNotFound: 'stale',
  ActiveInstanceRefreshNotFoundFault: 'stale',
  'InvalidLaunchTemplateName.AlreadyExistsException': 'stale',
  'InvalidLaunchTemplateName.NotFoundException': 'stale',
  'InvalidLaunchTemplateId.NotFound': 'stale',
  'InvalidLaunchTemplateId.VersionNotFound': 'stale',
  NotFound: 'stale',
  NoSuchKey: 'stale',
  ServiceLinkedRoleFailure: 'busy',
  // EKS. `NotFoundException` is what its tag operations say.
  ResourceNotFoundException: 'stale',
  NotFoundException: 'stale',
  InvalidStateException: 'busy',
  ResourcePropagationDelayException: 'busy',
  ResourceLimitExceededException: 'denied',
  ServerException: 'lost',
  ServiceUnavailableException: 'lost',
  // IAM.
  NoSuchEntity: 'stale',
  NoSuchEntityException: 'stale',
  EntityAlreadyExists: 'stale',
  EntityAlreadyExistsException: 'stale',
  DeleteConflict: 'busy',
  DeleteConflictException: 'busy',
  ConcurrentModification: 'busy',
  ConcurrentModificationException: 'busy',
  EntityTemporarilyUnmodifiable: 'busy',
  EntityTemporarilyUnmodifiableException: 'busy',
  ServiceFailure: 'lost',
  ServiceFailureException: 'lost',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedOperation: 'denied',
  AuthFailure: 'denied',
  ExpiredToken: 'denied',
  ExpiredTokenException: 'denied',
  InvalidClientTokenId: 'denied',
  UnrecognizedClientException: 'denied',
  SignatureDoesNotMatch: 'denied',
  InvalidSignatureException: 'denied',
  IncompleteSignature: 'denied',
  MissingAuthenticationToken: 'denied',
  RequestExpired: 'denied',
  OptInRequired: 'denied',
  LimitExceeded: 'denied',
  LimitExceededFault: 'denied',
  VersionLimitExceeded: 'denied',
  InternalFailure: 'lost',
  InternalError: 'lost',
  InternalServerError: 'lost',
  ServiceUnavailable: 'lost',
  Unavailable: 'lost',
  RequestTimeout: 'lost',
  RequestTimeoutException: 'lost',
}

/** What a `ValidationError` of Auto Scaling says, in its order of matching; anything else of it is final. */
const byMessage: ReadonlyArray<readonly [fragment: RegExp, kind: Kind]> = [
  [/pending delete/i, 'busy'],
  [/active instance refresh with a desired configuration/i, 'busy'],
  [/name not found|group .*not found/i, 'stale'],
  [/not part of auto scaling group|no warm pool found/i, 'stale'],
  [/invalid iam instance profile|unable to publish test message/i, 'busy'],
]

/**
 * What EKS says under codes that mean several things. A role is named before EKS can see it for a minute or two after it was made, and a
 * cluster that is being upgraded has two versions for a while; whoever plans looks at both before asking again.
 */
const byEksMessage: { readonly [code: string]: ReadonlyArray<readonly [fragment: RegExp, kind: Kind]> } = {
  ResourceInUseException: [
    [/already exists/i, 'stale'],
    [/./, 'busy'],
  ],
  InvalidRequestException: [
    [/not in (an? )?active (state|status)|not active|service-linked role/i, 'busy'],
    [/role .*(cannot be found|does not exist|could not be assumed)/i, 'busy'],
  ],
  InvalidParameterException: [
    [/should be equal to cluster kubernetes version/i, 'busy'],
    [/role .*(cannot be found|does not exist|could not be assumed)|service principals .* not found in the trust/i, 'busy'],
  ],
}

const tidy = (message: string): string => message.replace(/\s*\(?\b(request ?id|requestid)\b:?\s*[\w-]+\)?/gi, '').trim()

/**
 * `code` as on the wire (`err.Code`) or the SDK's name; request ids are cut from `message`, so that equal causes read the same.
 * An unknown code of a 5xx answer counts as lost, one of a 401 or 403 as denied (S3 answers a HEAD without a code), any other as refused:
 * a bucket that is not there among them, since nobody here makes one.
 */
export const classify = (code: string, message: string, httpStatus?: number): CloudError => {
  const text = tidy(message)
  const kind = kindOf(code, text, httpStatus)
  switch (kind) {
    case 'throttled':
      return throttled()
    case 'busy':
      return busy(code, text)
    case 'stale':
      return stale(code, text)
    case 'denied':
      return denied(code, text)
    case 'refused':
      return refused(code, text)
    case 'lost':
      return lost
  }
}

const kindOf = (code: string, message: string, httpStatus: number | undefined): Kind => {
  if (code === 'AlreadyExists' || code === 'AlreadyExistsFault') return /pending delete/i.test(message) ? 'busy' : 'stale'
  if (code === 'ValidationError') return byMessage.find(([fragment]) => fragment.test(message))?.[1] ?? 'refused'
  if (code === 'LimitExceededException') return /rate/i.test(message) ? 'throttled' : 'denied'
  if (Object.hasOwn(byEksMessage, code)) return byEksMessage[code]?.find(([fragment]) => fragment.test(message))?.[1] ?? 'refused'
  const known = Object.hasOwn(byCode, code) ? byCode[code] : undefined
  return known ?? byStatus(httpStatus)
}

const byStatus = (status = 400): Kind =>
  status === 429 ? 'throttled' : status === 401 || status === 403 ? 'denied' : status >= 500 ? 'lost' : 'refused'
