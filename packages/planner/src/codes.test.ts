import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { coreCodes } from '@poolwright/core/codes'
import { describe, expect, it } from 'vitest'
import { plannerCodes } from './codes.js'

const folder = import.meta.dirname
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/\.(test|test-d|fixture)\.ts$/.test(file) && !/(^|\/)codes\.ts$/.test(file),
)
const used = sources.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/'(PW-[A-Z0-9-]+)'/g)].map(([, code]) => code))

describe('codes', () => {
  it('the table has exactly those that plans give out, in order, each with something to do about it', () => {
    const codes = plannerCodes.map((entry) => entry.code)
    const cores = coreCodes.map((entry): string => entry.code)
    expect(codes).toEqual([...new Set(used)].filter((code) => !cores.includes(code ?? '')).sort())
    for (const { text } of plannerCodes) expect(text.length).toBeGreaterThan(80)
  })
})
