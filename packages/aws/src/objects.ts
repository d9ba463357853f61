/**
 * Objects in S3, as far as anybody here asks: whether one is there.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 * @since 0.1.0
 */
import { struct } from '@poolwright/core/codec'
import * as t from 'io-ts'
import { TimeText } from './time.js'

/** `ContentLength` in bytes. */
export const StoredObject = struct('StoredObject', {}, { ContentLength: t.number, LastModified: TimeText })
export type StoredObject = t.TypeOf<typeof StoredObject>

/** The id of an object's fact. A bucket's name has no slash. */
export const objectId = (bucket: string, key: string): string => `${bucket}/${key}`
