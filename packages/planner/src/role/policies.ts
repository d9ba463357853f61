/**
 * What a node's role needs: whom it trusts and which of AWS's policies it has, in each of AWS's partitions.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 * @since 0.1.0
 */
import { canonical, isPlain, type Json } from '@poolwright/core/Json'
import type * as Key from '@poolwright/core/Key'

const partitions: ReadonlyArray<readonly [region: string, partition: string]> = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['us-iso-', 'aws-iso'],
  ['eu-isoe-', 'aws-iso-e'],
  ['eusc-', 'aws-eusc'],
]
/** By the region that a scope ends with. */
export const partitionOf = (scope: Key.Scope): string => {
  const region = scope.slice(scope.lastIndexOf('/') + 1)
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws'
}

const names = ['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly'] as const
/** The same for on-demand and Spot nodes (R17). */
export const defaultPolicies = (partition: string): ReadonlyArray<string> => names.map((name) => `arn:${partition}:iam::aws:policy/${name}`)

/** `AmazonEKS_CNI_Policy` of its ARN. */
export const policyName = (arn: string): string => arn.slice(arn.indexOf(':policy/') + ':policy/'.length)

const service = 'ec2.amazonaws.com'
/** Both spellings are in use in China. */
const services: ReadonlyArray<Json> = [service, 'ec2.amazonaws.com.cn']
const statement: Json = { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service } }
const version = '2012-10-17'

const several = (x: Json | undefined): ReadonlyArray<Json> => (x === undefined ? [] : Array.isArray(x) ? (x as ReadonlyArray<Json>) : [x])
const statementsIn = (document: Json | undefined): ReadonlyArray<Json> => {
  const inside = isPlain(document) ? document['Statement'] : undefined
  return several(inside)
}
const trusts = (s: Json): boolean => {
  if (!isPlain(s)) return false
  const { Effect, Action, Principal, Condition } = s as { readonly [k: string]: Json | undefined }
  const who = isPlain(Principal) ? several(Principal['Service']) : []
  return (
    Effect === 'Allow' && Condition === undefined && several(Action).includes('sts:AssumeRole') && who.some((x) => services.includes(x))
  )
}
/** One value and a list of it are the same (R08), and a name for a statement means nothing. */
const normal = (document: Json | undefined): string =>
  canonical(
    statementsIn(document).map((s) =>
      isPlain(s)
        ? {
            ...s,
            Sid: null,
            Action: several(s['Action']),
            Principal: isPlain(s['Principal'])
              ? Object.fromEntries(Object.entries(s['Principal']).map(([k, x]) => [k, several(x)]))
              : (s['Principal'] as Json),
          }
        : s,
    ),
  )

export const trustPolicy: Json = { Statement: [statement], Version: version }
export const trustText = (document: Json): string => canonical(document)

/**
 * The document that lets EC2 use the role, or `null` where the one there does. Other people's statements stay (R10), unless only ours
 * may be there.
 */
export const correctedTrust = (observed: Json | undefined, strict: boolean): Json | null => {
  if (strict) return normal(observed) === normal(trustPolicy) ? null : trustPolicy
  const there = statementsIn(observed)
  if (there.some(trusts)) return null
  return { Statement: [...there, statement], Version: version }
}
