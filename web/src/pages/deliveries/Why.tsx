import { Stack, Text } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { useTime } from '~/time/useTime'

import classes from './deliveries.module.css'

/** Why a delivery is where it is: the whole in one line, then rule by rule, then the next step. */
export function Why({ why }: { why: Schemas['Explanation'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  const rules = why.rules.toSorted((a, b) => Number(a.holds) - Number(b.holds))
  return (
    <Stack gap="sm">
      <Text fw={600}>{words(why.sentence)}</Text>
      <Text size="sm">{why.next_try ? t('deliveries.nextTry', { moment: time.moment(why.next_try), relative: time.relative(why.next_try) }) : t('deliveries.noNext')}</Text>
      {rules.length > 0 && (
        <ul className={classes.rules} aria-label={t('deliveries.rules')}>{rules.map((rule) => (
          <li key={rule.rule} data-holds={rule.holds}>{rule.holds ? <IconCheck size={16} aria-label={t('deliveries.holds')} /> : <IconX size={16} aria-label={t('deliveries.fails')} />}<span>{words(rule.words)}</span></li>
        ))}</ul>
      )}
    </Stack>
  )
}
