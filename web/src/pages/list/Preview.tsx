import { ActionIcon, Button, Group, Stack, Text, Title, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { ChannelMark } from '~/parts/ChannelMark'
import { goTo } from '~/parts/Go'
import { Loaded } from '~/parts/Loaded'
import { Prose } from '~/parts/Prose'
import { deliveryState, editionState, StateChip } from '~/parts/StateChip'
import { useTime } from '~/time/useTime'

import type { Item } from './articles'
import classes from './List.module.css'

/** The text of a row beside the list; the focus stays on the row. */
export function Preview({ item, onClose }: { item: Item; onClose: () => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const { article, edition } = item
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}', { params: { path: { id: article.id, lang: edition.lang } } })
  const address = `/articles/${article.id}/${edition.lang}`
  return (
    <aside className={classes.preview} aria-label={t('list.preview', { title: edition.title })}>
      <Group justify="space-between" wrap="nowrap">
        <StateChip state={editionState(edition)} />
        <Tooltip label={t('common.close')}><ActionIcon variant="subtle" color="gray" aria-label={t('common.close')} onClick={onClose}><IconX size={18} /></ActionIcon></Tooltip>
      </Group>
      <Title order={2} size="h3" lang={edition.lang}>{edition.title}</Title>
      <Text size="sm" c="dimmed">{item.people.map((one) => one.name).filter(Boolean).join(', ')} · {time.moment(edition.updated_at)}</Text>
      <Group gap="sm">
        <Button size="xs" component={Link} {...(goTo(address) as object)}>{t('common.open')}</Button>
        {edition.state === 'in_review' && <Button size="xs" variant="default" component={Link} {...(goTo(`${address}/review`) as object)}>{t('list.toReview')}</Button>}
        {item.channels && item.channels.length > 0 && <Button size="xs" variant="default" component={Link} {...(goTo(`${address}/deliveries`) as object)}>{t('list.toDeliveries')}</Button>}
      </Group>
      {item.channels && item.channels.length > 0 && (
        <Stack component="ul" gap="xs" className={classes.where}>{item.channels.map((one) => (
          <li key={one.channel}><ChannelMark kind={one.kind} size={20} /> {one.name} <StateChip state={deliveryState(one.state as Parameters<typeof deliveryState>[0])} /></li>
        ))}</Stack>
      )}
      <Loaded asked={asked} lines={3}>{(full) => (
        <div lang={edition.lang}>
          {full.lead && <Text fw={600} mb="sm">{full.lead}</Text>}
          <Prose html={full.body} lang={edition.lang} />
          {!full.lead && !full.body && <Text c="dimmed">{t('list.noText')}</Text>}
        </div>
      )}</Loaded>
    </aside>
  )
}
