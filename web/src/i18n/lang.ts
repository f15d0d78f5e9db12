import { house } from '~/app/house'

export type Lang = 'vi' | 'en'

const kept = 'lantoa.lang'

/** The language of the page: what was chosen on this machine, or the house's. */
export function currentLang(): Lang {
  const chosen = localStorage.getItem(kept)
  return chosen === 'vi' || chosen === 'en' ? chosen : house.lang
}

export function keepLang(lang: Lang): void {
  localStorage.setItem(kept, lang)
}
