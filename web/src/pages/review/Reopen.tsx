import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { toProblem } from '~/api/problem'
import { Loaded } from '~/parts/Loaded'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTime } from '~/time/useTime'

import { pathOf, type Edition } from './reading'

/** Says what a reopening would stop, and asks for it. */
export function Reopen({ edition, opened, onClose, onSend }: { edition: Edition; opened: boolean; onClose: () => void; onSend: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/reopen', { params: pathOf(edition.article, edition.lang) }, { enabled: opened, staleTime: 0 })
  const [problem, setProblem] = useState<unknown>()
  const [sending, setSending] = useState(false)
  async function send() {
    setSending(true)
    try {
      await onSend()
      onClose()
    } catch (e) {
      setProblem(e)
    } finally {
      setSending(false)
    }
  }
  return (
    <Modal opened={opened} onClose={onClose} title={t('review.reopening.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack>
        <Text>{t('review.reopening.text')}</Text>
        <Loaded asked={asked} lines={2}>{(would) => <>
          {would.stops.length === 0 ? <Text>{t('review.reopening.nothing')}</Text> : <Posts title={t('review.reopening.stops', { count: would.stops.length })} posts={would.stops} />}
          {would.in_flight.length > 0 && <Posts title={t('review.reopening.flying', { count: would.in_flight.length })} posts={would.in_flight} />}
        </>}</Loaded>
        {problem !== undefined && <ProblemNote problem={toProblem(problem)} />}
        <Group justify="end">
          <Button variant="default" onClick={onClose}>{t('common.cancel')}</Button>
          <Button loading={sending} disabled={!asked.data} onClick={() => void send()}>{t('review.reopening.send')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function Posts({ title, posts }: { title: string; posts: Schemas['DeliverySummary'][] }) {
  const time = useTime()
  return (
    <div>
      <Text fw={600}>{title}</Text>
      <ul>{posts.map((one) => <li key={one.id}>{one.channel_name ?? one.channel}: {time.moment(one.due_at)}</li>)}</ul>
    </div>
  )
}
