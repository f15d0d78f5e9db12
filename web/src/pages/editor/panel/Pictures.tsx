import { Button, FileButton, Group, Progress, Stack, Text } from '@mantine/core'
import { IconPhotoPlus, IconPhotoSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { toProblem } from '~/api/problem'
import { Empty } from '~/parts/Empty'
import { MayButton } from '~/parts/May'
import { ProblemNote } from '~/parts/ProblemNote'

import { useEdited } from '../edited'
import { arrived, useWantedPicture } from './jump'
import { Library } from './Library'
import { PictureItem } from './PictureItem'
import classes from './Pictures.module.css'
import { kinds } from './upload'
import { useMedia } from './useMedia'
import { useUploads, type Coming } from './useUploads'

/** Whether somebody is typing there, where a paste is theirs. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA'].includes(target.tagName))
}

function picturesOf(files: FileList | undefined): File[] {
  return Array.from(files ?? []).filter((file) => file.type.startsWith('image/'))
}

/** Takes files that are dropped on a place, or pasted while nobody types. */
function useGiven(take: (files: File[]) => unknown) {
  const place = useRef<HTMLElement>(null)
  const [over, setOver] = useState(false)
  const given = useRef(take)
  useEffect(() => {
    given.current = take
  })
  useEffect(() => {
    const stop = new AbortController()
    const on = <K extends 'dragover' | 'dragleave' | 'drop'>(kind: K, hear: (event: HTMLElementEventMap[K]) => void) => place.current?.addEventListener(kind, hear, { signal: stop.signal })
    on('dragover', (event) => {
      event.preventDefault() // else the browser would open the file in the place of the page
      setOver(true)
    })
    on('dragleave', () => setOver(false))
    on('drop', (event) => {
      event.preventDefault()
      setOver(false)
      given.current(Array.from(event.dataTransfer?.files ?? []))
    })
    document.addEventListener('paste', (event) => {
      const files = picturesOf(event.clipboardData?.files)
      if (files.length > 0 && !isTyping(event.target)) given.current(files)
    }, { signal: stop.signal })
    return () => stop.abort()
  }, [])
  return { place, over }
}

/** The pictures of the text: taken in, described, cut and put in order. */
export function Pictures() {
  const { t } = useTranslation()
  const { words, setPictures, edition } = useEdited()
  const [, again] = useState(0)
  const ids = words().pictures
  const media = useMedia(ids)
  const uploads = useUploads(media.items)
  const [library, setLibrary] = useState(false)
  const wanted = useWantedPicture()
  const [open, setOpen] = useState<string | undefined>(undefined)
  const shown = wanted >= 0 ? ids[wanted] : open
  const may = edition.may.edit
  const change = (list: string[]) => {
    setPictures(list)
    again((n) => n + 1)
  }
  const { place, over } = useGiven((files) => may?.allowed && uploads.add(files))
  return (
    <section ref={place} aria-label={t('panels.pictures.label')} className={classes.pictures} data-over={over || undefined}>
      <Group gap="sm">
        <FileButton multiple accept={kinds.join(',')} onChange={uploads.add}>
          {({ onClick }) => <MayButton may={may} leftSection={<IconPhotoPlus size={18} aria-hidden />} onClick={onClick}>{t('panels.pictures.upload')}</MayButton>}
        </FileButton>
        <MayButton may={may} variant="default" leftSection={<IconPhotoSearch size={18} aria-hidden />} onClick={() => setLibrary(true)}>{t('panels.pictures.library')}</MayButton>
      </Group>
      <Text size="sm" c="dimmed">{t('panels.pictures.hint')}</Text>
      <ComingList uploads={uploads} />
      {media.error != null && <ProblemNote problem={toProblem(media.error)} onRetry={media.again} />}
      {ids.length === 0 && uploads.coming.length === 0 && <Empty>{t('panels.pictures.none')}</Empty>}
      <ol className={classes.list}>
        {ids.map((id, at) => {
          const one = media.items.find((item) => item.id === id)
          return one && (
            <PictureItem key={id} one={one} at={at} count={ids.length} may={may} open={shown === id} wanted={wanted === at}
              onOpen={(yes) => {
                arrived()
                setOpen(yes ? id : undefined)
              }}
              onMove={(to) => change(ids.toSpliced(at, 1).toSpliced(to, 0, id))}
              onRemove={() => change(ids.filter((other) => other !== id))}
              onBack={() => {
                const now = words().pictures
                if (!now.includes(id)) change(now.toSpliced(at, 0, id))
              }} />
          )
        })}
      </ol>
      <Library opened={library} unit={uploads.unit} taken={ids} onClose={() => setLibrary(false)} onTake={(id) => change([...ids, id])} />
    </section>
  )
}

/** Files on their way, and what is wrong with those that did not arrive. */
function ComingList({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  const { t } = useTranslation()
  if (uploads.coming.length === 0) return null
  return (
    <ul className={classes.coming} aria-label={t('panels.pictures.coming')}>
      {uploads.coming.map((one) => <li key={one.key}><ComingFile one={one} uploads={uploads} /></li>)}
    </ul>
  )
}

function ComingFile({ one, uploads }: { one: Coming; uploads: ReturnType<typeof useUploads> }) {
  const { t } = useTranslation()
  const dismiss = <Button size="compact-sm" variant="default" onClick={() => uploads.dismiss(one)}>{t('common.close')}</Button>
  if (one.twin) {
    return (
      <Stack gap={4}>
        <Text size="sm">{t('panels.pictures.twin', { name: one.file.name, twin: one.twin.name })}</Text>
        <Group gap="sm">
          <Button size="compact-sm" onClick={() => uploads.takeTwin(one)}>{t('panels.pictures.useTwin')}</Button>
          <Button size="compact-sm" variant="default" onClick={() => uploads.dismiss(one)}>{t('panels.pictures.keepBoth')}</Button>
        </Group>
      </Stack>
    )
  }
  if (one.unknownKind) return <Stack gap={4} align="start"><Text size="sm">{t('panels.pictures.unknownKind', { name: one.file.name })}</Text>{dismiss}</Stack>
  if (one.fault !== undefined) return <Stack gap={4} align="start"><Text size="sm">{one.file.name}</Text><ProblemNote problem={toProblem(one.fault)} onRetry={() => uploads.again(one)} />{dismiss}</Stack>
  return (
    <Stack gap={4}>
      <Text size="sm">{t('panels.pictures.sending', { name: one.file.name, percent: Math.round(one.share * 100) })}</Text>
      <Progress value={one.share * 100} aria-label={one.file.name} />
    </Stack>
  )
}
