/**
 * What was applied to things whose owner AWS cannot name. It may name too much, never too little: a thing is only taken away when it
 * is named here, and only written here before it is made. Losing it loses nothing but the right to take away.
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import * as Key from '@poolwright/core/Key'
import * as t from 'io-ts'

const texts = t.readonlyArray(t.string)

export const Record = struct(
  'Record',
  {},
  {
    /** The cluster that owns the pool, for deleting it when the MachinePool is gone already. */
    cluster: t.string,
    /** Where the pool's AWS resources are, as `aws:<account>/<region>`, for deleting them when nothing else says it any more. */
    scope: t.string,
    /** Keys of tags that the pool put on its group and template. */
    tags: texts,
    /** Names of lifecycle hooks that the pool made. */
    hooks: texts,
    /** Processes that the pool suspended, as AWS spells them. */
    processes: texts,
    /** Ids of S3 objects that the pool put, as `<bucket>/<key>`. */
    objects: texts,
    /** Keys of labels that the pool put on its nodes. */
    labels: texts,
    /** Taints that the pool put on its nodes, as `<effect>:<key>` in EKS's words. */
    taints: texts,
    /** ARNs of policies that the pool attached to its role. */
    policies: texts,
    /** The role that was made for the pool. */
    role: t.string,
    /** The permissions boundary that the pool gave its role. */
    boundary: t.string,
    /** The ARN of the node group last seen, so that one made after it is another one, and one that was renamed is found. */
    nodegroup: t.string,
    /** How often a node group was begun for the pool: what makes the next request to make one another request. */
    begun: t.number,
    /** What the launch template is called, where the name is not the pool's. */
    templateName: t.string,
    /** True: the pool was handed to another controller, and is left alone until it is taken back. */
    released: t.boolean,
    /** The id of the launch template last seen, so that a template made after it is another one. */
    template: t.string,
  },
)
export type Record = t.TypeOf<typeof Record>
export const noRecord: Record = {}

/** Under which key a pool's record is looked for. Pools of two kinds may have one name, and are told apart. */
export const recordOf = (pool: Key.Key): Key.Key<'record'> => {
  const { noun, scope, id } = Key.parse(pool)
  return Key.of('record', scope, `${noun}/${id}`)
}

/** The tags that Cluster API Provider AWS noted on the object it manages: an annotation of its own, which is read and kept. */
export const lastAppliedTags = 'sigs.k8s.io/cluster-api-provider-aws-last-applied-tags'

/** Keys in the older controller's note; text that is no such note names none. */
export const keysNotedIn = (annotation: string | undefined): ReadonlyArray<string> => {
  if (annotation === undefined) return []
  try {
    const noted = t.record(t.string, t.unknown).decode(JSON.parse(annotation))
    return noted._tag === 'Right' ? Object.keys(noted.right) : []
  } catch {
    return []
  }
}
