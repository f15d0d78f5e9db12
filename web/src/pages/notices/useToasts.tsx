import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useNews } from '~/api/live'
import { useWords } from '~/i18n/useLang'
import { goTo } from '~/parts/Go'

import { placeOf } from './where'

/**
 * Shows what newly asks for something while the person is here. What was there when they came
 * is not told again; beyond the third at once they stay in the bell alone. Gives how many are unread.
 */
export function useToasts(): number {
  const { t } = useTranslation()
  const words = useWords()
  const navigate = useNavigate()
  const { data } = api.useQuery('get', '/notices', { params: { query: { open: true, unread: true, limit: 20 } } })
  const news = useNews()
  const known = useRef<Set<string>>(null)
  const show = useEffectEvent((one: Schemas['Notice']) => {
    const place = placeOf(one)
    notifications.show({
      id: one.id, autoClose: 12_000, color: 'lan', withBorder: true, closeButtonProps: { 'aria-label': t('common.close') },
      message: (
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm">{words(one.text)}</Text>
          {place && <Button size="xs" variant="default" flex="none" onClick={() => { notifications.hide(one.id); void navigate(goTo(place.to, place.search)) }}>{t('notices.go')}</Button>}
        </Group>
      ),
    })
  })
  useEffect(() => {
    if (!data) return
    const fresh = known.current ? data.items.filter((one) => one.asks && !known.current?.has(one.id)) : []
    known.current = new Set([...(known.current ?? []), ...data.items.map((one) => one.id)])
    for (const one of fresh.slice(0, 3)) show(one)
  }, [data])
  return data?.unread ?? news.unread
}
