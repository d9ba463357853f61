import { describe, expect, it } from 'vitest'
import { explainError, explainIssue, healthFindings, sayErrors, sayIssues } from './health.js'

const cases = [
  ['all that is known', 'AsgInstanceLaunchFailures', ['i-2', 'i-1'], 'no capacity', / \(i-2, i-1\): .+\. .+\. EKS says: no capacity$/],
  ['no resource', 'AsgInstanceLaunchFailures', [], 'no capacity', /^AsgInstanceLaunchFailures: .+ EKS says: no capacity$/],
  ['no message', 'AsgInstanceLaunchFailures', ['i-1'], undefined, /^AsgInstanceLaunchFailures \(i-1\): [^.]+\. .*\.$/],
  ['an empty message', 'AsgInstanceLaunchFailures', ['i-1'], '', /goes on by itself\.$/],
  ['nothing at all', undefined, undefined, undefined, /^Unknown: EKS does not say why\. Look at .+\.$/],
  ['an unheard-of code', 'Unheard', ['r'], 'm', /^Unheard \(r\): a code that is not known here\. .*API reference.*EKS says: m$/],
] as const

describe('what EKS says is told with cause and next step', () => {
  it.each(cases)('%s, of health', (_, code, resourceIds, message, expected) => {
    const issue = {
      ...(code === undefined ? {} : { code }),
      ...(resourceIds === undefined ? {} : { resourceIds: [...resourceIds] }),
      ...(message === undefined ? {} : { message }),
    }
    expect(sayIssues([issue])).toEqual([expect.stringMatching(expected)])
    expect(healthFindings([issue])).toEqual([
      { severity: 'warning', code: 'PW-NODEGROUP-HEALTH', message: expect.stringMatching(expected) as string, paths: [] },
    ])
  })
  it.each(cases)('%s, of an update', (_, errorCode, resourceIds, errorMessage, expected) => {
    const error = {
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(resourceIds === undefined ? {} : { resourceIds: [...resourceIds] }),
      ...(errorMessage === undefined ? {} : { errorMessage }),
    }
    expect(sayErrors([error])).toEqual([expect.stringMatching(expected)])
  })

  it('in one order, whatever EKS’s', () => {
    const codes = ['VpcIdNotFound', 'AccessDenied', 'PodEvictionFailure']
    const issues = sayIssues(codes.map((code) => ({ code })))
    expect(issues.map((text) => text.split(':')[0])).toEqual([...codes].sort())
    const errors = sayErrors(codes.map((errorCode) => ({ errorCode })))
    expect(errors.map((text) => text.split(':')[0])).toEqual([...codes].sort())
  })

  it('nothing where there is nothing', () => expect([sayIssues(undefined), sayErrors(undefined), healthFindings([])]).toEqual([[], [], []]))
})

it.each(['constructor', 'toString', '__proto__', 'Unheard'])('%s is no code of EKS', (code) => {
  expect(explainIssue(code)).toEqual(explainError('Unheard'))
  expect(explainError(code).cause).toBe('a code that is not known here')
})

it('an update has words of its own, and those of health where it has none', () => {
  expect(explainError('SubnetNotFound')).not.toEqual(explainIssue('SubnetNotFound'))
  expect(explainError('AccessDenied')).not.toEqual(explainIssue('AccessDenied'))
  expect(explainError('IamNodeRoleNotFound')).toEqual(explainIssue('IamNodeRoleNotFound'))
  expect(explainError('IamNodeRoleNotFound').cause).toContain('role')
})

/** What may end without anybody’s doing is worth trying again; what somebody has to mend is not. */
describe('whether an update that failed is worth trying again', () => {
  it.each([
    ['InsufficientFreeAddresses', true],
    ['IpNotAvailable', true],
    ['EniLimitReached', true],
    ['ClusterUnreachable', true],
    ['InternalFailure', true],
    ['AccessDenied', false],
    ['AdmissionRequestDenied', false],
    ['NodeCreationFailure', false],
    ['PodEvictionFailure', false],
    ['Unknown', false],
    ['Unheard', false],
  ])('%s: %s', (code, passes) => expect(explainError(code).passes === true).toBe(passes))
})
