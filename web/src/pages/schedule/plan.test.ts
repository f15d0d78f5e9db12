import i18next, { type TFunction } from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'

import { en } from '~/i18n/en'
import { vi } from '~/i18n/vi'

import { bodyOf, instantOf, leftUntil, proposalsOf, readDate, typedOf, type Coming } from './plan'
import { sentenceOf } from './sentence'

const zones = ['Asia/Ho_Chi_Minh', 'America/New_York', 'Europe/London']
let say: Record<'vi' | 'en', TFunction>

beforeAll(async () => {
  const texts = i18next.createInstance()
  await texts.init({ lng: 'vi', ns: ['desk'], defaultNS: 'desk', resources: { vi: { desk: vi }, en: { desk: en } }, interpolation: { escapeValue: false } })
  say = { vi: texts.getFixedT('vi'), en: texts.getFixedT('en') }
})

describe('the sentence of a plan', () => {
  const at = new Date('2026-11-30T01:00:00Z')
  const now = new Date('2026-11-23T07:00:00Z')
  const sentence = (lang: 'vi' | 'en', zone: string) => sentenceOf([{ name: 'Cổng', at }, { name: 'Facebook', at }], { t: say[lang], lang, zone, now })
  it('names day, hour, zone, channels and the time that is left', () => {
    expect(zones.map((zone) => sentence('vi', zone))).toEqual([
      'Sẽ đăng T2, 30/11/2026 lúc 08:00 (giờ Việt Nam) lên Cổng, Facebook — còn 6 ngày 18 giờ.',
      'Sẽ đăng CN, 29/11/2026 lúc 20:00 (giờ America/New_York) lên Cổng, Facebook — còn 6 ngày 18 giờ.',
      'Sẽ đăng T2, 30/11/2026 lúc 01:00 (giờ Europe/London) lên Cổng, Facebook — còn 6 ngày 18 giờ.',
    ])
    expect(zones.map((zone) => sentence('en', zone))).toEqual([
      'Goes out on Mon 30 Nov 2026 at 08:00 (Viet Nam time) on Cổng, Facebook — 6 days 18 hours from now.',
      'Goes out on Sun 29 Nov 2026 at 20:00 (America/New_York time) on Cổng, Facebook — 6 days 18 hours from now.',
      'Goes out on Mon 30 Nov 2026 at 01:00 (Europe/London time) on Cổng, Facebook — 6 days 18 hours from now.',
    ])
  })
  it('tells channels apart that go at other hours, at once, or nowhere', () => {
    const later = new Date(at.getTime() + 900_000)
    const around = { t: say.vi, lang: 'vi' as const, zone: zones[0] ?? '', now }
    expect(sentenceOf([{ name: 'Facebook', at: later }, { name: 'Cổng', at }], around)).toBe('Sẽ đăng T2, 30/11/2026 lúc 08:00 (giờ Việt Nam) lên Cổng; T2, 30/11/2026 lúc 08:15 lên Facebook — còn 6 ngày 18 giờ.')
    expect(sentenceOf([{ name: 'Cổng' }], around)).toBe('Sẽ đăng ngay lên Cổng.')
    expect(sentenceOf([], around)).toBe('Chọn ít nhất một kênh.')
  })
})

describe('a wall time', () => {
  it('is the instant of its zone, and comes back as it was typed', () => {
    const instants = zones.map((zone) => instantOf('2026-11-30', '08:00', zone))
    expect(instants.map((one) => one?.toISOString())).toEqual(['2026-11-30T01:00:00.000Z', '2026-11-30T13:00:00.000Z', '2026-11-30T08:00:00.000Z'])
    zones.forEach((zone, i) => expect(typedOf(instants[i] ?? new Date(0), zone)).toEqual({ date: '2026-11-30', clock: '08:00' }))
  })
  it('that clocks skip is none', () => {
    expect(instantOf('2027-03-14', '02:30', 'America/New_York')).toBeUndefined()
    expect(instantOf('2027-03-14', '03:30', 'America/New_York')?.toISOString()).toBe('2027-03-14T07:30:00.000Z')
    expect([instantOf('', '08:00', 'Asia/Ho_Chi_Minh'), instantOf('', '', 'Asia/Ho_Chi_Minh'), instantOf('2026-11-30', '', 'Asia/Ho_Chi_Minh')]).toEqual([undefined, undefined, undefined])
  })
  it('is as far away as its two largest units say', () => {
    const now = new Date('2026-11-30T00:00:00Z')
    const left = (minutes: number) => leftUntil(new Date(now.getTime() + minutes * 60_000), now).map(({ unit, count }) => `${count} ${unit}`).join(' ')
    expect([left(1500), left(1440), left(61), left(3), left(-5)]).toEqual(['1 days 1 hours', '1 days', '1 hours 1 minutes', '3 minutes', ''])
  })
})

it('a date is read with the day first', () => {
  expect(['30/11/2026', '1-2-27', '2026-11-30', ' 1.2.2027 '].map(readDate)).toEqual(['2026-11-30', '2027-02-01', '2026-11-30', '2027-02-01'])
  expect(['31/11/2026', '11/30/2026', '30/11', 'x'].map(readDate)).toEqual(['', '', '', ''])
})

describe('proposals', () => {
  const slot = (at: string, verdict: Coming['verdict']): Coming => ({ at, verdict, cron: '0 8 * * *', zone: 'Asia/Ho_Chi_Minh' })
  const [a, b, c] = ['2026-11-30T01:00:00Z', '2026-12-01T01:00:00Z', '2026-12-02T01:00:00Z'] as const
  it('are the next free slot of each channel, with what was passed, and two hours for all', () => {
    expect(proposalsOf([
      { channel: 'portal', coming: [slot(a, 'taken'), slot(b, 'free'), slot(c, 'free')] },
      { channel: 'page', coming: [slot(a, 'free')] },
      { channel: 'none', coming: [] },
    ])).toEqual([
      { kind: 'each', at: [{ channel: 'portal', at: b, passed: [slot(a, 'taken')] }, { channel: 'page', at: a, passed: [] }] },
      { kind: 'together', at: b, of: 'portal' },
      { kind: 'together', at: c, of: 'portal' },
    ])
    expect(proposalsOf([{ channel: 'portal', coming: [slot(a, 'closed_day')] }])).toEqual([])
  })
})

describe('what is sent', () => {
  it('is nothing while it is not said where and when, and the offsets of chosen channels alone', () => {
    const at = { by: 'at' as const, date: '2026-11-30', clock: '08:00' }
    expect(bodyOf({ channels: [], when: at, offsets: {}, again: false }, 'Asia/Ho_Chi_Minh')).toBeUndefined()
    expect(bodyOf({ channels: ['p'], when: { ...at, clock: '' }, offsets: {}, again: false }, 'Asia/Ho_Chi_Minh')).toBeUndefined()
    expect(bodyOf({ channels: ['p'], when: at, offsets: { p: 15, q: 5 }, again: true }, 'Asia/Ho_Chi_Minh')).toEqual({
      channels: ['p'], at: { time: '2026-11-30T08:00', zone: 'Asia/Ho_Chi_Minh' }, offset_seconds: { p: 900 }, publish_again: true,
    })
    expect(bodyOf({ channels: ['p'], when: { by: 'slot' }, offsets: {}, again: false }, 'x')).toEqual({ channels: ['p'], slot: true })
  })
})
