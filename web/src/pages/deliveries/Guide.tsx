import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { MayButton } from '~/parts/May'
import { useTime } from '~/time/useTime'

import { Marking } from './Acts'
import classes from './deliveries.module.css'

type Action = Schemas['PossibleStep']['action']

/**
 * The guided check of a post of which nobody knows whether it is out: where to look, for what,
 * of which time; then one of three ways, of which only the last can make a double, and says so.
 */
export function Guide({ why, guide, act, busy }: { why: Schemas['Explanation']; guide: Schemas['Guide']; act: (action: Action, address?: string) => Promise<boolean>; busy: Action | undefined }) {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  const [way, setWay] = useState<'there' | 'not'>()
  const may = (action: Action) => why.steps.find((step) => step.action === action)
  const name = why.delivery.channel_name ?? ''
  const moment = (at: string) => `${time.moment(at)}:${time.exactClock(at).slice(-2)}`
  return (
    <section className={classes.guide} aria-label={t('deliveries.guide.title')}>
      <Title order={3} size="h3">{t('deliveries.guide.title')}</Title>
      <Text size="sm">{t('deliveries.guide.why')}</Text>
      <dl>
        <div><dt>{t('deliveries.guide.where')}</dt><dd>{words(guide.where)}</dd></div>
        <div><dt>{t('deliveries.guide.what')}</dt><dd>{words(guide.what)}</dd></div>
        <div><dt>{t('deliveries.guide.when')}</dt><dd>{guide.from && guide.until ? t('deliveries.guide.span', { from: moment(guide.from), until: moment(guide.until) }) : t('deliveries.guide.nothing')}</dd></div>
      </dl>
      <Stack gap="sm">
        <Text fw={600}>{t('deliveries.guide.then')}</Text>
        <Group gap="sm">
          {may('check') && <MayButton may={may('check')?.may} loading={busy === 'check'} onClick={() => void act('check')}>{t('deliveries.guide.look')}</MayButton>}
          {may('mark-sent') && <MayButton may={may('mark-sent')?.may} variant="default" aria-expanded={way === 'there'} onClick={() => setWay('there')}>{t('deliveries.guide.there')}</MayButton>}
          {may('retry') && <MayButton may={may('retry')?.may} variant="default" aria-expanded={way === 'not'} onClick={() => setWay('not')}>{t('deliveries.guide.notThere')}</MayButton>}
        </Group>
        {way === 'there' && <Marking busy={busy === 'mark-sent'} onMark={(address) => void act('mark-sent', address)} onCancel={() => setWay(undefined)} />}
        {way === 'not' && (
          <Alert color="red" role="alert">
            <Text size="sm">{t('deliveries.guide.double', { name })}</Text>
            <Group gap="sm" mt="sm">
              <Button color="red" loading={busy === 'retry'} onClick={() => void act('retry')}>{words(may('retry')?.label)}</Button>
              <Button variant="subtle" color="gray" onClick={() => setWay(undefined)}>{t('common.cancel')}</Button>
            </Group>
          </Alert>
        )}
      </Stack>
    </section>
  )
}
