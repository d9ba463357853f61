/**
 * The AWS services behind EKS pools. Each SDK package is loaded when its service is first asked.
 * @since 0.1.0
 */
import type * as Eks from '@aws-sdk/client-eks'
import type * as Iam from '@aws-sdk/client-iam'
import type { Service } from '@poolwright/aws-client/Clients'
import type { Route } from '@poolwright/aws-client/callsOf'

const loadEks = () => import('@aws-sdk/client-eks')
const loadIam = () => import('@aws-sdk/client-iam')
type CommandClass = Awaited<ReturnType<Route['command']>>

const eksService: Service = { name: 'eks', connect: async (config) => new (await loadEks()).EKSClient(config) }
const iamService: Service = { name: 'iam', connect: async (config) => new (await loadIam()).IAMClient(config) }

/** A command of EKS. */
export const eks = (pick: (sdk: typeof Eks) => CommandClass): Route => ({ service: eksService, command: async () => pick(await loadEks()) })
/** A command of EKS that remembers a client token, so that the same request twice starts one thing. */
export const eksOnce = (pick: (sdk: typeof Eks) => CommandClass): Route => ({ ...eks(pick), token: 'clientRequestToken' })
/** A command of IAM, which is one for a whole partition and knows no client tokens. */
export const iam = (pick: (sdk: typeof Iam) => CommandClass): Route => ({ service: iamService, command: async () => pick(await loadIam()) })
