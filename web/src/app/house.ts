/** What the server tells the page before anybody is signed in (api/desk, House). */
export interface House {
  site: string
  zone: string
  public: string
  sso: string
  lang: 'vi' | 'en'
  version: string
}

const fallback: House = { site: 'lantoa', zone: 'Asia/Ho_Chi_Minh', public: '', sso: '', lang: 'vi', version: '' }

function read(): House {
  const told = document.querySelector<HTMLMetaElement>('meta[name=lantoa-house]')?.content ?? ''
  // Vite's own server hands the page out as it is written, with the placeholder in it.
  return told.startsWith('{"') ? { ...fallback, ...(JSON.parse(told) as Partial<House>) } : fallback
}

export const house: House = typeof document === 'undefined' ? fallback : read()

/** The nonce that styles made at run time must bear. */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
}

/** Whether the browser sent a session's cookie with the page; where it did not, nobody is signed in. */
export function cameWithSession(): boolean {
  return document.querySelector<HTMLMetaElement>('meta[name=lantoa-session]')?.content !== 'no'
}
