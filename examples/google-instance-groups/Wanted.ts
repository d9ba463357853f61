/** What is wanted of a pool, as its document says it once look-ups and secrets are resolved. */
import { oneOf, struct } from '@poolwright/core/codec'
import { Secret } from '@poolwright/core/Secret'
import * as t from 'io-ts'

export const Wanted = struct(
  'Wanted',
  {
    name: t.string,
    project: t.string,
    zone: t.string,
    template: struct(
      'WantedTemplate',
      { machineType: t.string, image: t.string, diskSizeGb: t.number, network: t.string },
      { labels: t.readonly(t.record(t.string, t.string)), startupScript: Secret },
    ),
    updatePolicy: struct('WantedPolicy', { type: oneOf('PROACTIVE', 'OPPORTUNISTIC'), maxSurge: t.number, maxUnavailable: t.number }),
  },
  {
    /** Not written: an autoscaler says how many. A new group has none then. */
    targetSize: t.number,
    namedPorts: t.readonlyArray(struct('WantedPort', { name: t.string, port: t.number })),
    autoHealing: struct('WantedHealing', { healthCheck: t.string, initialDelaySec: t.number }),
    /** The pool is being deleted. */
    gone: t.boolean,
  },
)
export type Wanted = t.TypeOf<typeof Wanted>

/** By this a group says whose it is: groups have no labels of their own. */
export const ownerOf = (w: Wanted): string => `poolwright pool ${w.name}`
/** By this label templates, and the instances made from them, say whose they are. */
export const poolLabel = 'poolwright_pool'
