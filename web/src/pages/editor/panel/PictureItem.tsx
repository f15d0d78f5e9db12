import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconTrash, type Icon } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { tellWithUndo } from '~/parts/Undo'
import type { Permission } from '~/session/me'

import { useEdited } from '../edited'
import classes from './Pictures.module.css'
import { PictureWords } from './PictureWords'
import { figureOf, fileFor, type Media } from './useMedia'

interface Props {
  one: Media
  at: number
  count: number
  may: Permission | undefined // to change which pictures the text has
  open: boolean
  wanted: boolean
  onOpen: (open: boolean) => void
  onMove: (to: number) => void
  onRemove: () => void
  onBack: () => void
}

/** One picture of the text: its place, what it lacks, and what is said of it. */
export function PictureItem({ one, at, count, may, open, wanted, onOpen, onMove, onRemove, onBack }: Props) {
  const { t } = useTranslation()
  const { lang, insert } = useEdited()
  const alt = one.texts[lang]?.alt
  const free = may?.allowed === true
  function remove() {
    onRemove()
    tellWithUndo(t('panels.pictures.removed', { name: one.name }), onBack)
  }
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <img src={fileFor(one, 240)} alt={alt ?? ''} width={96} height={64} className={classes.thumb} loading="lazy" />
        <div className={classes.about}>
          <Text size="sm" fw={600} className={classes.name}>{one.name}</Text>
          {at === 0 && <span className={classes.cover}>{t('panels.pictures.cover')}</span>}
          {!alt && <span className={classes.lacks}><IconAlertTriangle size={14} aria-hidden />{t('panels.pictures.noAlt')}</span>}
          {!one.credit && <span className={classes.lacks} data-mild><IconAlertTriangle size={14} aria-hidden />{t('panels.pictures.noCredit')}</span>}
        </div>
      </div>
      <Group gap={4} mt="sm">
        <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => onOpen(!open)}>{t('panels.pictures.describe')}</Button>
        {free && <Button size="compact-sm" variant="default" onClick={() => insert(figureOf(one, lang))}>{t('panels.pictures.insert')}</Button>}
        {free && (
          <Group gap={0} ml="auto">
            <Act icon={IconArrowUp} label={t('panels.pictures.up', { name: one.name })} off={at === 0} onClick={() => onMove(at - 1)} />
            <Act icon={IconArrowDown} label={t('panels.pictures.down', { name: one.name })} off={at === count - 1} onClick={() => onMove(at + 1)} />
            <Act icon={IconTrash} label={t('panels.pictures.remove', { name: one.name })} onClick={remove} />
          </Group>
        )}
      </Group>
      {open && <PictureWords one={one} at={at} wanted={wanted} onArrive={() => onOpen(true)} />}
    </li>
  )
}

/** A small act, which stays where it is and can be focused while there is nothing to do. */
function Act({ icon: Mark, label, off = false, onClick }: { icon: Icon; label: string; off?: boolean; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} {...(off && { 'aria-disabled': true, 'data-disabled': true })} onClick={() => !off && onClick()}><Mark size={18} /></ActionIcon>
    </Tooltip>
  )
}
