import type { ComboboxItem, OptionsFilter } from '@mantine/core'

import { finds } from '~/parts/fold'

/** Narrows a list by what is typed, whatever its tone marks. */
export const byWords: OptionsFilter = ({ options, search }) => options.filter((one) => 'items' in one || finds(search, (one as ComboboxItem).label))
