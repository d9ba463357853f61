import { surprises } from '@poolwright/aws-client/conformance/Difference'
import { makeTally } from '@poolwright/aws-client/Meter'
import * as E from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { differing, groundOf, perform, sequences } from './conformance.js'
import { differences } from './conformance/differences.js'
import { emulatedCluster } from './conformance/emulatedCluster.js'
import { eksCalls } from './eksCalls.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const region = process.env['AWS_REGION'] ?? 'us-east-1'
const scope = `aws:000000000000/${region}`
const cluster = `conformance-${process.pid}`

/** Two subnets of the account. EC2 is no service of this package, so that it is asked in plain words; nobody checks who asks. */
const subnetsAt = async (url: string): Promise<ReadonlyArray<string>> => {
  const authorization = `AWS4-HMAC-SHA256 Credential=nobody/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=none`
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await fetch(url, { method: 'POST', headers, body: 'Action=DescribeSubnets&Version=2016-11-15' })
  return [...(await answer.text()).matchAll(/<subnetId>(.*?)<\/subnetId>/g)].slice(0, 2).map(([, id]) => id ?? '')
}

if (endpoint === undefined)
  describe('conformance', () => {
    it('skipped: AWS_ENDPOINT_URL names no emulated account to run in', (context) => context.skip('AWS_ENDPOINT_URL is not set'))
  })
else
  describe(`the emulated account at ${endpoint}`, () => {
    const tally = makeTally()
    const calls = eksCalls({ listen: tally.listen })
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 200))
    beforeAll(async () => {
      const subnets = await subnetsAt(endpoint)
      await emulatedCluster({ name: cluster, version: '1.34', subnets })
    })

    it.each(sequences)('$name', async (sequence) => {
      const ground = await groundOf(calls, scope, `conformance-${process.pid}-${Date.now().toString(36)}`, cluster)
      if (E.isLeft(ground)) throw new Error(ground.left)
      const heard = await perform({ calls, ground: ground.right, pause, patience: 25 }, sequence)
      expect(heard).toHaveLength(sequence.steps.length)
      expect(surprises(differences['emulated account'], heard, differing(heard))).toEqual({ unlisted: [], gone: [] })
    })

    it('every answer was read', () => {
      expect(tally.counts().filter((c) => c.outcome === 'Unreadable' || c.outcome === 'Lost')).toEqual([])
    })
  })
