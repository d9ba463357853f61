/**
 * How often AWS lets an account ask, by bucket: numbers that AWS publishes for EC2, and where to begin for the rest. They are defaults of
 * AWS; an account's own may differ, and a host says so.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
 * @since 0.1.0
 */
import { learnt, published, type Rate } from './Bucket.js'

/** Rates by bucket: `ec2:DescribeImages` for the services that limit every action by itself, `autoscaling` for those with one limit. */
export type Rates = { readonly [bucket: string]: Rate }

const ec2Reads = published(100, 20)
const ec2Writes = published(50, 5)

export const defaultRates: Rates = {
  'ec2:CreateLaunchTemplate': ec2Writes,
  'ec2:DeleteLaunchTemplate': ec2Writes,
  'ec2:DeleteLaunchTemplateVersions': ec2Writes,
  'ec2:CreateLaunchTemplateVersion': published(100, 5),
  'ec2:ModifyLaunchTemplate': published(100, 5),
  'ec2:CreateTags': published(100, 10),
  'ec2:DeleteTags': published(100, 10),
  // For each prefix of each bucket, of writes; reads may be more.
  s3: published(3_500, 3_500),
}

/** Begins low, because nobody knows where the limit is. */
const unknown = learnt(50, 10)

/** The host's number, else AWS's, else one to learn from. */
export const rateOf =
  (rates: Rates) =>
  (bucket: string): Rate =>
    rates[bucket] ?? defaultRates[bucket] ?? (bucket.startsWith('ec2:Describe') ? ec2Reads : unknown)
