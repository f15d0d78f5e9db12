import { useTranslation } from 'react-i18next'

import { useMe } from '~/session/me'

/** Names people by their ids. */
export function useNames(): (id: string) => string {
  const { t } = useTranslation()
  const me = useMe()
  return (id) => (id === me.id ? me.name : t('names.somebody'))
}
