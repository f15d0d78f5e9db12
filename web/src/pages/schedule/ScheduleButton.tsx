import { IconCalendarClock } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { MayButton } from '~/parts/May'
import type { Permission } from '~/session/me'

const Dialog = lazy(async () => ({ default: (await import('./ScheduleDialog')).ScheduleDialog }))

/** The button that gives an approved edition its channels and its hour, wherever that edition is shown. */
export function ScheduleButton({ article, lang, may, id, more = false }: {
  article: string
  lang: string
  may: Permission | undefined
  id?: string
  more?: boolean // it has channels already
}) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <MayButton may={may} {...(id && { id })} {...(more && { variant: 'default' })} leftSection={<IconCalendarClock size={18} aria-hidden />} onClick={() => setOpened(true)}>{t(more ? 'schedule.moreChannels' : 'schedule.title')}</MayButton>
      {opened && <Suspense fallback={null}><Dialog article={article} lang={lang} opened onClose={() => setOpened(false)} /></Suspense>}
    </>
  )
}
