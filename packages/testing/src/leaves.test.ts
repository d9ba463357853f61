import type { AnyAct } from '@poolwright/core/Action'
import { defaults } from '@poolwright/planner/pool/Settings'
import { WrittenSpec } from '@poolwright/schema/AWSMachinePool'
import { WrittenManagedSpec } from '@poolwright/schema/AWSManagedMachinePool'
import { describe, expect, it } from 'vitest'
import type { AnyCodec } from './arbitraries/codec.js'
import { type Pair, pairsByLeaf, pathsOf } from './arbitraries/pairs.js'
import { trial } from './awsMachinePool.js'
import { trial as managed } from './awsManagedMachinePool.js'
import type { Desired } from './Desired.js'
import type { History } from './History.js'
import { agreeing } from './judging.js'
import { play } from './play.js'
import * as Schedule from './Schedule.js'
import type { SubjectTrial } from './Trial.js'

type Reasons = { readonly [path: string]: string }

const documents = (d: Desired): ReadonlyArray<Schedule.Setting> => Object.entries(d).map(([document, to]) => ({ at: [document], to }))

/** What becomes of a wish, until rest, or of one that comes after another. */
const player =
  <A extends AnyAct, W>(of: SubjectTrial<A, W>) =>
  (x: Desired, ...then: ReadonlyArray<Desired>): Promise<History<W>> =>
    play(of, {
      ...Schedule.schedule(
        documents(x),
        then.flatMap((d) => [...documents(d).map(Schedule.set), Schedule.settle]),
      ),
      atRest: true,
    })

/**
 * Leaves of which no two wishes are told apart: nothing is drawn, or the world that the one leads to is as right for the other. And what is
 * wrong where the subject is led from the one wish to the other.
 */
const toldApart = async <A extends AnyAct, W>(of: SubjectTrial<A, W>, codec: AnyCodec, kind: string) => {
  const { agreement, inputs } = of
  const played = player(of)
  const isTold = async ([x, y]: Pair): Promise<boolean> => {
    if (!inputs.admits(x) || !inputs.admits(y) || !agreement.possible(x, inputs.world)) return false
    const first = await played(x)
    const beyond = (d: Desired) => (agreement.beyond?.(first.world, d) ?? []).length > 0
    if (agreeing(agreement, first).length > 0 || beyond(x)) return false
    return beyond(y) || (agreement.possible(y, first.world) && agreement.disagreements(first.world, y).length > 0)
  }
  const pairs = pairsByLeaf(inputs, codec, [kind, 'spec'])
  const untold: Array<string> = []
  const wrong: Array<string> = []
  for (const path of pathsOf(codec)) {
    const pair = await firstOf(pairs.get(path) ?? [], isTold)
    if (pair === undefined) untold.push(path)
    else wrong.push(...agreeing(agreement, await played(...pair)).map((x) => `${path}: ${x}`))
  }
  return { untold, wrong }
}
const firstOf = async <A>(all: ReadonlyArray<A>, holds: (a: A) => Promise<boolean>): Promise<A | undefined> => {
  for (const a of all) if (await holds(a)) return a
  return undefined
}

