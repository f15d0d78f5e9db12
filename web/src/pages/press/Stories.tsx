import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from '~/i18n/useTranslation'

import { useLang } from '~/i18n/useLang'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { Rows } from '~/parts/Rows'
import { Tag } from '~/parts/Tag'
import { useTime } from '~/time/useTime'

interface Story {
  id: string
  url: string
  title: string
  summary?: string
  date_published?: string
  _lantoa?: { status?: string }
}

/** The newest stories, from the feed that the press pulls: what is not out is not in it. */
export function Stories() {
  const { t } = useTranslation()
  const lang = useLang()
  const time = useTime()
  const asked = useQuery({
    queryKey: ['get', '/deliveries/feed', lang], refetchInterval: 60_000,
    queryFn: async () => {
      const answer = await fetch(`/feeds/${lang}/all.json`)
      if (!answer.ok) throw new Error(String(answer.status))
      return ((await answer.json()) as { items: Story[] }).items
    },
  })
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('press.stories.about')}</Text>
      <Loaded asked={asked} lines={5}>{(stories) => stories.length === 0 ? <Empty>{t('press.stories.none')}</Empty> : (
        <Rows name={t('press.parts.stories')} rows={stories} id={(one) => one.id} columns={[
          { title: t('press.parts.stories'), render: (one) => <div><a href={one.url} style={{ fontWeight: 600 }}>{one.title}</a>{one['_lantoa']?.status === 'canceled' && <> <Tag tone="over">{t('press.stories.gone')}</Tag></>}<Text size="sm" c="dimmed" maw={640}>{one.summary}</Text></div> },
          { title: t('press.stories.published'), tight: true, render: (one) => one.date_published && time.moment(one.date_published) },
        ]} />
      )}</Loaded>
    </Stack>
  )
}
