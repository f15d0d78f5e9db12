import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { ColumnsMenu } from './ColumnsMenu'
import { narrows, without, type Filter } from './filter'
import classes from './List.module.css'
import { useChips } from './chips'

export interface Props {
  filter: Filter
  ask: (filter: Filter, replace?: boolean) => void
}

const Fields = lazy(() => import('./Fields'))

/** Words to find, what the list is narrowed by, and the chips that say so. */
export function Filters({ filter, ask }: Props) {
  const { t } = useTranslation()
  const chips = useChips(filter)
  return (
    <>
      <div className={classes.bar}>
        <Search filter={filter} ask={ask} />
        <Popover position="bottom-start" shadow="md" trapFocus returnFocus withinPortal>
          <Popover.Target><Button variant="default" leftSection={<IconFilter size={18} aria-hidden />}>{t('list.filters')}</Button></Popover.Target>
          <Popover.Dropdown><Suspense fallback={<div className={classes.fields} />}><Fields filter={filter} ask={ask} /></Suspense></Popover.Dropdown>
        </Popover>
        <ColumnsMenu />
      </div>
      {chips.length > 0 && (
        <fieldset className={classes.bar} aria-label={t('list.chips')}>
          {chips.map((one) => (
            <span key={one.name} className={classes.chip}>{one.words}
              <Tooltip label={t('list.takeOff', { what: one.words })}>
                <ActionIcon variant="subtle" color="gray" size={24} radius="xl" aria-label={t('list.takeOff', { what: one.words })} onClick={() => ask(without(filter, one.name))}><IconX size={14} /></ActionIcon>
              </Tooltip>
            </span>
          ))}
          {narrows(filter) > 1 && <Button variant="subtle" size="xs" onClick={() => ask({})}>{t('list.clear')}</Button>}
        </fieldset>
      )}
    </>
  )
}

/** What is typed is asked for a moment after the last letter; composing a letter is not yet typing. */
function Search({ filter, ask }: Props) {
  const { t } = useTranslation()
  const asked = filter.q ?? ''
  const [typed, setTyped] = useState(asked)
  const [followed, setFollowed] = useState(asked)
  if (followed !== asked) { // by a link or a view, or what was typed has been asked
    setFollowed(asked)
    if (typed.normalize('NFC').trim() !== asked) setTyped(asked)
  }
  const later = useDebouncedCallback((q: string) => {
    const words = q.normalize('NFC').trim()
    ask(words ? { ...filter, q: words } : without(filter, 'q'), true)
  }, 250)
  return (
    <TextInput className={classes.search} type="search" id="search" aria-label={t('list.search')} placeholder={t('list.searchHint')} leftSection={<IconSearch size={18} aria-hidden />} maxLength={200}
      value={typed} onChange={(event) => {
        setTyped(event.currentTarget.value)
        later(event.currentTarget.value)
      }} />
  )
}
