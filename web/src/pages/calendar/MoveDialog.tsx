import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useLang } from '~/i18n/useLang'
import { useTime } from '~/time/useTime'

import type { Card } from './cards'
import { fullDay } from './days'
import { refusalOf, type Rules } from './refuse'
import type { Waiting } from './Tray'
import { useChannels } from './useDays'
import { useRefusal } from './useMoves'

/** What gets an hour: a card that has one, or a text that waits for its first. */
export type Subject = { card: Card } | { waiting: Waiting; wall: string }

/** Asks for a day and an hour, and for the channels of what was on none; says at once what stands against them. */
export function MoveDialog({ subject, rules, onMove, onPlan, onClose }: {
  subject: Subject; rules: () => Rules; onMove: (card: Card, wall: string) => void; onPlan: (waiting: Waiting, wall: string, channels: string[]) => void; onClose: () => void
}) {
  const { t } = useTranslation()
  const lang = useLang()
  const time = useTime()
  const refusal = useRefusal()
  const card = 'card' in subject ? subject.card : undefined
  const [wall, setWall] = useState('card' in subject ? subject.card.wall : subject.wall)
  const [chosen, setChosen] = useState<string[]>([])
  const fitting = useChannels().filter((one) => !('waiting' in subject) || !one.lang || one.lang === subject.waiting.edition.lang).filter((one) => !one.passive)
  const embargo = 'waiting' in subject ? subject.waiting.edition.embargo?.until : subject.card.post.embargo_until
  const against = wall.length === 16 ? refusalOf(wall, { channels: card ? card.post.channels : chosen.map((channel) => ({ channel })), ...(embargo && { embargo_until: embargo }) }, rules()) : undefined
  const ready = wall.length === 16 && !against && (card !== undefined || chosen.length > 0)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!ready) return
    onClose()
    if (card) onMove(card, wall)
    else if ('waiting' in subject) onPlan(subject.waiting, wall, chosen)
  }
  return (
    <Modal opened onClose={onClose} title={t(card ? 'calendar.move.title' : 'calendar.move.plan')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text fw={600}>{card ? card.post.title ?? t('calendar.hidden') : 'waiting' in subject && subject.waiting.edition.title}</Text>
          <Group grow align="start">
            <TextInput type="date" label={t('calendar.move.day')} value={wall.slice(0, 10)} required withAsterisk={false} onChange={(e) => setWall(`${e.currentTarget.value}T${wall.slice(11)}`)} data-autofocus />
            <TextInput type="time" label={t('calendar.move.hour', { zone: time.zoneText })} value={wall.slice(11, 16)} required withAsterisk={false} onChange={(e) => setWall(`${wall.slice(0, 10)}T${e.currentTarget.value}`)} />
          </Group>
          {!card && (
            <Checkbox.Group label={t('calendar.move.channels')} value={chosen} onChange={setChosen}>
              <Stack gap="xs" mt="xs">{fitting.map((one) => <Checkbox key={one.id} value={one.id} label={one.name} />)}</Stack>
            </Checkbox.Group>
          )}
          <Text size="sm" component="output" {...(against && { c: 'red' })}>{against ? refusal(against) : wall.length === 16 && t('calendar.move.sentence', { when: `${fullDay(wall.slice(0, 10), lang)} ${wall.slice(11)}`, zone: time.zoneText })}</Text>
          <Group justify="end">
            <Button variant="default" onClick={onClose}>{t('common.cancel')}</Button>
            <Button type="submit" aria-disabled={!ready} {...(!ready && { 'data-disabled': true })}>{t(card ? 'calendar.move.do' : 'calendar.move.doPlan', { count: chosen.length })}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