const written = 'Written by controllers, for readers; nothing is done for it.'
const named = 'The launch template is called as the pool is, whatever stands there.'
const numbered = 'AWS numbers versions, whatever stands there.'
const device = 'The root volume goes under the name that the image has for it.'
const unsupported = 'Without effect on pools; a finding says so.'
const paced = 'Says how a rollout goes about it, not where it leads; the rows ASG-R are about it.'
const standing = 'Suspended it keeps the group from ever coming to rest, which every history here ends with; the rows ASG-P are about it.'
const unspoken: { readonly [kind: string]: Reasons } = {
  AWSMachinePool: {
    providerID: written,
    providerIDList: written,
    'awsLaunchTemplate.name': named,
    'awsLaunchTemplate.versionNumber': numbered,
    'awsLaunchTemplate.rootVolume.deviceName': device,
    'awsLaunchTemplate.ami.eksLookupType':
      'Chooses among EKS’s images, and the cluster here is none of EKS’s; the other kind of pools has it.',
    'ignition.proxy.httpProxy': unsupported,
    'ignition.proxy.httpsProxy': unsupported,
    'ignition.proxy.noProxy': unsupported,
    'ignition.tls.certificateAuthorities': unsupported,
    'refreshPreferences.disable': 'Says that nothing is replaced, so that any instance is right.',
    'refreshPreferences.strategy': 'There is one strategy.',
    'refreshPreferences.instanceWarmup': paced,
    'refreshPreferences.minHealthyPercentage': paced,
    'refreshPreferences.maxHealthyPercentage': paced,
    'suspendProcesses.processes.launch': standing,
    'suspendProcesses.processes.terminate': standing,
    'suspendProcesses.processes.healthCheck': standing,
    'suspendProcesses.processes.instanceRefresh': standing,
    'suspendProcesses.processes.replaceUnhealthy': standing,
    'suspendProcesses.processes.scheduledActions': 'The process that others suspend here.',
  },
  AWSManagedMachinePool: {
    providerIDList: written,
    'awsLaunchTemplate.name': named,
    'awsLaunchTemplate.versionNumber': numbered,
    'awsLaunchTemplate.rootVolume.deviceName': device,
    'awsLaunchTemplate.iamInstanceProfile': 'EKS attaches the profile itself, and an API server takes none beside a launch template.',
    'awsLaunchTemplate.spotMarketOptions.maxPrice': 'EKS takes no template that asks for Spot; capacityType does.',
    eksNodegroupName: 'Another name is another node group; the raw world is read by the one name.',
  },
}
const ofNodeGroups = 'Speaks of node groups only.'
const ofGroups = 'Speaks of rollouts of Auto Scaling groups only.'
const whose = 'Says whose what is there already is; the histories of hands-off have one answer to that.'
const where = 'Says where things are, or whether they may be made at all; the whole trial stands on it.'
const cautious = 'Where it is on, something is done again or given up that the agreement takes for fixed; the rows of behaviours have it.'
const shared = { adopt: whose, ownership: whose, account: where, region: where, assumptions: where, onDelete: cautious }
/** Settings of which no value is drawn. */
const unset: { readonly [kind: string]: Reasons } = {
  AWSMachinePool: {
    ...shared,
    retryFailedRefresh: 'A rollout fails here only by a fault, and is begun again by its own means.',
    alarms: 'There are no alarms in this account.',
    ...Object.fromEntries(
      [
        ...['EKSEnableIAM', 'EKSAllowAddRoles', 'recreateFailed', 'replace', 'force', 'followLatestRelease', 'nodeGroupHooks'],
        ...['autoscalerTags', 'updateStrategy', 'nodeRepair', 'instanceTypes'],
      ].map((name) => [name, ofNodeGroups]),
    ),
  },
  AWSManagedMachinePool: {
    ...shared,
    EKSEnableIAM: where,
    EKSAllowAddRoles: where,
    recreateFailed: cautious,
    replace: cautious,
    force: cautious,
    followLatestRelease: 'Every release here is in the account from the beginning; the rows EKS-U are about it.',
    autoscalerTags: 'Tags of a cluster autoscaler are somebody else’s to these laws, as planted bugs show; the rows EKS-G are about it.',
    userDataChange: 'Every version of its template replaces a node group’s nodes.',
    imageLookup: 'No newer image ever comes here; the rows EKS-LT are about it.',
    retag: ofGroups,
    ...Object.fromEntries(
      ['retryFailedRefresh', 'rolloutDelay', 'autoRollback', 'checkpoints', 'bakeTime', 'alarms'].map((name) => [name, ofGroups]),
    ),
  },
}

it.each([
  ['AWSMachinePool', trial.inputs.leaves],
  ['AWSManagedMachinePool', managed.inputs.leaves],
] as const)('every setting of %s is drawn, or there is a reason', (kind, leaves) => {
  const drawn = leaves.flatMap((leaf) => (leaf.path.startsWith('settings.') ? [leaf.path.slice('settings.'.length)] : []))
  expect([...drawn, ...Object.keys(unset[kind] ?? {})].sort()).toEqual(Object.keys(defaults).sort())
})

describe('of every leaf that the codec has, two wishes that differ in nothing else are drawn, told apart, and followed', () => {
  const subjects = [
    ['AWSMachinePool', () => toldApart(trial, WrittenSpec, 'AWSMachinePool')],
    ['AWSManagedMachinePool', () => toldApart(managed, WrittenManagedSpec, 'AWSManagedMachinePool')],
  ] as const
  it.each(subjects)(
    '%s',
    async (kind, judge) => {
      const { untold, wrong } = await judge()
      expect(wrong).toEqual([])
      expect([...untold].sort()).toEqual(Object.keys(unspoken[kind] ?? {}).sort())
    },
    240_000,
  )
})
