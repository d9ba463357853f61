import { digest } from '@poolwright/core/digest'
import * as Fact from '@poolwright/core/Fact'
import * as Key from '@poolwright/core/Key'
import { describe, expect, it } from 'vitest'
import { account, after, answered, type Asked, refusalOf, refusals, SECOND, scope } from './account.fixture.js'
import { aws } from './aws.js'
import { factsOfWorld } from './factsOfWorld.js'
import { provision } from './seed.js'
import { regionOf } from './World.js'
import { encodeWorld } from './worldFile.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const place = { Bucket: 'data', Key: 'machine-pool/pool/0a1b' }
const put = (text: string, more: object = {}): Asked => ['s3:PutObject', { ...place, Body: bytes(text), ...more }]
const one = after(account, put('canary', { ServerSideEncryption: 'aws:kms' }))
const stored = (w: typeof one) => regionOf(w, scope).buckets.get('data')?.get(place.Key)

describe('an object', () => {
  it('is kept by digest and size, never by its bytes', () => {
    expect(stored(one)).toEqual({ digest: digest('canary'), size: 6, encryption: 'aws:kms', modifiedAt: account.now })
    expect(JSON.stringify(encodeWorld(one))).not.toMatch(/canary|Y2FuYXJ5/)
  })
  it('is found by its head, and says nothing else of what it holds', () =>
    expect(answered(one, 's3:HeadObject', place)).toEqual({
      ContentLength: 6,
      LastModified: '2026-01-01T00:00:00.000Z',
      ServerSideEncryption: 'aws:kms',
    }))
  it('takes the place of the one before', () => {
    const w = after(aws.tick(one, SECOND), put('longer one'))
    expect(stored(w)).toEqual({ digest: digest('longer one'), size: 10, encryption: 'AES256', modifiedAt: account.now + SECOND })
    expect(regionOf(w, scope).buckets.get('data')?.size).toBe(1)
  })
  it('is gone once deleted, and deleting it again is no error', () => {
    const w = after(one, ['s3:DeleteObject', place], ['s3:DeleteObject', place])
    expect(refusals(w)).toEqual([])
    expect(refusalOf(w, 's3:HeadObject', place)).toBe('NotFound: UnknownError')
  })
  it('is in the bucket that was named and in no other', () => {
    const two = provision(one, scope, { buckets: ['data', 'other'] })
    expect(refusalOf(two, 's3:HeadObject', { ...place, Bucket: 'other' })).toContain('NotFound')
    expect(stored(two)).toEqual(stored(one))
  })
})

describe('S3 refuses', () => {
  it('a bucket that is not there; of a HEAD that looks like a missing object', () => {
    const nowhere = { ...place, Bucket: 'nowhere' }
    expect(refusalOf(one, 's3:PutObject', { ...nowhere, Body: bytes('a') })).toContain('NoSuchBucket')
    expect(refusalOf(one, 's3:DeleteObject', nowhere)).toContain('NoSuchBucket')
    expect(refusalOf(one, 's3:HeadObject', nowhere)).toContain('NotFound')
  })
  it('keys of no byte and of more than 1,024, encryptions that it does not know, and what is no request at all', () => {
    const refused = (more: object) => refusalOf(one, 's3:PutObject', { ...place, Body: bytes('a'), ...more })
    expect(refused({ Key: '' })).toContain('InvalidRequest')
    expect(refused({ Key: 'ä'.repeat(513) })).toContain('KeyTooLongError')
    expect(refused({ Key: 'ä'.repeat(512) })).toBe('answered')
    expect(refused({ ServerSideEncryption: 'rot13' })).toContain('InvalidArgument')
    expect(refused({ Body: { $secret: 'a' } })).toContain('InvalidArgument')
  })
})

describe('facts of objects', () => {
  const key = (id: string) => Key.of('object', scope, id)
  it('are of all there are, and absent for all others', () => {
    const found = Fact.present({ ContentLength: 6, LastModified: '2026-01-01T00:00:00.000Z' }, 5)
    expect(factsOfWorld(one, 5)[key(`data/${place.Key}`)]).toEqual(found)
    expect(factsOfWorld(one, 5, [key('data/none'), key('nowhere/none')])).toEqual({
      [key('data/none')]: Fact.absent(5),
      [key('nowhere/none')]: Fact.absent(5),
    })
  })
})
