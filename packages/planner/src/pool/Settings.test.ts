import { describe, expect, it } from 'vitest'
import { annotationOf, defaults, fateOf, members, resolve, SettingsInput } from './Settings.js'

describe('settings', () => {
  it('have a default that their own codec takes, and a text', () => {
    for (const [name, m] of Object.entries(members)) {
      expect([name, m.codec.is(m.default)]).toEqual([name, true])
      expect(m.doc.length).toBeGreaterThan(20)
    }
  })

  it('later ones win: defaults, the host’s, the pool’s annotations as JSON or text', () => {
    const annotations = {
      'poolwright.dev/imageLookup': 'roll',
      'poolwright.dev/retainVersions': '4',
      'poolwright.dev/onDelete': '{"group":"retain"}',
      other: 'x',
    }
    const { settings, findings } = resolve({ imageLookup: 'notify', region: 'eu-west-1' }, annotations)
    expect(findings).toEqual([])
    expect(settings).toEqual({ ...defaults, imageLookup: 'roll', region: 'eu-west-1', retainVersions: 4, onDelete: { group: 'retain' } })
    expect([fateOf(settings, 'group'), fateOf(settings, 'template')]).toEqual(['retain', 'delete'])
  })

  it('an annotation that cannot be read is told of and counts as absent', () => {
    const { settings, findings } = resolve({}, { 'poolwright.dev/retainVersions': 'many', 'poolwright.dev/imageLookups': 'roll' })
    expect(settings).toEqual(defaults)
    expect(findings.map((f) => [f.code, f.paths])).toEqual([
      ['PW-SETTING', ['metadata.annotations["poolwright.dev/retainVersions"]']],
      ['PW-SETTING', ['metadata.annotations["poolwright.dev/imageLookups"]']],
    ])
  })

  it('a file’s members are checked one by one', () => {
    expect(SettingsInput.decode({ imageLookup: 'never' })._tag).toBe('Left')
    expect(SettingsInput.decode({ adopt: true, checkpoints: { percentages: [50, 100] } })._tag).toBe('Right')
  })

  it.each<readonly [keyof typeof members, unknown, boolean]>([
    ['retainVersions', 2, true],
    ['retainVersions', 1000, true],
    ['retainVersions', 1, false],
    ['retainVersions', 1001, false],
    ['retainVersions', 2.5, false],
    ['retainVersions', '4', false],
    ['rolloutDelay', 0, true],
    ['rolloutDelay', -1, false],
    ['rolloutDelay', 86_400, true],
    ['rolloutDelay', 86_401, false],
    ['bakeTime', 172_800, true],
    ['bakeTime', 172_801, false],
    ['bakeTime', null, true],
    ['checkpoints', { percentages: [1, 100], delay: 172_800 }, true],
    ['checkpoints', { percentages: [0] }, false],
    ['checkpoints', { percentages: [101] }, false],
    ['checkpoints', { percentages: [1], delay: 172_801 }, false],
    ['checkpoints', { delay: 1 }, false],
    ['onDelete', { role: 'retain' }, true],
    ['onDelete', { group: 'never' }, false],
    ['nodeRepair', { maxUnhealthyNodeThresholdPercentage: 100, maxParallelNodesRepairedCount: 1_000_000 }, true],
    ['nodeRepair', { maxUnhealthyNodeThresholdPercentage: 101 }, false],
    ['nodeRepair', { maxParallelNodesRepairedCount: 0 }, false],
    ['nodeRepair', { maxUnhealthyNodeThresholdCount: 1_000_001 }, false],
    ['updateStrategy', 'MINIMAL', true],
    ['updateStrategy', 'minimal', false],
    ['instanceTypes', ['m5.large'], true],
    ['instanceTypes', 'm5.large', false],
  ])('%s: %j', (name, value, taken) => {
    const { codec } = members[name]
    expect([codec.is(value), codec.decode(value)._tag]).toEqual([taken, taken ? 'Right' : 'Left'])
    expect(SettingsInput.decode({ [name]: value })._tag).toBe(taken ? 'Right' : 'Left')
    if (taken) expect((codec.encode as (u: unknown) => unknown)(value)).toEqual(value)
  })

  it('an annotation is JSON where that fits, else the text itself', () => {
    const annotations = {
      [annotationOf('account')]: '123456789012',
      [annotationOf('region')]: '"eu-west-1"',
      [annotationOf('bakeTime')]: 'null',
    }
    expect(resolve({ bakeTime: 60 }, annotations)).toEqual({
      settings: { ...defaults, account: '123456789012', region: 'eu-west-1', bakeTime: null },
      findings: [],
    })
  })

  it('what is wrong with an annotation is said in full', () => {
    const { findings } = resolve({}, { 'poolwright.dev/retainVersions': 'many', 'poolwright.dev/toString': 'x' })
    expect(findings.map((f) => [f.severity, f.message])).toEqual([
      ['warning', 'retainVersions is a whole number from 2 to 1000, not many'],
      ['warning', `there is no setting toString; there are ${Object.keys(members).join(', ')}`],
    ])
  })

  it.each([
    ['retain', ['retain', 'retain', 'retain']],
    [{}, ['delete', 'delete', 'delete']],
    [{ role: 'retain' }, ['delete', 'delete', 'retain']],
    [{ template: 'retain', role: 'delete' }, ['delete', 'retain', 'delete']],
  ] as const)('what becomes of group, template and role: %j', (onDelete, fates) =>
    expect((['group', 'template', 'role'] as const).map((r) => fateOf({ ...defaults, onDelete }, r))).toEqual(fates),
  )
})
