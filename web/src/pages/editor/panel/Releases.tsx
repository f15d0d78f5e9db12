import { Anchor, Button, Group, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { useNames } from '~/api/names'
import { Loaded } from '~/parts/Loaded'
import { useTime } from '~/time/useTime'

import { useEdited } from '../edited'
import type { Sides } from './CompareDialog'
import classes from './History.module.css'

/** What was approved and frozen of the edition, newest first. */
export function useReleases() {
  const { article, lang } = useEdited()
  return api.useQuery('get', '/articles/{id}/editions/{lang}/releases', { params: { path: { id: article, lang }, query: { limit: 50 } } })
}

export function Releases({ onCompare }: { onCompare: (sides: Sides) => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const { article, lang } = useEdited()
  const list = useReleases()
  const name = useNames(list.data?.items.flatMap((one) => [one.approved_by, one.on_behalf_of]) ?? [])
  return (
    <Loaded asked={list} lines={2}>{({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{t('panels.history.noRelease')}</Text> : (
      <ol className={classes.list} aria-label={t('panels.history.releases')}>
        {items.map((one) => (
          <li key={one.id}>
            <Text size="sm" fw={600}>{t('panels.history.release', { number: one.number, at: time.moment(one.approved_at) })}</Text>
            <Text size="xs" c="dimmed">{t(`panels.history.acts.${one.act}`)} · {t('panels.history.approvedBy', { name: name(one.approved_by) || t('names.somebody') })}{one.on_behalf_of && ` · ${t('panels.history.onBehalf', { name: name(one.on_behalf_of) || t('names.somebody') })}`}</Text>
            <Text size="sm" lang={lang} lineClamp={2}>{one.title}</Text>
            <Group gap={4} mt={4}>
              {one.number > 1 && <Button size="compact-xs" variant="default" onClick={() => onCompare({ from: `release:${one.number - 1}`, to: `release:${one.number}` })}>{t('panels.history.sinceRelease', { number: one.number - 1 })}</Button>}
              <Button size="compact-xs" variant="default" onClick={() => onCompare({ from: `release:${one.number}`, to: 'working-copy' })}>{t('panels.history.withNow')}</Button>
              <Anchor size="sm" href={`/api/v1/articles/${article}/editions/${lang}/export.docx?release=${one.number}`} download>{t('panels.history.word')}</Anchor>
            </Group>
          </li>
        ))}
      </ol>
    )}</Loaded>
  )
}
