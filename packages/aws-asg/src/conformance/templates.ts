/**
 * Launch templates and their versions (`aws-semantics` §4.1).
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html
 * @since 0.1.0
 */
import { digestUserData } from '@poolwright/core/UserData'
import { type Ground, type Seen, type Sequence, step, textOf } from './Sequence.js'

const name = (g: Ground) => `${g.prefix}-template`
const id = (seen: Seen) => textOf(seen, 'template', 'LaunchTemplateId')
const bytes = new TextEncoder().encode('#cloud-config\nruncmd: [uptime]\n')
const byName = (g: Ground) => ({ Filters: [{ Name: 'launch-template-name', Values: [name(g)] }] })
const make = (g: Ground) => ({
  LaunchTemplateName: name(g),
  LaunchTemplateData: { ImageId: g.images[0], InstanceType: g.instanceType, UserData: bytes },
  TagSpecifications: [{ ResourceType: 'launch-template', Tags: [{ Key: 'team', Value: 'a' }] }],
})
const second = (g: Ground, seen: Seen) => ({
  LaunchTemplateId: id(seen),
  LaunchTemplateData: { ImageId: g.images[1], InstanceType: g.instanceType },
})

const made = [
  step('a template begins with version 1', 'ec2:CreateLaunchTemplate', make, {
    sees: (a) => a.VersionNumber,
    wants: '1',
    as: 'template',
  }),
]
const tidy = [step('the template is deleted', 'ec2:DeleteLaunchTemplate', (_, seen) => ({ LaunchTemplateId: id(seen) }))]

export const templates: ReadonlyArray<Sequence> = [
  {
    name: 'template',
    steps: [
      ...made,
      step('a name is taken once, also by an equal request', 'ec2:CreateLaunchTemplate', make, {
        wants: 'Stale InvalidLaunchTemplateName.AlreadyExistsException',
      }),
      step('a template is found by its name, with its own tags', 'ec2:DescribeLaunchTemplates', byName, {
        sees: (a) => a.LaunchTemplates.map((t) => [t.LaunchTemplateId, t.DefaultVersionNumber, t.LatestVersionNumber, t.Tags ?? []]),
        wants: (_, seen) => [[id(seen), 1, 1, [{ Key: 'team', Value: 'a' }]]],
        settles: true,
      }),
      step('tags are added and written over', 'ec2:CreateTags', (_, seen) => ({
        Resources: [id(seen)],
        Tags: [
          { Key: 'team', Value: 'b' },
          { Key: 'cost', Value: '' },
        ],
      })),
      step('and show on the template', 'ec2:DescribeLaunchTemplates', byName, {
        sees: (a) => a.LaunchTemplates.flatMap((t) => (t.Tags ?? []).map((x) => `${x.Key}=${x.Value}`)).sort(),
        wants: ['cost=', 'team=b'],
        settles: true,
      }),
      step('tags are deleted by key', 'ec2:DeleteTags', (_, seen) => ({ Resources: [id(seen)], Tags: [{ Key: 'team' }] })),
      step('and no longer show', 'ec2:DescribeLaunchTemplates', byName, {
        sees: (a) => a.LaunchTemplates.flatMap((t) => (t.Tags ?? []).map((x) => `${x.Key}=${x.Value}`)),
        wants: ['cost='],
        settles: true,
      }),
      step(
        'a name that nothing has is no error of a filter',
        'ec2:DescribeLaunchTemplates',
        (g) => ({
          Filters: [{ Name: 'launch-template-name', Values: [`${name(g)}-none`] }],
        }),
        { sees: (a) => a.LaunchTemplates.length, wants: 0 },
      ),
      step('a template is deleted', 'ec2:DeleteLaunchTemplate', (_, seen) => ({ LaunchTemplateId: id(seen) })),
      step('and cannot be deleted twice', 'ec2:DeleteLaunchTemplate', (_, seen) => ({ LaunchTemplateId: id(seen) }), {
        wants: 'Stale InvalidLaunchTemplateId.NotFound',
      }),
      step('nor be given a version', 'ec2:CreateLaunchTemplateVersion', second, { wants: 'Stale InvalidLaunchTemplateId.NotFound' }),
    ],
    tidy: [],
  },
  {
    name: 'template-versions',
    steps: [
      ...made,
      step('a version has the next number', 'ec2:CreateLaunchTemplateVersion', second, {
        sees: (a) => a.VersionNumber,
        wants: '2',
        token: 'second',
      }),
      step('the same request with the same token makes no other', 'ec2:CreateLaunchTemplateVersion', second, {
        sees: (a) => a.VersionNumber,
        wants: '2',
        token: 'second',
      }),
      step(
        'the same token with other parameters is refused',
        'ec2:CreateLaunchTemplateVersion',
        (g, seen) => ({ LaunchTemplateId: id(seen), LaunchTemplateData: { ImageId: g.images[0], InstanceType: g.instanceType } }),
        { wants: 'Refused IdempotentParameterMismatch', token: 'second' },
      ),
      step('equal content with another token is another version', 'ec2:CreateLaunchTemplateVersion', second, {
        sees: (a) => a.VersionNumber,
        wants: '3',
      }),
      step('the default stays where it was', 'ec2:DescribeLaunchTemplates', byName, {
        sees: (a) => a.LaunchTemplates.map((t) => [t.DefaultVersionNumber, t.LatestVersionNumber]),
        wants: [[1, 3]],
        settles: true,
      }),
      step(
        'versions are read by number, with what was written',
        'ec2:DescribeLaunchTemplateVersions',
        (_, seen) => ({
          LaunchTemplateId: id(seen),
          Versions: ['1', '2'],
          MaxResults: 200,
        }),
        {
          sees: (a) =>
            [...a.LaunchTemplateVersions]
              .sort((x, y) => x.VersionNumber - y.VersionNumber)
              .map((v) => [v.VersionNumber, v.LaunchTemplateData.ImageId ?? '', v.LaunchTemplateData.UserData?.all ?? '']),
          wants: (g) => [
            [1, g.images[0], digestUserData(bytes).all],
            [2, g.images[1], ''],
          ],
        },
      ),
      step(
        '$Latest without a template is one version of every template',
        'ec2:DescribeLaunchTemplateVersions',
        () => ({ Versions: ['$Latest'], MaxResults: 200 }),
        {
          // Templates of others come too, on as many pages as there are.
          sees: (a) => {
            const ids = a.LaunchTemplateVersions.map((v) => v.LaunchTemplateId)
            return ids.length > 0 && new Set(ids).size === ids.length
          },
          wants: true,
          settles: true,
        },
      ),
      step(
        'a number that was never given is not found',
        'ec2:DescribeLaunchTemplateVersions',
        (_, seen) => ({
          LaunchTemplateId: id(seen),
          Versions: ['99'],
        }),
        { wants: 'Stale InvalidLaunchTemplateId.VersionNotFound' },
      ),
      step(
        'versions are deleted, and what could not be is named',
        'ec2:DeleteLaunchTemplateVersions',
        (_, seen) => ({
          LaunchTemplateId: id(seen),
          Versions: ['2', '99'],
        }),
        { sees: (a) => (a.UnsuccessfullyDeletedLaunchTemplateVersions ?? []).map((v) => v.VersionNumber ?? 0), wants: [99] },
      ),
      step('a deleted number is not given again', 'ec2:CreateLaunchTemplateVersion', second, { sees: (a) => a.VersionNumber, wants: '4' }),
    ],
    tidy,
  },
]
