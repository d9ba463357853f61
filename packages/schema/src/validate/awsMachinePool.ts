/**
 * Rules across the fields of an AWSMachinePool (V2–V18), judged after defaulting.
 */
import type { AWSLaunchTemplate, ResourceReference } from '../AWSLaunchTemplate.js'
import type { AWSMachinePoolSpec, LifecycleHook, RefreshPreferences } from '../AWSMachinePool.js'
import { seconds } from '../Duration.js'
import { type Breach, breach, repeats, when } from '../internal/Rule.js'
import type { Path } from '../internal/Tree.js'
import { tagRules } from './tags.js'
import { templateVolumeRules } from './volumes.js'

const spec: Path = ['spec']
const templatePath: Path = ['spec', 'awsLaunchTemplate']

/** The Auto Scaling group and its launch template are named after the pool, and a template's name has 3 to 128 characters (C19). */
const nameRules = (name: string): ReadonlyArray<Breach> =>
  when(name.length < 3 || name.length > 128, () =>
    breach('PW-NAME-LENGTH', 'error', ['metadata', 'name'], {
      expected: 'a name of 3 to 128 characters',
      got: `${name.length}`,
      advice: 'AWS names the launch template after the pool and takes no other length.',
    }),
  )

const sizeRules = ({ minSize, maxSize }: AWSMachinePoolSpec): ReadonlyArray<Breach> =>
  when(minSize > maxSize, () =>
    breach('PW-SIZE-ORDER', 'tolerated', [...spec, 'minSize'], {
      expected: `a minSize of at most maxSize, ${maxSize}`,
      got: String(minSize),
      advice: 'AWS refuses such a group.',
      also: [[...spec, 'maxSize']],
    }),
  )

export const referenceRules = (references: ReadonlyArray<ResourceReference>, path: Path): ReadonlyArray<Breach> =>
  references.flatMap((reference, i) => [
    ...when(reference.id !== undefined && reference.filters !== undefined, () =>
      breach('PW-ID-OR-FILTERS', 'error', [...path, i], { expected: 'an id or filters', got: 'both', advice: 'Take one of them away.' }),
    ),
    ...when(reference.id === undefined && reference.filters === undefined, () =>
      breach('PW-ID-OR-FILTERS', 'tolerated', [...path, i], { expected: 'an id or filters', got: 'neither' }),
    ),
  ])

const durationRules = (pool: AWSMachinePoolSpec): ReadonlyArray<Breach> => [
  ...when(seconds(pool.defaultCoolDown ?? '0s') < 0, () =>
    breach('PW-RANGE', 'error', [...spec, 'defaultCoolDown'], { expected: 'a duration of 0s or more', got: pool.defaultCoolDown ?? '' }),
  ),
  ...when(seconds(pool.defaultInstanceWarmup ?? '0s') < 0, () =>
    breach('PW-RANGE', 'tolerated', [...spec, 'defaultInstanceWarmup'], {
      expected: 'a duration of 0s or more',
      got: pool.defaultInstanceWarmup ?? '',
    }),
  ),
]

const mixRules = (pool: AWSMachinePoolSpec): ReadonlyArray<Breach> => {
  const share = pool.mixedInstancesPolicy?.instancesDistribution?.onDemandPercentageAboveBaseCapacity ?? 0
  return [
    ...when(pool.mixedInstancesPolicy !== undefined && pool.awsLaunchTemplate.spotMarketOptions !== undefined, () =>
      breach('PW-SPOT', 'error', [...templatePath, 'spotMarketOptions'], {
        expected: 'Spot options or a mixed instances policy',
        got: 'both',
        advice: 'Let instancesDistribution say how many are Spot, and take spotMarketOptions away.',
        also: [[...spec, 'mixedInstancesPolicy']],
      }),
    ),
    ...when(share > 100, () =>
      breach('PW-RANGE', 'tolerated', [...spec, 'mixedInstancesPolicy', 'instancesDistribution', 'onDemandPercentageAboveBaseCapacity'], {
        expected: 'a percentage from 0 to 100',
        got: String(share),
        advice: 'AWS refuses more.',
      }),
    ),
  ]
}

const refreshRules = ({ minHealthyPercentage: least, maxHealthyPercentage: most, strategy }: RefreshPreferences): ReadonlyArray<Breach> => {
  const path = [...spec, 'refreshPreferences']
  const also = [[...path, 'minHealthyPercentage']]
  return [
    ...when(most !== undefined && least === undefined, () =>
      breach('PW-REFRESH', 'error', [...path, 'maxHealthyPercentage'], {
        expected: 'minHealthyPercentage beside maxHealthyPercentage',
        got: 'none',
        also,
      }),
    ),
    ...when(most !== undefined && least !== undefined && most - least > 100, () =>
      breach('PW-REFRESH', 'error', [...path, 'maxHealthyPercentage'], {
        expected: 'at most 100 between minHealthyPercentage and maxHealthyPercentage',
        got: String((most ?? 0) - (least ?? 0)),
        also,
      }),
    ),
    ...when((least ?? 0) > 100, () =>
      breach('PW-REFRESH', 'tolerated', [...path, 'minHealthyPercentage'], {
        expected: 'a percentage from 0 to 100',
        got: String(least),
        advice: 'AWS refuses to start such a rollout.',
      }),
    ),
    ...when(strategy !== undefined && strategy !== 'Rolling', () =>
      breach('PW-REFRESH', 'tolerated', [...path, 'strategy'], { expected: 'Rolling', got: JSON.stringify(strategy?.slice(0, 60)) }),
    ),
  ]
}

