import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guideBlocks, messagesByFile, missingLines, ofMarkdown, ofSource } from './examples.mjs'

test('Markdown: only marked blocks, with the line of their first line, indentation of a list item taken off', () => {
  const text = [
    '# A',
    '',
    '```ts example',
    'const a = 1',
    '```',
    '',
    '```ts',
    'no',
    '```',
    '- x',
    '',
    '  ```ts example',
    '  if (a)',
    '    b()',
    '  ```',
  ]
  assert.deepEqual(ofMarkdown(text.join('\n')), [
    { line: 4, code: 'const a = 1\n' },
    { line: 13, code: 'if (a)\n  b()\n' },
  ])
})

test('doc comments: up to the next tag or the end, stars taken off', () => {
  const text = [
    '/**',
    ' * A header.',
    ' *',
    ' * @example',
    " * import * as A from '@x/a'",
    ' * A.b({',
    ' *   c: 1,',
    ' * })',
    ' * @since 0.1.0',
    ' */',
  ]
  assert.deepEqual(ofSource(text.join('\n')), [{ line: 5, code: "import * as A from '@x/a'\nA.b({\n  c: 1,\n})\n" }])
})

test('doc comments: two examples, one fenced, one inside an object type', () => {
  const text = [
    'type A = {',
    '  /**',
    '   * @example a caption',
    '   * ```ts',
    '   * one()',
    '   * ```',
    '   *',
    '   * @example',
    '   * two()',
    '   */',
    '  a: 1',
    '}',
  ]
  assert.deepEqual(ofSource(text.join('\n')), [
    { line: 5, code: 'one()\n' },
    { line: 9, code: 'two()\n' },
  ])
})

test('doc comments: an example in another language is not ours', () => {
  assert.deepEqual(ofSource('/**\n * @example\n * ```sh\n * poolwright plan\n * ```\n */'), [])
})

test("the compiler's messages go to their example, with its own place, the rest is general", () => {
  const output = ['src/a.ts(2,7): error TS2322: No.', '  Because.', 'error TS5023: Unknown option.', ''].join('\n')
  const name = (file) => file.replace('src/', '')
  const messages = messagesByFile(output, (file, line) => (file === 'a.ts' ? `docs/a.md:${line + 10}` : undefined), name)
  assert.deepEqual(
    [...messages],
    [
      ['a.ts', ['docs/a.md:12:7 error TS2322: No.', '  Because.']],
      ['general', ['error TS5023: Unknown option.']],
    ],
  )
})

test('a guide: every block in its order, with what stands behind the fence', () => {
  const text = ['```sh run', 'npm x', '```', 'words', '```js file=a.js', 'a()', '', '```', '```text', 'b', '```'].join('\n')
  assert.deepEqual(guideBlocks(text), [
    { language: 'sh', words: 'run', code: 'npm x\n' },
    { language: 'js', words: 'file=a.js', code: 'a()\n\n' },
    { language: 'text', words: '', code: 'b\n' },
  ])
})

test('what a guide says is printed: in its order, whatever stands around and between', () => {
  assert.deepEqual(missingLines('a\n…\n c\n', 'x\n  a!\nb\nc\n'), [])
  assert.deepEqual(missingLines('c\na', 'a\nc\n'), ['a'])
  assert.deepEqual(missingLines('d', 'a\n'), ['d'])
})
