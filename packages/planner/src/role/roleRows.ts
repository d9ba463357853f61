/**
 * How a pool's role is spoken of: its parts have calls of their own, so that they are faces and no rows in a body.
 * @since 0.1.0
 */
import type { RowFaces } from '@poolwright/core/Row'

export const roleFaces = {
  Name: { paths: ['roleName'], verdict: 'replace', ownership: 'owned' },
  Path: { paths: ['rolePath'], verdict: 'replace', ownership: 'owned' },
  PermissionsBoundary: { paths: ['rolePermissionsBoundary'], verdict: 'inPlace', ownership: 'owned' },
  Policies: { paths: ['roleAdditionalPolicies'], verdict: 'inPlace', ownership: 'owned' },
  Trust: { paths: ['settings.EKSEnableIAM'], verdict: 'inPlace', ownership: 'owned' },
  Tags: { paths: ['additionalTags', 'AWSManagedControlPlane.spec.additionalTags'], verdict: 'inPlace', ownership: 'owned' },
} as const satisfies RowFaces
