import { expect, it } from 'vitest'
import { fieldRows, inWords, matching } from './field.js'
import { nearest } from './nearest.js'

const tables = {
  template: {
    InstanceType: { paths: ['spec.awsLaunchTemplate.instanceType'], verdict: 'roll', ownership: 'owned' },
    RootVolume: {
      paths: ['spec.awsLaunchTemplate.rootVolume.size', 'spec.awsLaunchTemplate.rootVolume.type'],
      verdict: 'roll',
      ownership: 'owned',
    },
  },
  group: {
    MinSize: { paths: ['spec.minSize'], verdict: 'inPlace', ownership: 'owned' },
    DesiredCapacity: { paths: ['spec.replicas'], verdict: 'inPlace', ownership: 'createOnly' },
  },
} as const
const found = (field: string) => matching(fieldRows(tables), field).map((f) => f.path)

it('finds a field by its path, its end, its row or what it is part of', () => {
  expect(found('spec.minSize')).toEqual(['spec.minSize'])
  expect(found('instancetype')).toEqual(['spec.awsLaunchTemplate.instanceType'])
  expect(found('DesiredCapacity')).toEqual(['spec.replicas'])
  expect(found('rootVolume')).toEqual(['spec.awsLaunchTemplate.rootVolume.size', 'spec.awsLaunchTemplate.rootVolume.type'])
  expect(found('awsLaunchTemplate[0].instanceType')).toEqual(['spec.awsLaunchTemplate.instanceType'])
  expect(found('size')).toEqual(['spec.awsLaunchTemplate.rootVolume.size'])
  expect(found('nothing')).toEqual([])
})

it('says what a change does, and whose the field is', () => {
  expect(inWords(tables.group.DesiredCapacity)).toBe(
    'A change is written to what is there; machines that run stay as they are. It is written when the resource is made and belongs to somebody else from then on.',
  )
})

it('names the nearest', () => {
  expect(nearest('instancTyp', ['spec.minSize', 'spec.awsLaunchTemplate.instanceType'], 1)).toEqual(['spec.awsLaunchTemplate.instanceType'])
  expect(nearest('pw-state-lock', ['PW-STATE-LOCKED', 'PW-FILE', 'PW-USAGE'])[0]).toBe('PW-STATE-LOCKED')
})
