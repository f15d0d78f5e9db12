import { Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { useNames } from '~/api/names'
import { Loaded } from '~/parts/Loaded'
import { useTime } from '~/time/useTime'

import { useEdited } from '../edited'
import classes from './History.module.css'

/** Who approved what, at which level, and what became void. */
export function Approvals() {
  const { t } = useTranslation()
  const time = useTime()
  const { article, lang } = useEdited()
  const list = api.useQuery('get', '/articles/{id}/editions/{lang}/approvals', { params: { path: { id: article, lang }, query: { limit: 50 } } })
  const name = useNames(list.data?.items.flatMap((one) => [one.approved_by, one.on_behalf_of]) ?? [])
  return (
    <Loaded asked={list} lines={1}>{({ items }) => items.length === 0 ? null : (
      <>
        <h3 className={classes.small}>{t('panels.history.approvals')}</h3>
        <ol className={classes.list}>
          {items.map((one) => (
            <li key={one.id}>
              <Text size="sm">{t('panels.history.approval', { level: one.level, levels: one.levels, name: name(one.approved_by) || t('names.somebody'), at: time.moment(one.approved_at) })}</Text>
              {one.on_behalf_of && <Text size="xs" c="dimmed">{t('panels.history.onBehalf', { name: name(one.on_behalf_of) || t('names.somebody') })}</Text>}
              {one.urgent && <Text size="xs" c="dimmed">{t('panels.history.urgent')}</Text>}
              {one.force_reason && <Text size="xs" c="dimmed">{t('panels.history.forced', { reason: one.force_reason })}</Text>}
              {one.void_reason && one.voided_at && <Text size="xs" c="dimmed">{t(`panels.history.void.${one.void_reason}`, { at: time.moment(one.voided_at) })}</Text>}
            </li>
          ))}
        </ol>
      </>
    )}</Loaded>
  )
}
