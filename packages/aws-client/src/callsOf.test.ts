import type { Acts } from '@poolwright/core/Action'
import { struct } from '@poolwright/core/codec'
import type { OpTable } from '@poolwright/core/Operation'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { makeBudget } from './Budget.js'
import { type CallOptions, callsOf, type Routes } from './callsOf.js'
import { all, makeTally, type Metered } from './Meter.js'

type ThingAct = Acts<{
  'things:Get': [{ readonly Name: string }, { readonly Size: number }]
  'things:Make': [{ readonly Name: string; readonly Data?: { readonly Bytes: Uint8Array } }, { readonly Id: string }]
}>
const row = { repeat: 'natural', bucket: 'things', touches: () => [] } as const
const ops: OpTable<ThingAct> = {
  'things:Get': {
    ...{ ...row, effect: 'read', permission: 'things:Get' },
    ...{ input: struct('Get', { Name: t.string }), answer: struct('Got', { Size: t.number }) },
  },
  'things:Make': {
    ...{ ...row, effect: 'create', permission: 'things:Make' },
    ...{ input: struct('Make', { Name: t.string }), answer: struct('Made', { Id: t.string }) },
  },
}
const scope = 'aws:111122223333/eu-west-1'

/** A service without a network: `answer` gets what the SDK would have been handed. */
const setUp = (answer: (input: unknown) => unknown, options: CallOptions = {}) => {
  class Command {
    readonly input: unknown
    readonly middlewareStack = { add: () => undefined, addRelativeTo: () => undefined }
    constructor(input: never) {
      this.input = input
    }
  }
  const sent: Array<unknown> = []
  const send = async (command: Command): Promise<object> => {
    sent.push(command.input)
    await Promise.resolve()
    return answer(command.input) as object
  }
  const service = { name: 'things', connect: () => Promise.resolve({ send }) }
  const route = { service, command: () => Promise.resolve(Command) }
  const routes: Routes<ThingAct> = { 'things:Get': route, 'things:Make': { ...route, token: 'ClientToken' } }
  const events: Array<Metered> = []
  const listen = options.listen ?? ((e) => void events.push(e))
  const all: CallOptions = { budget: makeBudget(), clock: { now: () => 0, sleep: () => Promise.resolve() }, ...options, listen }
  const make = { ...routes['things:Make'], raw: true } as const
  return { calls: callsOf(ops, routes, all), raw: callsOf(ops, { ...routes, 'things:Make': make }, all), sent, events }
}

describe('one function for all operations', () => {
  it('hands the input on as it is, and the answer as its codec reads it', async () => {
    const { calls, sent } = setUp(() => ({ Size: 3, $metadata: { requestId: 'r' } }))
    expect(await calls['things:Get'](scope, { Name: 'a' }, 'tok')()).toEqual({ _tag: 'Right', right: { Size: 3 } })
    expect(sent).toEqual([{ Name: 'a' }])
  })

  it('writes bytes as base64 and the token where the operation takes one, 64 characters at most', async () => {
    const { calls, sent } = setUp(() => ({ Id: 'x' }))
    const input = { Name: 'a', Data: { Bytes: new TextEncoder().encode('#!/bin/sh\n') } }
    const long = 'x'.repeat(65)
    await calls['things:Make'](scope, input, 'short')()
    await calls['things:Make'](scope, input, long)()
    await calls['things:Make'](scope, input, long)()
    await calls['things:Make'](scope, input, `${long}y`)()
    expect(sent[0]).toEqual({ Name: 'a', Data: { Bytes: 'IyEvYmluL3NoCg==' }, ClientToken: 'short' })
    const tokens = sent.map((s) => (s as { readonly ClientToken: string }).ClientToken)
    expect(tokens[1]).toMatch(/^[0-9a-f]{64}$/)
    expect(tokens[1]).toBe(tokens[2])
    expect(tokens[1]).not.toBe(tokens[3])
  })

  it('hands bytes on as they are where they are the body of the request', async () => {
    const { sent, raw } = setUp(() => ({ Id: 'x' }))
    const input = { Name: 'a', Data: { Bytes: new TextEncoder().encode('#!/bin/sh\n') } }
    await raw['things:Make'](scope, input, 't')()
    expect(sent).toEqual([{ ...input, ClientToken: 't' }])
  })

  it('calls an answer that it cannot read lost, and tells where it went wrong without the value', async () => {
    const { calls, events } = setUp(() => ({ Size: 'a secret' }))
    expect(await calls['things:Get'](scope, { Name: 'a' }, 't')()).toEqual({ _tag: 'Left', left: { _tag: 'Lost' } })
    expect(events).toMatchObject([
      { _tag: 'Call', op: 'things:Get', outcome: 'Unreadable', faults: [expect.stringMatching(/Size: expected number$/)] },
    ])
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  it('never repeats bytes that a service echoes', async () => {
    const echo = (input: unknown) => {
      const { Bytes } = (input as { readonly Data: { readonly Bytes: string } }).Data
      const message = `Value (${Bytes}) for Bytes is invalid: ${atob(Bytes)}`
      throw Object.assign(new Error(message), { name: 'InvalidParameterValue', $fault: 'client', $metadata: { httpStatusCode: 400 } })
    }
    const { calls, events } = setUp(echo)
    const answer = await calls['things:Make'](scope, { Name: 'a', Data: { Bytes: new TextEncoder().encode('canary-7f3a') } }, 't')()
    expect(answer).toMatchObject({ left: { _tag: 'Refused', message: 'Value (…) for Bytes is invalid: …' } })
    expect(JSON.stringify(events)).not.toContain('canary')
  })

  it('never throws, whatever does', async () => {
    const boom = () => {
      throw new Error('boom')
    }
    const { calls } = setUp(boom, { listen: boom })
    expect(await calls['things:Make'](scope, { Name: 'a' }, 't')()).toEqual({ _tag: 'Left', left: { _tag: 'Lost' } })
    const fine = setUp(() => ({ Size: 1 }), { listen: boom })
    expect(await fine.calls['things:Get'](scope, { Name: 'a' }, 't')()).toMatchObject({ _tag: 'Right' })
    const nowhere = await fine.calls['things:Get']('kube:/ns', { Name: 'a' }, 't')()
    expect(nowhere).toMatchObject({ left: { _tag: 'Refused', code: 'InvalidScope' } })
  })

  it('asks nobody before it is run, and again each time it is', async () => {
    const { calls, sent } = setUp(() => ({ Size: 1 }))
    const ask = calls['things:Get'](scope, { Name: 'a' }, 't')
    expect(sent).toHaveLength(0)
    await ask()
    await ask()
    expect(sent).toHaveLength(2)
  })
})

describe('the tally', () => {
  it('counts calls by operation and outcome', async () => {
    const tally = makeTally()
    const seen: Array<string> = []
    const { calls } = setUp((input) => ((input as { readonly Name: string }).Name === 'bad' ? {} : { Size: 1 }), {
      listen: all(tally.listen, (e) => void seen.push(e.op)),
    })
    for (const Name of ['a', 'bad', 'b']) await calls['things:Get'](scope, { Name }, 't')()
    expect(tally.counts()).toMatchObject([
      { op: 'things:Get', outcome: 'Ok', calls: 2 },
      { op: 'things:Get', outcome: 'Unreadable', calls: 1 },
    ])
    expect(seen).toHaveLength(3)
  })
})
