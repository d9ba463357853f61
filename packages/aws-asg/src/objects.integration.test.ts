import { CreateBucketCommand, DeleteBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { awsCalls } from './awsCalls.js'

const endpoint = process.env['AWS_ENDPOINT_URL']
const region = process.env['AWS_REGION'] ?? 'us-east-1'
const scope = `aws:000000000000/${region}`

it.skipIf(endpoint === undefined)('objects: put, seen, deleted, no longer seen', async () => {
  const client = new S3Client({ region, forcePathStyle: true })
  const Bucket = `objects-${process.pid}-${Date.now()}`
  const Key = 'machine-pool/a b/0a1b'
  await client.send(new CreateBucketCommand({ Bucket }))
  const calls = awsCalls()
  const Body = new TextEncoder().encode('{"ignition":{"version":"3.4.0"}}')
  const head = () => calls['s3:HeadObject'](scope, { Bucket, Key }, '')()
  expect(await head()).toMatchObject({ _tag: 'Left', left: { _tag: 'Stale', code: 'NotFound' } })
  expect(E.isRight(await calls['s3:PutObject'](scope, { Bucket, Key, Body }, '')())).toBe(true)
  expect(E.isRight(await head())).toBe(true)
  const got = await client.send(new GetObjectCommand({ Bucket, Key }))
  expect(await got.Body?.transformToString()).toBe('{"ignition":{"version":"3.4.0"}}')
  expect(E.isRight(await calls['s3:DeleteObject'](scope, { Bucket, Key }, '')())).toBe(true)
  expect(await head()).toMatchObject({ _tag: 'Left', left: { _tag: 'Stale', code: 'NotFound' } })
  await client.send(new DeleteBucketCommand({ Bucket }))
  client.destroy()
})
