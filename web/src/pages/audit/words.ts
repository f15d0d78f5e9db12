import { useTranslation } from '~/i18n/useTranslation'

import { vi } from '~/i18n/vi'

type Kind = keyof typeof vi.record.kinds
type Verb = keyof typeof vi.record.verbs

/** Kinds of objects that the record names, for its filter. */
export const objectKinds: Kind[] = ['article', 'edition', 'media', 'comment', 'channel', 'delivery', 'person', 'delegation', 'unit', 'flow', 'plan', 'digest', 'calendar', 'planned', 'request', 'piece', 'series', 'source', 'closed_day']

/** An act in words, such as "Duyệt bản" of edition.approve; what has no words stays as it is. */
export function useActWords(): (action: string) => string {
  const { t } = useTranslation()
  return (action) => {
    const [kind = '', verb = ''] = action.split('.')
    if (!(kind in vi.record.kinds) || !(verb in vi.record.verbs)) return action
    const said = `${t(`record.verbs.${kind === 'delivery' && verb === 'claim' ? 'claim_delivery' : (verb as Verb)}`)} ${t(`record.kinds.${kind as Kind}`)}`
    return said.charAt(0).toUpperCase() + said.slice(1)
  }
}

/** Where the desk shows an object of the record; empty where it has no page of its own. */
export function pageOf(kind: string | undefined, object: string | undefined): string {
  if (!object) return ''
  const pages: Record<string, string> = { person: '/people/', channel: '/channels/', delivery: '/deliveries/', unit: '/units/', request: '/press/' }
  return kind && pages[kind] ? pages[kind] + object : ''
}
