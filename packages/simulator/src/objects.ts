/**
 * S3 objects: buckets exist when they were provisioned, and of what is put into one only digest and size are kept.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 * @since 0.1.0
 */
import type { CloudError } from '@poolwright/core/CloudError'
import { struct } from '@poolwright/core/codec'
import { digest } from '@poolwright/core/digest'
import type { Scope } from '@poolwright/core/Key'
import { bytesOf, text } from '@poolwright/core/Payload'
import * as t from 'io-ts'
import { answer, type Answered, broken, type Handlers, refusal, refuse, taking } from './Handler.js'
import { type Objects, regionOf, type StoredObject, timeText, withRegion, type World } from './World.js'

const place = { Bucket: t.string, Key: t.string }
type Place = { readonly Bucket: string; readonly Key: string }
const Bytes = new t.Type<Uint8Array, unknown>(
  'bytes',
  (u): u is Uint8Array => u instanceof Uint8Array,
  (u, c) => (u instanceof Uint8Array ? t.success(u) : t.failure(u, c)),
  (a) => a,
)

const noBucket = refusal('NoSuchBucket', 'The specified bucket does not exist')
/** A HEAD has no body: neither a code nor words come with it (API_HeadObject), and a missing bucket looks the same. */
const notFound = refusal('NotFound', 'UnknownError')
const bucketIn = (w: World, scope: Scope, name: string): Objects | undefined => regionOf(w, scope).buckets.get(name)
const keep = (w: World, scope: Scope, name: string, objects: Objects): World =>
  withRegion(w, scope, { buckets: regionOf(w, scope).buckets.set(name, objects) })

/** Keys have 1 to 1,024 bytes of UTF-8 (Amazon S3 User Guide, Object key names). */
const keyWrong = (key: string): CloudError | undefined =>
  key === ''
    ? refusal('InvalidRequest', 'The key must not be empty')
    : bytesOf(text(key)).length > 1_024
      ? refusal('KeyTooLongError', 'Your key is too long')
      : undefined
const encryptions = ['AES256', 'aws:kms', 'aws:kms:dsse']
/** What S3 does of itself when nobody asks for an encryption. */
const ownEncryption = 'AES256'

type Put = Place & { readonly Body: Uint8Array; readonly ServerSideEncryption?: string }
/** Puts it in the place of whatever is there. */
const put = (w: World, scope: Scope, i: Put): Answered => {
  const objects = bucketIn(w, scope, i.Bucket)
  const encryption = i.ServerSideEncryption ?? ownEncryption
  const wrong = broken(
    () => (objects === undefined ? noBucket : undefined),
    () => keyWrong(i.Key),
    () => (encryptions.includes(encryption) ? undefined : refusal('InvalidArgument', 'The encryption method specified is not supported')),
  )
  if (wrong !== undefined || objects === undefined) return refuse(wrong ?? noBucket)
  const stored: StoredObject = { digest: digest(i.Body), size: i.Body.length, encryption, modifiedAt: w.now }
  return answer(keep(w, scope, i.Bucket, objects.set(i.Key, stored)), { ServerSideEncryption: encryption })
}

/** What is not there is deleted without a word. */
const remove = (w: World, scope: Scope, i: Place): Answered => {
  const objects = bucketIn(w, scope, i.Bucket)
  return objects === undefined ? refuse(noBucket) : answer(keep(w, scope, i.Bucket, objects.delete(i.Key)), {})
}

const head = (w: World, scope: Scope, i: Place): Answered => {
  const found = bucketIn(w, scope, i.Bucket)?.get(i.Key)
  return found === undefined
    ? refuse(notFound)
    : answer(w, { ContentLength: found.size, LastModified: timeText(found.modifiedAt), ServerSideEncryption: found.encryption })
}

export const objects: Handlers = {
  's3:PutObject': taking('s3:PutObject', struct('PutObject', { ...place, Body: Bytes }, { ServerSideEncryption: t.string }), put),
  's3:DeleteObject': taking('s3:DeleteObject', struct('DeleteObject', place), remove),
  's3:HeadObject': taking('s3:HeadObject', struct('HeadObject', place), head),
}
