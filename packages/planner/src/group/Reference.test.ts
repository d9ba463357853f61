import type { Template } from '@poolwright/aws/LaunchTemplate'
import { expect, it } from 'vitest'
import { isOf, numberOf, observedRef, observedReference, sent, useOf } from './Reference.js'

const t: Template = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers', LatestVersionNumber: 4, DefaultVersionNumber: 2 }
const mine = { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'workers' }

it.each([
  ['a number', { ...mine, Version: '3' }, { _tag: 'Pinned', version: '3' }, '3'],
  ['the latest', { ...mine, Version: '$Latest' }, { _tag: 'Latest' }, '4'],
  ['the default', { ...mine, Version: '$Default' }, { _tag: 'Default' }, '2'],
  ['nothing, which is the default', mine, { _tag: 'Default' }, '2'],
  ['another id, whatever its name', { ...mine, LaunchTemplateId: 'lt-2', Version: '3' }, { _tag: 'Elsewhere' }, null],
  ['the id alone', { LaunchTemplateId: 'lt-1', Version: '3' }, { _tag: 'Pinned', version: '3' }, '3'],
  [
    'the id under another name',
    { LaunchTemplateId: 'lt-1', LaunchTemplateName: 'old', Version: '3' },
    { _tag: 'Pinned', version: '3' },
    '3',
  ],
  ['the name alone', { LaunchTemplateName: 'workers', Version: '3' }, { _tag: 'Pinned', version: '3' }, '3'],
  ['another name alone', { LaunchTemplateName: 'others', Version: '3' }, { _tag: 'Elsewhere' }, null],
  ['no template', undefined, { _tag: 'Elsewhere' }, null],
])('a group that names %s', (_, ref, use, number) => {
  const source = ref === undefined ? {} : { LaunchTemplate: ref }
  expect(useOf(source, t)).toEqual(use)
  expect(numberOf(useOf(source, t), t)).toBe(number)
  expect(ref === undefined || isOf(ref, t)).toBe(ref === undefined || number !== null)
})

it('a policy’s template counts before the group’s own', () => {
  const other = { LaunchTemplateId: 'lt-2', Version: '9' }
  const policy = { LaunchTemplate: { LaunchTemplateSpecification: { ...mine, Version: '3' } } }
  expect(observedRef({ LaunchTemplate: other, MixedInstancesPolicy: policy })?.Version).toBe('3')
  expect(observedRef({ LaunchTemplate: other, MixedInstancesPolicy: {} })?.Version).toBe('9')
  expect(observedRef({ MixedInstancesPolicy: {} })).toBeUndefined()
})

it('is sent by its id, else by its name', () => {
  expect(sent({ id: 'lt-1', name: 'workers', version: '3' })).toEqual({ LaunchTemplateId: 'lt-1', Version: '3' })
  expect(sent({ id: null, name: 'workers', version: '3' })).toEqual({ LaunchTemplateName: 'workers', Version: '3' })
  expect(Object.keys(sent({ id: null, name: null, version: '3' }))).toEqual(['Version'])
})

it.each([
  ['all of it', { ...mine, Version: '3' }, { id: 'lt-1', name: 'workers', version: '3' }],
  ['no number, which is the default', mine, { id: 'lt-1', name: 'workers', version: '$Default' }],
  ['the name alone', { LaunchTemplateName: 'workers', Version: '3' }, { id: null, name: 'workers', version: '3' }],
  ['the id alone', { LaunchTemplateId: 'lt-1', Version: '3' }, { id: 'lt-1', name: null, version: '3' }],
])('what is there is read with %s', (_, LaunchTemplate, reference) => {
  expect(observedReference({ LaunchTemplate })).toEqual(reference)
  expect(observedReference({})).toBeNull()
})
