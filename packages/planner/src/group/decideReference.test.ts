import { describe, expect, it } from 'vitest'
import { decideReference, followingReference, type ReferenceDecision, type ReferenceQuestion } from './decideReference.js'

const one: ReferenceQuestion = {
  use: { _tag: 'Pinned', version: '1' },
  number: '1',
  mode: 'pinned',
  id: 'lt-1',
  name: 'workers',
  version: '2',
  mixed: false,
  rolls: false,
  failed: false,
  arriving: null,
}
const pinned = { id: 'lt-1', name: 'workers', version: '2' }
const following = { id: 'lt-1', name: 'workers', version: '$Latest' }
const keep = { update: null, desired: null }
const updated = (update: ReferenceDecision['update']): ReferenceDecision => ({ update, desired: null })
const carried: ReferenceDecision = { update: null, desired: pinned }
const elsewhere = { use: { _tag: 'Elsewhere' }, number: null } as const
const onLatest = { use: { _tag: 'Latest' }, number: '2' } as const
const onDefault = { use: { _tag: 'Default' }, number: '1' } as const

describe('the reference of a group that is kept on a version', () => {
  it.each<readonly [string, Partial<ReferenceQuestion>, ReferenceDecision]>([
    ['has the wanted number', { version: '1' }, keep],
    ['has another number, and nothing rolls', {}, updated(pinned)],
    ['has another number, and a rollout carries the wanted one', { rolls: true }, carried],
    ['has another number, and its rollout failed', { rolls: true, failed: true }, carried],
    ['has another number, and a rollout under way brings the wanted one', { arriving: '2' }, keep],
    ['has another number, and a rollout under way brings a third', { arriving: '3' }, updated(pinned)],
    ['has the wanted number, and instances differ', { version: '1', rolls: true }, { update: null, desired: { ...pinned, version: '1' } }],
    ['has the template of somebody else', elsewhere, updated(pinned)],
    ['has the template of somebody else, and instances differ', { ...elsewhere, rolls: true }, { update: pinned, desired: pinned }],
    ['has the word for the latest', { ...onLatest, number: '3' }, keep],
    ['has the word for the default, which is another', onDefault, updated(pinned)],
    ['has the word for the default, which is the wanted one', { ...onDefault, version: '1' }, keep],
    [
      'is to have a version that a step makes',
      { version: { $out: ['template', 'VersionNumber'] } },
      updated({ ...pinned, version: { $out: ['template', 'VersionNumber'] } }),
    ],
  ])('that %s', (_, more, decision) => expect(decideReference({ ...one, ...more })).toEqual(decision))
})

describe('the reference of a group that follows', () => {
  it.each<readonly [string, Partial<ReferenceQuestion>, ReferenceDecision]>([
    ['follows already', onLatest, keep],
    ['follows already, and instances differ', { ...onLatest, rolls: true }, keep],
    ['is kept on a number, and nothing rolls', {}, updated(pinned)],
    ['is kept on a number, and begins to follow with the next rollout', { rolls: true }, updated(following)],
    ['is kept on a number, and its rollout failed', { rolls: true, failed: true }, keep],
    ['is kept on the wanted number', { version: '1' }, keep],
    ['is kept on the wanted number, and instances differ', { version: '1', rolls: true }, keep],
    ['is kept on a number, and a rollout under way brings the wanted one', { arriving: '2' }, keep],
    ['has the template of somebody else', elsewhere, updated(following)],
    ['has the template of somebody else, and instances differ', { ...elsewhere, rolls: true }, updated(following)],
    ['has the word for the default, which is another', onDefault, updated(following)],
  ])('that %s', (_, more, decision) => expect(decideReference({ ...one, mode: 'following', ...more })).toEqual(decision))

  it('names its template with a policy, and goes by id without', () => {
    expect(followingReference({ ...one, mixed: true })).toEqual({ id: null, name: 'workers', version: '$Latest' })
    expect(followingReference(one)).toEqual(following)
  })
})
