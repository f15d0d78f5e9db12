import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconQuote, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useNames } from '~/api/names'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'

import { useEdited } from '../edited'
import classes from './Comments.module.css'
import { CommentForm } from './CommentForm'
import { ThreadCard } from './ThreadCard'
import { useSelected, type Selected } from './useSelected'
import { useCounts, useThreadActs, useThreads, type Thread } from './useThreads'

/** What colleagues said to each other about the text. */
export function Comments() {
  const { t } = useTranslation()
  const [state, setState] = useState<Thread['state']>('open')
  const threads = useThreads(state)
  const counts = useCounts()
  const name = useNames(threads.data?.items.flatMap((thread) => [thread.started_by, thread.resolved_by, ...thread.comments.flatMap((one) => [one.author, ...one.mentions])]) ?? [])
  const count = (of: Thread['state']) => counts.data?.[of] ?? '…'
  return (
    <Stack gap="sm">
      <NewThread onBegun={() => setState('open')} />
      <SegmentedControl fullWidth aria-label={t('panels.comments.which')} value={state} onChange={(value) => setState(value === 'resolved' ? 'resolved' : 'open')}
        data={[{ value: 'open', label: t('panels.comments.open', { n: count('open') }) }, { value: 'resolved', label: t('panels.comments.resolved', { n: count('resolved') }) }]} />
      <Loaded asked={threads} lines={3}>{({ items, next_cursor: more }) => items.length === 0 ? <Empty>{t(state === 'open' ? 'panels.comments.noneOpen' : 'panels.comments.noneResolved')}</Empty> : (
        <>
          <ul className={classes.threads}>{items.map((thread) => <li key={thread.id}><ThreadCard thread={thread} name={name} /></li>)}</ul>
          {more && <Text size="sm" c="dimmed">{t('panels.comments.more')}</Text>}
        </>
      )}</Loaded>
    </Stack>
  )
}

/** Begins a thread on the words that are selected, or on the whole. */
function NewThread({ onBegun }: { onBegun: () => void }) {
  const { t } = useTranslation()
  const { edition } = useEdited()
  const [selected, forget] = useSelected()
  const acts = useThreadActs()
  const send = async (body: string, key: string) => {
    await acts.begin(body, selected ? { on: 'selection', ...selected } : { on: 'edition' }, key)
    forget()
    onBegun()
  }
  return (
    <CommentForm name={`comment:${edition.id}`} label={t(selected ? 'panels.comments.newOnWords' : 'panels.comments.new')} button={t('panels.comments.send')} onSend={send}>
      {selected ? <About selected={selected} onForget={forget} /> : <Text size="sm" c="dimmed">{t('panels.comments.selectHint')}</Text>}
    </CommentForm>
  )
}

function About({ selected, onForget }: { selected: Selected; onForget: () => void }) {
  const { t } = useTranslation()
  const { lang } = useEdited()
  return (
    <Group gap={4} wrap="nowrap" align="start">
      <IconQuote size={16} aria-hidden className={classes.quoteMark} />
      <Text size="sm" className={classes.quote} lang={lang}>{selected.quote}</Text>
      <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconX size={14} aria-hidden />} className={classes.forget} onClick={onForget}>{t('panels.comments.whole')}</Button>
    </Group>
  )
}
