import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { schemaCodes } from './codes.js'

const folder = import.meta.dirname
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.test(?:-d)?\.ts$/.test(file) && file !== 'codes.ts')
  .map((file) => readFileSync(join(folder, file), 'utf8'))

it('every code in the sources is in the table, and the other way round', () => {
  const used = new Set(sources.flatMap((text) => text.match(/(?<=')PW-[A-Z-]+(?=')/g) ?? []))
  expect([...used].sort()).toEqual(schemaCodes.map((entry) => entry.code))
})

it('every paragraph says what to do, in more than a heading', () => {
  for (const { code, title, text } of schemaCodes) {
    expect(title, code).not.toMatch(/\.$/)
    expect(text.length, code).toBeGreaterThan(title.length + 40)
    expect(text, code).toMatch(/\.$/)
  }
})
