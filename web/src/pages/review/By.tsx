import { Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { useNames } from '~/api/names'
import { useLang } from '~/i18n/useLang'
import { useTime } from '~/time/useTime'

import type { Edition } from './reading'

/** Whose words these are, and who handed them in when. */
export function By({ edition }: { edition: Edition }) {
  const { t } = useTranslation()
  const lang = useLang()
  const time = useTime()
  const writers = edition.authors ?? []
  const name = useNames([...writers, edition.submitted_by])
  const names = new Intl.ListFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { type: 'unit' }).format(writers.map(name).filter(Boolean))
  const by = name(edition.submitted_by)
  const at = edition.submitted_at && time.moment(edition.submitted_at)
  const said = [names && t('review.text.writers', { names }), at && (by && by !== names ? t('review.text.handedIn', { name: by, at }) : t('review.text.handedInAt', { at }))].filter(Boolean).join(' · ')
  return said ? <Text size="sm" c="dimmed">{said}</Text> : null
}
