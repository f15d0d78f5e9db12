import i18next, { type TFunction } from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'

import { en } from '~/i18n/en'
import { vi } from '~/i18n/vi'

import { readCron, slotText, writeCron } from './slots'

let say: Record<'vi' | 'en', TFunction>

beforeAll(async () => {
  const texts = i18next.createInstance()
  await texts.init({ lng: 'vi', ns: ['desk'], defaultNS: 'desk', resources: { vi: { desk: vi }, en: { desk: en } }, interpolation: { escapeValue: false } })
  say = { vi: texts.getFixedT('vi'), en: texts.getFixedT('en') }
})

describe('a slot', () => {
  it('is a sentence in both languages', () => {
    const crons = ['0 8 * * *', '30 7 * * 1-5', '0 9 * * 0,6', '15 20 * * 1,3,7', '0 8 1 * *', '*/5 8 * * *', '0 8 * 2 *']
    expect(crons.map((one) => slotText(one, say.vi))).toEqual(['mỗi ngày lúc 08:00', 'mỗi ngày làm việc lúc 07:30', 'cuối tuần lúc 09:00', 'T2, T4, CN lúc 20:15', 'ngày 1 hằng tháng lúc 08:00', 'theo biểu thức */5 8 * * *', 'theo biểu thức 0 8 * 2 *'])
    expect(crons.slice(0, 5).map((one) => slotText(one, say.en))).toEqual(['every day at 08:00', 'every working day at 07:30', 'at weekends at 09:00', 'Mon, Wed, Sun at 20:15', 'on day 1 of each month at 08:00'])
  })
  it('is written as it is read', () => {
    for (const cron of ['0 8 * * *', '30 7 * * 1-5', '15 20 * * 0,1,3']) {
      const plain = readCron(cron)
      expect(writeCron(plain?.days ?? [], plain?.clock ?? '')).toBe(cron)
    }
  })
})