export const hookRules = (hooks: ReadonlyArray<LifecycleHook>): ReadonlyArray<Breach> => {
  const path = [...spec, 'lifecycleHooks']
  return [
    ...hooks.flatMap((hook, i) => {
      const timeout = hook.heartbeatTimeout === undefined ? undefined : seconds(hook.heartbeatTimeout)
      return [
        ...when((hook.roleARN === undefined) !== (hook.notificationTargetARN === undefined), () =>
          breach('PW-HOOK', 'error', [...path, i], {
            expected: 'roleARN and notificationTargetARN, or neither',
            got: hook.roleARN === undefined ? 'only notificationTargetARN' : 'only roleARN',
          }),
        ),
        ...when(timeout !== undefined && (timeout < 30 || timeout > 172_800), () =>
          breach('PW-HOOK', 'error', [...path, i, 'heartbeatTimeout'], {
            expected: 'a timeout from 30s to 48h',
            got: hook.heartbeatTimeout ?? '',
          }),
        ),
        ...when(timeout !== undefined && timeout > 7_200 && timeout <= 172_800, () =>
          breach('PW-HOOK-TIMEOUT', 'tolerated', [...path, i, 'heartbeatTimeout'], {
            expected: 'a timeout of at most 2h',
            got: hook.heartbeatTimeout ?? '',
            advice: 'AWS refuses a longer one; this hook would be held.',
          }),
        ),
      ]
    }),
    ...repeats(hooks.map((h) => h.name)).map((i) =>
      breach('PW-HOOK-TWICE', 'tolerated', [...path, i, 'name'], {
        expected: 'each hook name once',
        got: `${JSON.stringify(hooks[i]?.name.slice(0, 60))} again`,
        advice: 'The later one would overwrite the earlier on every pass.',
      }),
    ),
  ]
}

/** V9–V11: which ways of buying exclude each other. */
export const marketRules = (template: AWSLaunchTemplate): ReadonlyArray<Breach> => {
  const { marketType, spotMarketOptions, capacityReservationId: reservation, capacityReservationPreference: preference } = template
  const at = (...rest: ReadonlyArray<string>): Path => [...templatePath, ...rest]
  const also = [at('spotMarketOptions'), at('capacityReservationId')]
  const spot = spotMarketOptions !== undefined
  const said = (path: Path, expected: string, got: string) => breach('PW-MARKET', 'creation', path, { expected, got, also })
  return [
    ...when(marketType === 'CapacityBlock' && reservation === undefined, () =>
      said(at('marketType'), 'capacityReservationId beside marketType CapacityBlock', 'none'),
    ),
    ...when(marketType === 'CapacityBlock' && spot, () =>
      said(at('spotMarketOptions'), 'no Spot options with marketType CapacityBlock', 'some'),
    ),
    ...when(marketType === 'OnDemand' && spot, () => said(at('spotMarketOptions'), 'no Spot options with marketType OnDemand', 'some')),
    ...when(marketType === 'Spot' && reservation !== undefined, () =>
      said(at('capacityReservationId'), 'no capacity reservation with marketType Spot', 'one'),
    ),
    ...when(reservation !== undefined && spot && marketType !== 'CapacityBlock', () =>
      said(at('spotMarketOptions'), 'no Spot options with a capacity reservation', 'some'),
    ),
    ...when(reservation !== undefined && (preference === 'None' || preference === 'Open'), () =>
      said(at('capacityReservationPreference'), 'CapacityReservationsOnly, or nothing, with a capacity reservation', preference ?? ''),
    ),
  ]
}

const ignitionRules = ({ ignition }: AWSMachinePoolSpec): ReadonlyArray<Breach> =>
  (['proxy', 'tls'] as const).flatMap((member) =>
    when(ignition?.[member] !== undefined, () =>
      breach('PW-IGNITION', 'tolerated', [...spec, 'ignition', member], {
        expected: `no ignition.${member} on a pool`,
        got: 'some',
        advice: 'It is not supported for pools and has no effect.',
      }),
    ),
  )

/** All of them; a rule that reads a member that did not decode is not asked. */
export const awsMachinePoolRules = (name: string, pool: AWSMachinePoolSpec): ReadonlyArray<Breach> => [
  ...nameRules(name),
  ...sizeRules(pool),
  ...referenceRules(pool.subnets ?? [], [...spec, 'subnets']),
  ...referenceRules(pool.awsLaunchTemplate.additionalSecurityGroups ?? [], [...templatePath, 'additionalSecurityGroups']),
  ...tagRules(pool.additionalTags ?? {}, [...spec, 'additionalTags']),
  ...durationRules(pool),
  ...mixRules(pool),
  ...refreshRules(pool.refreshPreferences ?? {}),
  ...hookRules(pool.lifecycleHooks ?? []),
  ...marketRules(pool.awsLaunchTemplate),
  ...templateVolumeRules(pool.awsLaunchTemplate, templatePath),
  ...ignitionRules(pool),
]
