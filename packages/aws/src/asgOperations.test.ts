import { expect, it } from 'vitest'
import { asgOperations } from './asgOperations.js'

const template = (LatestVersionNumber: number) => ({
  LaunchTemplateId: 'lt-1',
  LaunchTemplateName: 'a',
  DefaultVersionNumber: 1,
  LatestVersionNumber,
})

it.each([
  ['an older template', template(2), false],
  ['one with that version', template(3), true],
  ['one that somebody added to since', template(4), true],
  ['numbers alone, which are a list of their own', ['1', '2'], true],
])('whether a version that was made is seen: %s', (_, seen, is) =>
  expect(asgOperations['ec2:CreateLaunchTemplateVersion'].shows?.({ VersionNumber: '3' }, seen)).toBe(is),
)
