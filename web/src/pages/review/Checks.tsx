import { Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconBulb, IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Loaded } from '~/parts/Loaded'

import classes from './Checks.module.css'
import { pathOf } from './reading'

/** What the text lacks: first what stops it, then what somebody should look at; what is done is folded. */
export function Checks({ article, lang }: { article: string; lang: string }) {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/checklist', { params: pathOf(article, lang) })
  const rank = (one: Schemas['ChecklistItem']) => (one.severity === 'blocker' ? 0 : 1)
  return <Loaded asked={asked} lines={8}>{({ items }) => {
    const open = items.filter((one) => !one.done).toSorted((a, b) => rank(a) - rank(b))
    const blocked = items.filter((one) => !one.done && one.severity === 'blocker').length
    return (
      <Stack>
        <Text fw={600}>{blocked === 0 ? t('review.checklist.ready') : t('review.checklist.blocked', { count: blocked })}</Text>
        {open.length > 0 && <ul className={classes.list}>{open.map((one) => <Check key={one.code + one.pointer} item={one} />)}</ul>}
        <details>
          <summary>{t('review.checklist.passed', { count: items.length - open.length })}</summary>
          <ul className={classes.list}>{items.filter((one) => one.done).map((one) => <Check key={one.code + one.pointer} item={one} />)}</ul>
        </details>
      </Stack>
    )
  }}</Loaded>
}

function Check({ item }: { item: Schemas['ChecklistItem'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const stops = item.severity === 'blocker'
  const Mark = item.done ? IconCheck : stops ? IconX : IconBulb
  return (
    <li className={classes.item} data-state={item.done ? 'done' : item.severity}>
      <Mark size={18} aria-hidden />
      <span>{words(item.words)}</span>
      <span className={classes.kind}>{!item.done && stops && <IconAlertTriangle size={14} aria-hidden />}{item.done ? t('review.checklist.done') : t(stops ? 'review.checklist.blocker' : 'review.checklist.hint')}</span>
    </li>
  )
}
