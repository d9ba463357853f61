import assert from 'node:assert'
import { test } from 'node:test'
import { variablesIn } from './emulatedAws.mjs'

test('reads what a shell would export', () => {
  const text = 'export AWS_ENDPOINT_URL=http://127.0.0.1:4711\nexport AWS_REGION=us-east-1\nexport A=\necho no\nexport B="quoted"\n'
  assert.deepStrictEqual(variablesIn(text), { AWS_ENDPOINT_URL: 'http://127.0.0.1:4711', AWS_REGION: 'us-east-1', A: '' })
})
