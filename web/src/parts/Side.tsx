import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

/** A form beside the list that it adds to. */
export function Side({ title, opened, onClose, children }: { title: string; opened: boolean; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <Drawer position="right" size={480} title={title} opened={opened} onClose={onClose} closeButtonProps={{ 'aria-label': t('common.close') }} styles={{ title: { fontWeight: 600, fontSize: 16 } }}>
      {opened && children}
    </Drawer>
  )
}
