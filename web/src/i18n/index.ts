import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

import { currentLang, keepLang, type Lang } from './lang'
import { vi } from './vi'

export { type Lang } from './lang'

/** Starts with Vietnamese, which is the source of all texts; English comes when it is wanted. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'vi',
    fallbackLng: false,
    ns: ['desk'],
    defaultNS: 'desk',
    resources: { vi: { desk: vi } },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
    // A key without text is a fault of ours; the browser tests look for this mark.
    parseMissingKeyHandler: (key) => `⟦${key}⟧`,
  })
  await setLang(currentLang())
}

/** Changes the language of the page, and keeps it on this machine. */
export async function setLang(lang: Lang): Promise<void> {
  if (lang === 'en' && !i18next.hasResourceBundle('en', 'desk')) {
    const { en } = await import('./en')
    i18next.addResourceBundle('en', 'desk', en)
  }
  await i18next.changeLanguage(lang)
  keepLang(lang)
  document.documentElement.lang = lang
}
