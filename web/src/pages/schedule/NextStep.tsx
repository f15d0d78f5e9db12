import { Button, Text } from '@mantine/core'
import { IconExternalLink, IconTimeline } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'

import { useStanding } from './going'
import { ScheduleButton } from './ScheduleButton'

/** What comes after the approval: channels and an hour; once it has them, the way to its posts. */
export function NextStep({ edition, id }: { edition: Schemas['FullEdition']; id?: string }) {
  const { t } = useTranslation()
  const { known, standing } = useStanding(edition)
  const said = standing && (['out', 'moving', 'planned', 'stuck'] as const).filter((one) => standing[one] > 0).map((one) => t(`schedule.stands.${one}`, { count: standing[one] })).join(' ')
  return (
    <>
      <output>{said && <Text size="sm" fw={600}>{said}</Text>}</output>
      {standing && <Button component={Link} to={`/articles/${edition.article}/${edition.lang}/deliveries` as string} {...(id && { id })} leftSection={<IconTimeline size={18} aria-hidden />}>{t('schedule.timeline')}</Button>}
      {standing?.address && <Button component="a" href={standing.address} target="_blank" rel="noreferrer" variant="default" leftSection={<IconExternalLink size={18} aria-hidden />}>{t('schedule.view')}</Button>}
      <ScheduleButton article={edition.article} lang={edition.lang} may={edition.may.schedule} more={!known || standing !== undefined} {...(id && !standing && { id })} />
    </>
  )
}
