import { Accordion, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconArrowsLeftRight, IconLink, IconPencil, type Icon } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { toProblem } from '~/api/problem'
import { ChannelMark } from '~/parts/ChannelMark'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { ProblemNote } from '~/parts/ProblemNote'
import { useTime } from '~/time/useTime'

import { useEdited } from '../edited'
import { ChannelWords } from './ChannelWords'
import { Counter } from './Counter'
import classes from './Channels.module.css'
import { usePreviews, useVariants, type Preview, type Variant } from './useVariants'

const marks: Record<Variant['state'], Icon> = { follows: IconLink, changed: IconPencil, master_changed: IconArrowsLeftRight }

/** How the words of a channel stand to the master, as icon, word and colour. */
function Standing({ state }: { state: Variant['state'] }) {
  const { t } = useTranslation()
  const Mark = marks[state]
  return <span className={classes.standing} data-state={state}><Mark size={14} aria-hidden />{t(`panels.channels.${state}`)}</span>
}

function Head({ one, preview }: { one: Variant; preview: Preview | undefined }) {
  const { t } = useTranslation()
  return (
    <span className={classes.head}>
      <ChannelMark kind={one.kind} />
      <span className={classes.name}>{one.channel_name}</span>
      <span className={classes.marks}>
        <Standing state={one.state} />
        {preview?.problem && <span className={classes.against}><IconAlertTriangle size={14} aria-hidden />{t('panels.channels.against')}</span>}
        {preview && <Counter preview={preview} />}
      </span>
    </span>
  )
}

/** The previews show what is saved; who has typed since can save first. */
function AsSaved() {
  const { t } = useTranslation()
  const time = useTime()
  const { edition, save } = useEdited()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>()
  async function saveFirst() {
    setBusy(true)
    setFault(undefined)
    try {
      await save()
    } catch (e) {
      setFault(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed">{t('panels.channels.asSaved', { at: time.exactClock(edition.updated_at) })}</Text>
        {edition.may.edit?.allowed && <Button size="compact-sm" variant="default" loading={busy} onClick={() => void saveFirst()}>{t('panels.channels.saveFirst')}</Button>}
      </Group>
      {fault !== undefined && <ProblemNote problem={toProblem(fault)} />}
    </>
  )
}

/** What each channel would get, and the words that it has of its own. */
export function Channels() {
  const { t } = useTranslation()
  const variants = useVariants()
  const previews = usePreviews()
  const [open, setOpen] = useState<string | null>(null)
  const of = (channel: string) => previews.data?.items.find((one) => one.channel === channel)
  return (
    <Stack gap="sm">
      <AsSaved />
      <Loaded asked={variants} lines={6}>{({ items }) => items.length === 0 ? <Empty>{t('panels.channels.none')}</Empty> : (
        <Accordion order={3} variant="separated" value={open} onChange={setOpen} transitionDuration={0} classNames={{ item: classes.item!, control: classes.control!, label: classes.label!, content: classes.content! }}>
          {items.map((one) => (
            <Accordion.Item key={one.channel} value={one.channel}>
              <Accordion.Control><Head one={one} preview={of(one.channel)} /></Accordion.Control>
              <Accordion.Panel>{open === one.channel && <ChannelWords one={one} saved={of(one.channel)} />}</Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}</Loaded>
      {previews.error != null && <ProblemNote problem={toProblem(previews.error)} onRetry={() => void previews.refetch()} />}
    </Stack>
  )
}
