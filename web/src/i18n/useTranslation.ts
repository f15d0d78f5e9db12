import { useTranslation as useTexts } from 'react-i18next'

import type { vi } from './vi'

/** The keys of all texts, such as home.greeting. */
type Leaves<T, Before extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Before}${K}` : Leaves<T[K], `${Before}${K}.`>
}[keyof T & string]

type Written = Leaves<typeof vi>

/** A key as it is asked for: of a text that goes by a number, without its ending. */
export type Key = Written | (Written extends infer K ? (K extends `${infer Base}_other` ? Base : never) : never)

/** Writes a text in the language of the page; values stand where the text names them. */
export type Translate = (key: Key, values?: Record<string, unknown>) => string

/**
 * The texts of the page. The library could tell keys by itself, and takes more seconds to check
 * the types of all pages than everything else together.
 */
export function useTranslation(): { t: Translate } {
  const { t } = useTexts()
  return { t: t as unknown as Translate }
}
