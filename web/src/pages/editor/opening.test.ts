import { describe, expect, it } from 'vitest'

import type { Words } from './edited'
import { open, sameWords, type Copy, type Local } from './opening'

const text = (body: string): Words => ({ title: 'Lễ hội', lead: '', body: `<p>${body}</p>`, pictures: [] })
const head = { words: text('đầu'), revision: 'r2' }
const copy = (body: string, version: number, base = 'r2'): Copy => ({ words: text(body), base, version })
const local = (body: string, version: number, part: Partial<Local> = {}): Local => ({ words: text(body), base: 'r2', version, unsaved: true, at: 0, sent: [], ...part })

describe('where writing goes on', () => {
  it('is what the server has, where this machine has nothing newer', () => {
    expect(open(null, null, head)).toMatchObject({ base: 'r2', version: 0, unsaved: false, words: head.words })
    expect(open(null, copy('đang viết', 4), head)).toMatchObject({ version: 4, words: text('đang viết') })
    expect(open(local('cũ', 3, { unsaved: false }), copy('đang viết', 4), head)).toMatchObject({ version: 4, words: text('đang viết'), unsaved: false })
  })
  it('is what was typed here over the same working copy', () => {
    expect(open(local('đang viết thêm', 4), copy('đang viết', 4), head)).toMatchObject({ words: text('đang viết thêm'), version: 4, unsaved: true, clash: false })
    expect(open(local('chưa gửi lần nào', 0), null, head)).toMatchObject({ words: text('chưa gửi lần nào'), version: 0, unsaved: true })
  })
  it('is what was typed here where the working copy is our own, whose answer was lost', () => {
    expect(open(local('một hai ba', 4, { sent: [text('một hai')] }), copy('một hai', 5), head)).toMatchObject({ words: text('một hai ba'), version: 5, clash: false })
  })
  it('tells of words that were typed elsewhere, and drops neither', () => {
    expect(open(local('ở đây', 4), copy('ở kia', 5), head)).toMatchObject({ words: text('ở đây'), version: 5, unsaved: true, clash: true })
    expect(open(local('như nhau', 4), copy('như  nhau', 5), head)).toMatchObject({ unsaved: false, clash: false })
  })
  it('goes on from its own base where the working copy became a revision', () => {
    expect(open(local('thêm', 4, { base: 'r1' }), null, head)).toMatchObject({ base: 'r1', version: 0, unsaved: true })
  })
})

describe('the same words', () => {
  it('are so whatever their form at the server', () => {
    expect(sameWords(text('Lễ hội'.normalize('NFD')), text('Lễ hội'))).toBe(true)
    expect(sameWords({ ...text('a'), body: '<p>a</p><p></p>' }, { ...text('a'), body: '<p>a</p>' })).toBe(true)
    expect(sameWords({ ...text('a'), body: '<p><a href="/x">a</a></p>' }, { ...text('a'), body: '<p><a href="/x" rel="nofollow noopener">a</a></p>' })).toBe(true)
    expect(sameWords(text('một'), text('hai'))).toBe(false)
    expect(sameWords(text('<strong>một</strong>'), text('một'))).toBe(false)
  })
})
