/**
 * Rules across the fields of an AWSManagedMachinePool, judged after defaulting: those of Cluster API Provider AWS's webhook, and what
 * EKS refuses although the webhook lets it through.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
import type { AWSManagedMachinePoolSpec, Scaling, UpdateConfig } from '../AWSManagedMachinePool.js'
import { type Breach, breach, repeats, when } from '../internal/Rule.js'
import type { Path } from '../internal/Tree.js'
import { hookRules, marketRules, referenceRules } from './awsMachinePool.js'
import { tagRules } from './tags.js'
import { templateVolumeRules } from './volumes.js'

const at = (...path: ReadonlyArray<string>): Path => ['spec', ...path]
const template = at('awsLaunchTemplate')
const mostTaints = 50

/** N09, N10. */
const nameRules = (name: string): ReadonlyArray<Breach> =>
  when(!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(name), () =>
    breach('PW-NODEGROUP-NAME', 'tolerated', at('eksNodegroupName'), {
      expected: 'a name of 1 to 63 letters, digits, "-" and "_" that begins with a letter or digit',
      got: name.length > 63 ? `${name.length} characters` : JSON.stringify(name),
      advice: 'EKS takes no other.',
    }),
  )

/** V05, V06. */
const scalingRules = ({ minSize = 0, maxSize }: Scaling): ReadonlyArray<Breach> => [
  ...when(maxSize !== undefined && minSize > maxSize, () =>
    breach('PW-SIZE-ORDER', 'error', at('scaling', 'minSize'), {
      expected: `a minSize of at most maxSize, ${maxSize ?? ''}`,
      got: String(minSize),
      also: [at('scaling', 'maxSize')],
    }),
  ),
  ...when(maxSize === 0, () =>
    breach('PW-RANGE', 'tolerated', at('scaling', 'maxSize'), {
      expected: 'a maxSize of at least 1',
      got: '0',
      advice: 'EKS takes no other.',
    }),
  ),
]

/** V01, V02. */
const updateRules = ({ maxUnavailable, maxUnavailablePercentage }: UpdateConfig): ReadonlyArray<Breach> =>
  when((maxUnavailable === undefined) === (maxUnavailablePercentage === undefined), () =>
    breach('PW-UPDATE-CONFIG', 'error', at('updateConfig'), {
      expected: 'maxUnavailable or maxUnavailablePercentage',
      got: maxUnavailable === undefined ? 'neither' : 'both',
    }),
  )

/** V08: refused when the pool is made. */
const accessRules = ({ remoteAccess }: AWSManagedMachinePoolSpec): ReadonlyArray<Breach> =>
  when(remoteAccess?.public === true && (remoteAccess.sourceSecurityGroups ?? []).length > 0, () =>
    breach('PW-REMOTE-ACCESS', 'creation', at('remoteAccess', 'sourceSecurityGroups'), {
      expected: 'no source groups beside public: true',
      got: 'some',
      also: [at('remoteAccess', 'public')],
    }),
  )

const taintRules = ({ taints = [] }: AWSManagedMachinePoolSpec): ReadonlyArray<Breach> => [
  ...when(taints.length > mostTaints, () =>
    breach('PW-NODE-TAINTS', 'tolerated', at('taints'), { expected: `at most ${mostTaints} taints`, got: String(taints.length) }),
  ),
  ...repeats(taints.map((x) => `${x.effect} ${x.key}`)).map((i) =>
    breach('PW-NODE-TAINTS', 'tolerated', ['spec', 'taints', i], {
      expected: 'each key once for an effect',
      got: `${taints[i]?.effect ?? ''} of ${JSON.stringify(taints[i]?.key.slice(0, 60))} again`,
    }),
  ),
]

/** V09–V14, V29: what a launch template leaves no room for. */
const templateRules = (pool: AWSManagedMachinePoolSpec): ReadonlyArray<Breach> => {
  const lt = pool.awsLaunchTemplate
  if (lt === undefined) return []
  const beside = (weight: 'error' | 'tolerated', path: Path, expected: string, advice: string, also: ReadonlyArray<Path> = []) =>
    breach('PW-TEMPLATE-BESIDE', weight, path, { expected, got: 'one', advice, also: [template, ...also] })
  const named = lt.ami?.id !== undefined && lt.ami.id !== ''
  const lookedUp = [lt.ami?.eksLookupType, lt.imageLookupFormat, lt.imageLookupOrg, lt.imageLookupBaseOS].some(
    (x) => x !== undefined && x !== '',
  )
  return [
    ...when(pool.instanceType !== undefined, () =>
      beside('error', at('instanceType'), 'no instanceType beside awsLaunchTemplate', 'Write awsLaunchTemplate.instanceType instead.'),
    ),
    ...when(pool.diskSize !== undefined, () =>
      beside('error', at('diskSize'), 'no diskSize beside awsLaunchTemplate', 'Write awsLaunchTemplate.rootVolume instead.'),
    ),
    ...when(lt.iamInstanceProfile !== undefined && lt.iamInstanceProfile !== '', () =>
      beside('error', [...template, 'iamInstanceProfile'], 'no instance profile', 'EKS attaches one itself, of the role in roleName.'),
    ),
    ...when(pool.remoteAccess !== undefined, () =>
      beside(
        'tolerated',
        at('remoteAccess'),
        'no remoteAccess beside awsLaunchTemplate',
        'Write sshKeyName and additionalSecurityGroups of awsLaunchTemplate instead.',
      ),
    ),
    ...when((named || lookedUp) && pool.amiType !== undefined && pool.amiType !== 'CUSTOM', () =>
      beside(
        'tolerated',
        at('amiType'),
        'CUSTOM, or no amiType, beside an image in awsLaunchTemplate',
        'EKS takes the image from the template or by type, not both.',
        [[...template, 'ami']],
      ),
    ),
    ...when((named || lookedUp) && pool.amiVersion !== undefined, () =>
      beside(
        'tolerated',
        at('amiVersion'),
        'no amiVersion beside an image in awsLaunchTemplate',
        'Releases are of EKS’s own images; change the image instead.',
        [[...template, 'ami']],
      ),
    ),
  ]
}

/** All of them; a rule that reads a member that did not decode is not asked. */
export const awsManagedMachinePoolRules = (pool: AWSManagedMachinePoolSpec): ReadonlyArray<Breach> => [
  ...nameRules(pool.eksNodegroupName),
  ...scalingRules(pool.scaling ?? {}),
  ...updateRules(pool.updateConfig),
  ...accessRules(pool),
  ...taintRules(pool),
  ...templateRules(pool),
  ...when((pool.diskSize ?? 1) < 1, () =>
    breach('PW-RANGE', 'tolerated', at('diskSize'), { expected: 'a diskSize of at least 1 GiB', got: String(pool.diskSize) }),
  ),
  ...tagRules(pool.additionalTags ?? {}, at('additionalTags')),
  ...hookRules(pool.lifecycleHooks ?? []),
  ...(pool.awsLaunchTemplate === undefined
    ? []
    : [
        ...referenceRules(pool.awsLaunchTemplate.additionalSecurityGroups ?? [], [...template, 'additionalSecurityGroups']),
        ...marketRules(pool.awsLaunchTemplate),
        ...templateVolumeRules(pool.awsLaunchTemplate, template),
      ]),
]
