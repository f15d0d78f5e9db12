import { IconCloudOff } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { followNetwork, useReach } from '~/api/reach'

import classes from './Bar.module.css'

/** Says while nothing is heard from the server, and that writing goes on; reads anew once it answers again. */
export function Offline() {
  const { t } = useTranslation()
  const { silent } = useReach()
  const queries = useQueryClient()
  const was = useRef(silent)
  useEffect(() => followNetwork(), [])
  useEffect(() => {
    if (was.current && !silent) void queries.invalidateQueries({ type: 'active' })
    was.current = silent
  }, [silent, queries])
  return (
    <div aria-live="polite">
      {silent && (
        <div className={classes.bar} data-tone="warn">
          <IconCloudOff size={20} aria-hidden />
          <p><strong>{t(`shell.silent.${silent}`)}</strong> {t('shell.silent.safe')}</p>
        </div>
      )}
    </div>
  )
}
