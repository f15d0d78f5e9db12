import type { ComboboxItem, OptionsFilter } from '@mantine/core'

/** Words without case and tone marks, so that "quang ba" finds "Quảng bá". */
export const fold = (words: string) => words.normalize('NFD').replace(/\p{M}/gu, '').replaceAll(/[đĐ]/g, 'd').toLowerCase()

/** Narrows a list by what is typed, whatever its tone marks. */
export const byWords: OptionsFilter = ({ options, search }) => options.filter((one) => 'items' in one || fold((one as ComboboxItem).label).includes(fold(search)))
