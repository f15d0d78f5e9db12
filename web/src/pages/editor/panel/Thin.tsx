import { Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets } from '~/api/catalogue'
import { api } from '~/api/client'
import { useTime } from '~/time/useTime'

import type { Story } from '../useStory'
import classes from './Thin.module.css'

const level = (stories: number) => (stories === 0 ? 0 : stories < 3 ? 1 : stories < 6 ? 2 : stories < 12 ? 3 : 4)

/** How much of this year's work lies where this story lands, month by month. */
export function Thin({ story }: { story: Story }) {
  const { t } = useTranslation()
  const time = useTime()
  const facets = useFacets(story.plan)
  const { data } = api.useQuery('get', '/calendar/coverage', {}, { staleTime: 300_000 })
  const rows = data?.areas.filter((row) => story.facets.areas?.includes(row.code)) ?? []
  if (!data || rows.length === 0) return null
  return (
    <table className={classes.thin}>
      <caption>{t('editor.thin.caption', { year: String(data.year) })}</caption>
      <tbody>{rows.map((row) => {
        const months = row.published.map((published, i) => published + (row.planned[i] ?? 0))
        const sum = months.reduce((before, stories) => before + stories, 0)
        return (
          <tr key={row.code}>
            <th scope="row">{facets.short('area', row.code)}</th>
            <td><span className={classes.months} aria-hidden="true">{months.map((stories, i) => <span key={i} data-level={level(stories)} />)}</span>
              <Text size="xs" c="dimmed">{t(sum < 6 ? 'editor.thin.few' : 'editor.thin.enough', { count: sum, number: time.number(sum) })}</Text></td>
          </tr>
        )
      })}</tbody>
    </table>
  )
}
