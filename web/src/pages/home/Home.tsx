import { Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'

import { api } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { useTitle } from '~/parts/useTitle'
import { useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

/** What waits for the person who is signed in. */
export function Home() {
  const { t } = useTranslation()
  const me = useMe()
  const words = useWords()
  const time = useTime()
  const notices = api.useQuery('get', '/notices', { params: { query: { open: true, limit: 20 } } })
  useTitle(t('shell.rooms.home'))
  return (
    <Stack>
      <Title order={1}>{t('home.greeting', { name: me.name })}</Title>
      <Loaded asked={notices}>{(page) => page.items.length === 0 ? <Empty>{t('home.nothing')}</Empty> : (
        <Stack component="ul" gap="sm">{page.items.map((one) => (
          <li key={one.id}><Text>{words(one.text)}</Text><Text size="sm" c="dimmed">{time.moment(one.last_at)}</Text></li>
        ))}</Stack>
      )}</Loaded>
    </Stack>
  )
}
