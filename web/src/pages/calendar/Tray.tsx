import { Text, Title, UnstyledButton } from '@mantine/core'
import { Draggable } from '@fullcalendar/react/interaction'
import { useEffect, useRef } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { Loaded } from '~/parts/Loaded'
import { usePillarOrder } from '~/parts/PillarTag'

import type { Search } from './search'
import classes from './Tray.module.css'

export type Waiting = Schemas['ArticleEdition']

/** What is approved and has no hour yet: to be dragged to a day, or opened to be given one. */
export function Tray({ search, onOpen }: { search: Search; onOpen: (waiting: Waiting) => void }) {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/articles', {
    params: { query: { state: ['approved'], publication: ['none'], limit: 100, ...(search.pillar && { pillar: search.pillar }), ...(search.unit && { unit: [search.unit] }) } },
  })
  return (
    <section className={classes.tray} aria-labelledby="tray">
      <Title order={2} id="tray" className={classes.name}>{t('calendar.tray.title')}{asked.data && asked.data.items.length > 0 ? ` (${asked.data.items.length})` : ''}</Title>
      <Loaded asked={asked} lines={2}>{(page) => (page.items.length === 0 ? <Text size="sm" c="dimmed">{t('calendar.tray.empty')}</Text> : (
        <>
          <Text size="sm" c="dimmed">{t('calendar.tray.help')}</Text>
          <Items items={page.items} onOpen={onOpen} />
        </>
      ))}</Loaded>
    </section>
  )
}

function Items({ items, onOpen }: { items: Waiting[]; onOpen: (waiting: Waiting) => void }) {
  const place = useRef<HTMLUListElement>(null)
  const order = usePillarOrder()
  useEffect(() => {
    if (!place.current) return undefined
    const drag = new Draggable(place.current, {
      itemSelector: '[data-waiting]',
      eventData: (at) => {
        const waiting = items.find((one) => one.edition.id === at.dataset.waiting)
        return { id: `waiting-${at.dataset.waiting ?? ''}`, title: waiting?.edition.title ?? '', extendedProps: { waiting } }
      },
    })
    return () => drag.destroy()
  }, [items])
  return (
    <ul ref={place} className={classes.list}>{items.map((one) => (
      <li key={one.edition.id}>
        <UnstyledButton className={classes.item} data-waiting={one.edition.id} data-pillar={one.article.facets.pillars?.[0] ? order(one.article.facets.pillars[0]) : 0} onClick={() => onOpen(one)} lang={one.edition.lang}>
          {one.edition.title}
        </UnstyledButton>
      </li>
    ))}</ul>
  )
}
