import { describe, expect, it } from 'vitest'
import { defaults, fateOf, members, resolve, SettingsInput } from './Settings.js'

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
})
