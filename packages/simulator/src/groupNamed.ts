/**
 * The group that a request names. Every operation but DescribeAutoScalingGroups refuses a name that is not there, and writes are
 * refused while the group is being deleted (`aws-semantics` §2, fragments of `ValidationError`).
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import type { Scope } from '@poolwright/core/Key'
import * as E from 'fp-ts/lib/Either.js'
import { invalid } from './Handler.js'
import { type Group, regionOf, type World } from './World.js'

export const groupNamed = (w: World, scope: Scope, name: string): E.Either<CloudError, Group> => {
  const group = regionOf(w, scope).groups.get(name)
  return group === undefined ? E.left(invalid(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`)) : E.right(group)
}

export const writableGroup = (w: World, scope: Scope, name: string): E.Either<CloudError, Group> => {
  const group = groupNamed(w, scope, name)
  return E.isRight(group) && group.right.goneAt !== undefined
    ? E.left(invalid(`AutoScalingGroup ${name} cannot be changed while it is pending delete`))
    : group
}
