import { ActionIcon, Alert, Group, Modal, SegmentedControl, Stack, Text, Tooltip } from '@mantine/core'
import { IconMaximize } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useWords } from '~/i18n/useLang'
import { Prose } from '~/parts/Prose'

import { useEdited } from '../edited'
import classes from './PostView.module.css'
import { useAddresses } from './useMedia'
import { piecesOf } from './spans'
import type { Preview } from './useVariants'

/** What stands in a link for the number of a delivery that is not planned yet. */
const marker = '00000000-0000-0000-0000-000000000000'

/** What a channel would get, as the server renders it, and in words what stands against it. */
export function PostView({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const [wide, setWide] = useState(false)
  const [width, setWidth] = useState('phone')
  return (
    <section aria-label={t('panels.post.label', { channel: preview.channel_name })}>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>{t('panels.post.title')}</Text>
        <Tooltip label={t('panels.post.widen')}><ActionIcon variant="subtle" color="gray" aria-label={t('panels.post.widen')} onClick={() => setWide(true)}><IconMaximize size={18} /></ActionIcon></Tooltip>
      </Group>
      <Against preview={preview} />
      <Post preview={preview} />
      <Modal opened={wide} onClose={() => setWide(false)} size={820} title={t('panels.post.label', { channel: preview.channel_name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <SegmentedControl aria-label={t('panels.post.width')} value={width} onChange={setWidth} mb="md"
          data={[{ value: 'phone', label: t('panels.post.phone') }, { value: 'desktop', label: t('panels.post.desktop') }]} />
        <div className={classes.screen} data-width={width}><Post preview={preview} /></div>
      </Modal>
    </section>
  )
}

/** What stands against a post, and what an editor should know of it. */
function Against({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const words = useWords()
  const notes = [
    preview.lead_cut && t('panels.post.leadCut'),
    preview.pictures_left_out ? t('panels.post.leftOut', { count: preview.pictures_left_out }) : '',
    preview.waits_for_portal && t('panels.post.waits'),
  ].filter(Boolean)
  return (
    <Stack gap={4} mb="sm">
      {preview.problem && <Alert color="red">{words(preview.problem)}</Alert>}
      {notes.map((note) => <Text key={String(note)} size="sm" c="dimmed">{note}</Text>)}
    </Stack>
  )
}

function Post({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const { lang } = useEdited()
  const { shown } = useAddresses()
  const { title, lead, text, html } = preview
  if (!title && !lead && !text && !html) return null
  return (
    <div className={classes.post} lang={lang}>
      {text === undefined ? (
        <>
          <p className={classes.title}>{title}</p>
          {lead && <p className={classes.lead}>{lead}</p>}
          <Pictures preview={preview} />
          {html && <details><summary>{t('panels.post.body')}</summary><div className={classes.body}><Prose html={html} pictures={shown} /></div></details>}
        </>
      ) : (
        <>
          <p className={classes.text}>{piecesOf(text, preview.spans ?? []).map((piece, at) => <span key={at} data-kind={piece.kind}>{piece.text}</span>)}</p>
          <Pictures preview={preview} />
        </>
      )}
      {preview.link && text !== undefined && !preview.pictures?.length && <LinkCard preview={preview} />}
      {text?.includes(marker) && <p className={classes.note}>{t('panels.post.marker')}</p>}
    </div>
  )
}

function Pictures({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const addresses = useAddresses()
  const list = preview.pictures ?? []
  if (list.length === 0) return null
  return (
    <div className={classes.pictures} data-many={list.length > 1 || undefined}>
      {list.map((one) => {
        const src = addresses.get(one.hash)
        return src ? <img key={one.hash} src={src} alt={one.alt} width={one.width} height={one.height} loading="lazy" />
          : <span key={one.hash} className={classes.unseenPicture}>{t('panels.post.picture', { alt: one.alt })}</span>
      })}
    </div>
  )
}

/** The card that platforms show with a link: the cover cut around its focus, the title, and whose page it is. */
function LinkCard({ preview }: { preview: Preview }) {
  const addresses = useAddresses()
  const { edition } = useEdited()
  const cover = addresses.card(edition.pictures[0])
  return (
    <div className={classes.card}>
      {cover && <img src={cover} alt="" width={1200} height={630} loading="lazy" />}
      <p><strong>{preview.title}</strong><br /><span>{new URL(preview.link ?? '', window.location.href).host}</span></p>
    </div>
  )
}
