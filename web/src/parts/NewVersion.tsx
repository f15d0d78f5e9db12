import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { useReach } from '~/api/reach'

import classes from './Bar.module.css'

/** Offers to load the page anew where the server runs another version than that of the page; nobody has to at once. */
export function NewVersion() {
  const { t } = useTranslation()
  const { newer } = useReach()
  return (
    <div aria-live="polite">
      {newer && (
        <div className={classes.bar} data-tone="news">
          <p><strong>{t('shell.newVersion.title')}.</strong> {t('shell.newVersion.text')}</p>
          <Button size="xs" variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => window.location.reload()}>{t('shell.newVersion.reload')}</Button>
        </div>
      )}
    </div>
  )
}
