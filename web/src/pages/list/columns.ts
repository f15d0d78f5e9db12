import { usePreferences } from '~/app/preferences'

export const columns = ['state', 'pillar', 'area', 'unit', 'channels', 'date', 'people'] as const
export type Column = (typeof columns)[number]

const usual: Column[] = ['state', 'pillar', 'unit', 'channels', 'date', 'people']

/** The columns that the person wants beside the title, in the order of the table. */
export function useColumns(): Column[] {
  const chosen = usePreferences().columns ?? usual
  return columns.filter((one) => chosen.includes(one))
}
