import { ActionIcon, Button, Group, Menu, Tooltip } from '@mantine/core'
import { IconArchive, IconBookmark, IconDeviceFloppy, IconDots, IconFileTypeDocx, IconPencilPlus, IconPencilX, IconPrinter } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { NextStep } from '~/pages/schedule/NextStep'
import { Confirm } from '~/parts/Confirm'
import { MayButton, useReason } from '~/parts/May'

import classes from './Actions.module.css'
import { Correct } from './Correct'
import { stepOf, useActs } from './acts'
import { useCtrl } from './keys'
import { Lacks } from './Lacks'
import { Ask } from './text/Ask'
import { useKept, type Editing, type FullEdition } from './useEditing'

/** What can be done with the edition now. The first step is that of its state. */
export function Actions({ editing }: { editing: Editing }) {
  const { t } = useTranslation()
  const { edition, keeper } = editing
  const acts = useActs(editing)
  const shown = useKept(keeper)
  const [naming, setNaming] = useState(false)
  const [recalling, setRecalling] = useState(false)
  const step = stepOf(edition)
  const conflict = shown.behind || shown.saving.trouble === 'clash'
  const dirty = shown.saving.version > 0 || shown.saving.kept < shown.saving.edits
  useCtrl({
    s: () => edition.may.edit?.allowed && !conflict && void acts.save(),
    Enter: () => step && step !== 'recall' && edition.may[step]?.allowed && !conflict && void acts.take(step),
  })
  const stopped = conflict ? { allowed: false, reason: { vi: t('editor.do.afterConflict'), en: t('editor.do.afterConflict') } } : undefined
  return (
    <Group gap="sm" className={classes.acts}>
      {edition.may.edit?.allowed && (
        <MayButton may={stopped ?? edition.may.edit} variant="default" loading={acts.busy === 'save'} disabled={!dirty && !conflict} leftSection={<IconDeviceFloppy size={18} />} onClick={() => void acts.save()}>{t('editor.do.save')}</MayButton>
      )}
      {(edition.state === 'in_review' || edition.state === 'approved') && <ToReview edition={edition} />}
      {edition.state === 'approved' && <NextStep edition={edition} />}
      {step === 'submit' && edition.may.edit?.allowed && <Lacks editing={editing} />}
      {step === 'recall' && <MayButton variant="default" may={stopped ?? edition.may.recall} onClick={() => setRecalling(true)}>{t('editor.do.recall')}</MayButton>}
      {step && step !== 'recall' && <MayButton {...(edition.state === 'approved' && { variant: 'default' })} may={stopped ?? edition.may[step]} loading={acts.busy === step} onClick={() => void acts.take(step)}>{t(`editor.do.${step}`)}</MayButton>}
      <More editing={editing} onPoint={() => setNaming(true)} acts={acts} />
      {naming && <Ask title={t('editor.point.title')} label={t('editor.point.label')} description={t('editor.point.help')} check={(words) => (words ? '' : t('editor.point.empty'))} onClose={() => setNaming(false)} onAnswer={(name) => void acts.point(name)} />}
      {recalling && <Confirm title={t('editor.do.recallTitle')} consequence={t('editor.do.recallWhat')} button={t('editor.do.recall')} danger={false} send={acts.recall} onClose={() => setRecalling(false)} />}
      {acts.correcting && <Correct editing={editing} onClose={() => acts.setCorrecting(false)} />}
    </Group>
  )
}

/** The way to where the edition is decided on; for whoever decides it is the next step. */
function ToReview({ edition }: { edition: FullEdition }) {
  const { t } = useTranslation()
  const decides = edition.state === 'in_review' && edition.may.approve?.allowed
  return <Button component={Link} to={`/articles/${edition.article}/${edition.lang}/review` as string} variant={decides ? 'filled' : 'default'}>{t(decides ? 'editor.do.review' : 'editor.do.see')}</Button>
}

function More({ editing, onPoint, acts }: { editing: Editing; onPoint: () => void; acts: ReturnType<typeof useActs> }) {
  const { t } = useTranslation()
  const { edition } = editing
  const reason = useReason()
  const at = `/api/v1/articles/${edition.article}/editions/${edition.lang}`
  const item = (act: 'archive' | 'discard-correction' | 'correct', icon: React.ReactNode) => {
    const why = reason(edition.may[act])
    const one = <Menu.Item closeMenuOnClick={!why} leftSection={icon} {...(why && { 'data-disabled': true, 'aria-disabled': true })} onClick={() => !why && void acts.take(act)}>{t(`editor.do.${act}`)}</Menu.Item>
    return why ? <Tooltip label={why} position="left">{one}</Tooltip> : one
  }
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target><ActionIcon variant="default" size={36} aria-label={t('common.more')}><IconDots size={18} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {edition.may.edit?.allowed && <Menu.Item leftSection={<IconBookmark size={18} />} onClick={onPoint}>{t('editor.point.title')}</Menu.Item>}
        <Menu.Item component="a" href={`${at}/export.docx`} leftSection={<IconFileTypeDocx size={18} />}>{t('editor.do.word')}</Menu.Item>
        <Menu.Item component="a" href={`${at}/print`} target="_blank" rel="noopener" leftSection={<IconPrinter size={18} />}>{t('editor.do.print')}</Menu.Item>
        <Menu.Divider />
        {item('correct', <IconPencilPlus size={18} />)}
        {item('discard-correction', <IconPencilX size={18} />)}
        {item('archive', <IconArchive size={18} />)}
      </Menu.Dropdown>
    </Menu>
  )
}
