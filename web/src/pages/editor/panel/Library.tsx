import { Button, Group, Modal, SegmentedControl, Text, UnstyledButton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf } from '~/api/client'
import { useUnits } from '~/api/catalogue'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'

import { useEdited } from '../edited'
import classes from './Pictures.module.css'
import { fileFor } from './useMedia'

interface Props {
  opened: boolean
  unit: string
  taken: string[]
  onClose: () => void
  onTake: (id: string) => void
}

/** The pictures that were taken in before, of the story's unit or of all, to be shown in the text as well. */
export function Library({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} size={900} title={t('panels.pictures.libraryTitle')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {opened && <Shelf {...rest} />}
    </Modal>
  )
}

function Shelf({ unit, taken, onTake }: Omit<Props, 'opened' | 'onClose'>) {
  const { t } = useTranslation()
  const units = useUnits()
  const { lang } = useEdited()
  const [where, setWhere] = useState('unit')
  const of = where === 'unit' && unit ? [unit] : undefined
  const list = useInfiniteQuery({
    queryKey: ['get', '/media', 'shelf', of?.[0] ?? ''], initialPageParam: '',
    queryFn: async ({ pageParam }) => dataOf(await client.GET('/media', { params: { query: { limit: 24, ...(of && { unit: of }), ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next_cursor,
  })
  return (
    <>
      <SegmentedControl mb="md" aria-label={t('panels.pictures.where')} value={where} onChange={setWhere}
        data={[{ value: 'unit', label: units.name(unit) || t('panels.pictures.ownUnit') }, { value: 'all', label: t('panels.pictures.allUnits') }]} />
      <Loaded asked={list}>{({ pages }) => {
        const items = pages.flatMap((page) => page.items)
        return items.length === 0 ? <Empty>{t('panels.pictures.libraryEmpty')}</Empty> : (
          <ul className={classes.shelf}>
            {items.map((one) => {
              const there = taken.includes(one.id)
              return (
                <li key={one.id}>
                  <UnstyledButton className={classes.choice} aria-disabled={there || undefined} onClick={() => !there && onTake(one.id)}>
                    <img src={fileFor(one, 320)} alt={one.texts[lang]?.alt ?? ''} loading="lazy" />
                    <span>{there ? t('panels.pictures.there', { name: one.name }) : one.name}</span>
                    <Text component="span" size="xs" c="dimmed">{one.credit || t('panels.pictures.noCredit')}</Text>
                  </UnstyledButton>
                </li>
              )
            })}
          </ul>
        )
      }}</Loaded>
      {list.hasNextPage && <Group justify="center" mt="md"><Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('panels.pictures.older')}</Button></Group>}
    </>
  )
}
