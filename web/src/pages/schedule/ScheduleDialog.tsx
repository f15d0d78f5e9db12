import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { Loaded } from '~/parts/Loaded'

import { Planning } from './Planning'
import { useEdition } from './reads'

export interface ScheduleDialogProps {
  article: string
  lang: string
  opened: boolean
  onClose: () => void
}

/** The dialog in which an approved edition gets its channels and its hour. */
export function ScheduleDialog({ article, lang, opened, onClose }: ScheduleDialogProps) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 600px)')
  const edition = useEdition(article, lang, opened)
  const channels = api.useQuery('get', '/channels', { params: { query: { limit: 100 } } }, { enabled: opened })
  return (
    <Modal opened={opened} onClose={onClose} title={t('schedule.title')} size={720} fullScreen={narrow ?? false} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Loaded asked={edition}>{({ data, tag }) => (
        <Loaded asked={channels}>{(page) => <Planning edition={data} tag={tag} channels={page.items.filter((one) => !one.lang || one.lang === lang)} onClose={onClose} />}</Loaded>
      )}</Loaded>
    </Modal>
  )
}
