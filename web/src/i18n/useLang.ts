import { useTranslation } from 'react-i18next'

import type { Lang } from './lang'

/** The language of the page now. */
export function useLang(): Lang {
  return useTranslation().i18n.language === 'en' ? 'en' : 'vi'
}

/** Picks the text of a language from what the API says in both. */
export function useWords(): (words: { vi: string; en?: string } | undefined) => string {
  const lang = useLang()
  return (words) => (words ? (lang === 'en' && words.en ? words.en : words.vi) : '')
}
