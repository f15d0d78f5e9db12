import { IconAlertTriangle, IconArchive, IconArrowBackUp, IconCheck, IconClock, IconEye, IconLoader, IconPencil, IconQuestionMark, IconWorld, IconX, type Icon } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'

import classes from './StateChip.module.css'

/** The states that people see, with one word, one colour and one icon each. */
export type Shown = 'draft' | 'in_review' | 'changes_requested' | 'approved' | 'scheduled' | 'sending' | 'published' | 'partial' | 'uncertain' | 'failed' | 'withdrawn' | 'archived'

const icons: Record<Shown, Icon> = {
  draft: IconPencil, in_review: IconEye, changes_requested: IconArrowBackUp, approved: IconCheck, scheduled: IconClock, sending: IconLoader,
  published: IconWorld, partial: IconAlertTriangle, uncertain: IconQuestionMark, failed: IconX, withdrawn: IconArchive, archived: IconArchive,
}

/** A state as icon, word and colour; never by colour alone. */
export function StateChip({ state }: { state: Shown }) {
  const { t } = useTranslation()
  const Mark = icons[state]
  return <span className={classes.chip} data-state={state}><Mark size={14} aria-hidden />{t(`states.${state}`)}</span>
}

/** What people see of an edition: its publication where it has one, else how far its approval is. */
export function editionState(edition: Pick<Schemas['Edition'], 'state' | 'publication'>): Shown {
  if (edition.state === 'withdrawn' || edition.state === 'archived') return edition.state
  switch (edition.publication) {
    case 'scheduled': case 'published': case 'uncertain': case 'failed': return edition.publication
    case 'partly_published': return 'partial'
    case 'taken_down': return 'withdrawn'
    default: return edition.state
  }
}

/** What people see of a delivery. */
export function deliveryState(state: Schemas['Delivery']['state']): Shown {
  switch (state) {
    case 'waiting': return 'scheduled'
    case 'sending': case 'polling': case 'retrying': return 'sending'
    case 'sent': case 'confirmed': return 'published'
    case 'unsure': return 'uncertain'
    case 'attention': return 'failed'
    case 'withdrawn': return 'withdrawn'
    default: return 'archived'
  }
}
