import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { staticImports, tell, weigh } from './budget'

describe('what a build weighs', () => {
  let dist = ''
  beforeEach(() => {
    dist = mkdtempSync(join(tmpdir(), 'lantoa-budget-'))
    mkdirSync(join(dist, 'assets'))
    writeFileSync(join(dist, 'index.html'), '<script type="module" src="/desk/assets/index-a.js"></script>')
  })
  afterEach(() => rmSync(dist, { recursive: true }))

  // Noise, so that compression takes nothing away.
  const write = (name: string, kilobytes: number, code = '') => writeFileSync(join(dist, 'assets', name), `${code}//${randomBytes(kilobytes * 500).toString('hex')}`)

  test('the first page with what it needs, heavy pages beyond that, others one by one', () => {
    write('index-a.js', 100, 'import{a}from"./shared-a.js";const p=()=>import("./Editor-a.js");')
    write('shared-a.js', 20)
    write('Home-a.js', 10, 'import"./index-a.js";')
    write('Editor-a.js', 100, 'import{b}from"./shared-a.js";import{c}from"./text-a.js";')
    write('text-a.js', 90)
    write('Other-a.js', 75)
    const figures = weigh(dist)
    expect(figures.map(({ name }) => name)).toEqual(['first load', 'editor', 'Other-a.js'])
    const [first, editor, other] = figures
    // Hexadecimal digits hold half of what they take.
    expect(first!.bytes / 1000).toBeCloseTo(130 * 0.565, -1)
    expect(editor!.bytes / 1000).toBeCloseTo(190 * 0.565, -1)
    expect(other!.bytes).toBeGreaterThan(40_000)
    expect(tell(figures)).toMatchObject({ holds: false, text: expect.stringMatching(/4\d\.\d of {2}40 kB {2}TOO HEAVY {2}Other-a\.js/) })
  })

  test('imports that are needed at once are told from those that come later', () => {
    expect(staticImports('import{a as b}from"./x-1.js";import"./y.js";export{z}from"./z.js";import("./later.js");import(`./too.js`);')).toEqual(['x-1.js', 'y.js', 'z.js'])
  })

  // .ci/desk shows that it is the build of these sources.
  test('the committed build holds its budgets', () => {
    const { text, holds } = tell(weigh(fileURLToPath(new URL('dist', import.meta.url))))
    console.log(text)
    expect(holds, text).toBe(true)
  })
})
