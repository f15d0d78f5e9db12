import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { useChangePreferences } from '~/app/preferences'

import { columns, useColumns } from './columns'

/** Which columns stand beside the title; kept with the person, on every machine. */
export function ColumnsMenu() {
  const { t } = useTranslation()
  const shown = useColumns()
  const change = useChangePreferences()
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target><Button variant="default" leftSection={<IconColumns3 size={18} aria-hidden />} visibleFrom="sm">{t('list.columnsMenu')}</Button></Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {columns.map((one) => (
            <Checkbox key={one} label={t(`list.columns.${one}`)} checked={shown.includes(one)} onChange={(event) => {
              const wanted = event.currentTarget.checked ? [...shown, one] : shown.filter((other) => other !== one)
              void change({ columns: columns.filter((other) => wanted.includes(other)) })
            }} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
