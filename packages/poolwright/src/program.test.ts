import { expect, it, vi } from 'vitest'
import { run } from './program.js'
import { testConsole } from './testing/testConsole.js'

vi.mock('./commands/explain.js', () => ({
  explain: () => Promise.reject(new TypeError('broken\ninside')),
}))

it('what nobody expected is one line that says what to report, and a stack for whoever asks', async () => {
  const plain = testConsole()
  expect(await run(['explain', 'x'], plain.console)).toBe(1)
  expect(plain.err()).toBe(
    'poolwright: internal error: broken. Run again with POOLWRIGHT_DEBUG=1 and report what it shows. [PW-INTERNAL]\n',
  )
  const debug = testConsole({ env: { POOLWRIGHT_DEBUG: '1' } })
  expect(await run(['explain', 'x'], debug.console)).toBe(1)
  expect(debug.err()).toMatch(/\[PW-INTERNAL\]\nTypeError: broken\ninside\n\s+at /)
})
