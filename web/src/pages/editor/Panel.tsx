import { Skeleton, Tabs } from '@mantine/core'
import { Suspense } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import classes from './Panel.module.css'
import { tabs, useOpenPanel } from './panels'

/** What stands beside the text. */
export function Panel() {
  const { t } = useTranslation()
  const { shown, open } = useOpenPanel()
  return (
    <Tabs value={shown} onChange={(name) => name && open(name)} keepMounted={false}>
      <Tabs.List className={classes.list}>{tabs.map(({ name }) => <Tabs.Tab key={name} value={name}>{t(`editor.panel.${name}`)}</Tabs.Tab>)}</Tabs.List>
      {tabs.map(({ name, part: Part }) => (
        <Tabs.Panel key={name} value={name} className={classes.content}><Suspense fallback={<Skeleton height={240} />}><Part /></Suspense></Tabs.Panel>
      ))}
    </Tabs>
  )
}
