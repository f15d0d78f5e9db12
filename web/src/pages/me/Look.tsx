import { SegmentedControl, Stack, Switch, Text, useMantineColorScheme } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useKept } from '~/app/kept'
import { Part } from '~/parts/Part'

/** How the desk looks on this machine. */
export function Look() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [density, setDensity] = useKept('density', 'comfortable')
  const [shortcuts, setShortcuts] = useKept('shortcuts', 'on')
  return (
    <Part title={t('mine.look.title')} about={t('mine.look.about')}>
      <Stack gap="md" align="start">
        <Choice label={t('mine.look.scheme')}>{(id) => (
          <SegmentedControl aria-labelledby={id} value={colorScheme} onChange={(value) => setColorScheme(value)} data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: t(`mine.look.${value}`) }))} />
        )}</Choice>
        <Choice label={t('mine.look.density')}>{(id) => (
          <SegmentedControl aria-labelledby={id} value={density} onChange={setDensity} data={(['comfortable', 'compact'] as const).map((value) => ({ value, label: t(`mine.look.${value}`) }))} />
        )}</Choice>
        <Switch checked={shortcuts === 'on'} onChange={(e) => setShortcuts(e.currentTarget.checked ? 'on' : 'off')} label={t('mine.look.shortcuts')} description={t('mine.look.shortcutsAbout')} />
      </Stack>
    </Part>
  )
}

function Choice({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return <div><Text size="sm" fw={500} id={id} mb={4}>{label}</Text>{children(id)}</div>
}
