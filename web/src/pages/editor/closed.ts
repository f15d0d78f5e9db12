import { useTranslation } from '~/i18n/useTranslation'
import { useReason } from '~/parts/May'

import type { FullEdition } from './useEditing'

/** How somebody stands to an edition in which they cannot write: it waits for others, it waits for them, or neither. */
export function closedHow(edition: FullEdition): 'sent' | 'turn' | 'closed' | null {
  if (edition.may.edit?.allowed) return null
  if (edition.state !== 'in_review') return 'closed'
  return edition.may.approve?.allowed ? 'turn' : edition.may.recall?.allowed ? 'sent' : 'closed'
}

/** Why somebody cannot write in an edition, as they stand to it; empty where they can. */
export function useClosed(edition: FullEdition): string {
  const { t } = useTranslation()
  const why = useReason()(edition.may.edit)
  const how = closedHow(edition)
  return how === 'sent' || how === 'turn' ? `${t(`editor.standing.${how}`)}.` : why
}
