import { expect, it } from 'vitest'
import { run } from './program.js'
import { testConsole } from './testing/testConsole.js'

it('what nobody expected is one line that says what to report, and a stack for whoever asks', async () => {
  const out = () => {
    throw new TypeError('broken\ninside')
  }
  const plain = testConsole({ out })
  expect(await run(['explain', 'PW-INTERNAL'], plain.console)).toBe(1)
  expect(plain.err()).toBe(
    'poolwright: internal error: broken. Run again with POOLWRIGHT_DEBUG=1 and report what it shows. [PW-INTERNAL]\n',
  )
  const debug = testConsole({ out, env: { POOLWRIGHT_DEBUG: '1' } })
  expect(await run(['explain', 'PW-INTERNAL'], debug.console)).toBe(1)
  expect(debug.err()).toMatch(/\[PW-INTERNAL\]\nTypeError: broken\ninside\n\s+at /)
})
