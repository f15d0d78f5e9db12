import { Tabs, Text, Title } from '@mantine/core'
import { IconArrowLeft, IconPencil } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { api, type Schemas } from '~/api/client'
import { editorAddress } from '~/pages/reviews/queue'
import { Go } from '~/parts/Go'
import { Loaded } from '~/parts/Loaded'
import { editionState, StateChip } from '~/parts/StateChip'
import { useTitle } from '~/parts/useTitle'

import { Actions } from './Actions'
import { Approvals } from './Approvals'
import { By } from './By'
import { Candidate } from './Candidate'
import { Checks } from './Checks'
import { Comments } from './Comments'
import { Differences } from './Differences'
import { Moved, type Change } from './Moved'
import { Previews } from './Previews'
import { isSettled, pathOf, useReading, type Edition, type Read } from './reading'
import classes from './ReviewPage.module.css'

const route = getRouteApi('/shell/articles/$article/$lang/review')

/** The page on which somebody decides on an edition. */
export function ReviewPage() {
  const { article, lang } = route.useParams()
  const edition = api.useQuery('get', '/articles/{id}/editions/{lang}', { params: pathOf(article, lang) })
  return <Loaded asked={edition} lines={8}>{(data) => <Deciding key={data.id} edition={data} />}</Loaded>
}

function Deciding({ edition }: { edition: Edition }) {
  const { t } = useTranslation()
  const units = useUnits()
  const [change, setChange] = useState<Change>()
  const settled = isSettled(edition)
  const reading = useReading(edition.article, edition.lang, !settled)
  const released = api.useQuery('get', '/articles/{id}/editions/{lang}/releases/{release}', { params: { path: { id: edition.article, lang: edition.lang, release: edition.approved_release ?? '' } } }, { enabled: settled })
  const read: Read | undefined = settled ? released.data : reading.asked.data
  useTitle(t('review.pageTitle', { title: edition.title }))

  async function adopt(refused: boolean) {
    const was = reading.asked.data
    const is = await reading.adopt()
    if (was && is && was.hash !== is.hash) setChange({ was: was.content, is: is.content, refused })
  }

  return (
    <article className={classes.page}>
      <nav className={classes.ways}>
        <Go to="/reviews"><IconArrowLeft size={16} aria-hidden /> {t('review.back')}</Go>
        <Go to={editorAddress(edition)}><IconPencil size={16} aria-hidden /> {t('review.edit')}</Go>
      </nav>
      <header className={classes.head}>
        <Title order={1} lang={edition.lang}>{read?.content.title ?? edition.title}</Title>
        <div className={classes.facts}>
          <StateChip state={editionState(edition)} />
          <span>{edition.lang.toUpperCase()}</span>
          {read && <span>{units.name(read.content.unit.code)}</span>}
        </div>
        <By edition={edition} />
        {edition.reason && edition.state === 'changes_requested' && <Text className={classes.reason}>{t('review.queue.reason', { reason: edition.reason })}</Text>}
      </header>
      <Actions edition={edition} read={read} onChanged={() => void adopt(true)} />
      <Moved edition={edition} newer={reading.newer !== undefined} change={change} onShow={() => void adopt(false)} onDone={() => setChange(undefined)} />
      <Loaded asked={settled ? released : reading.asked} lines={8}>{(data) => <Sides edition={edition} read={data} release={settled ? released.data : undefined} />}</Loaded>
    </article>
  )
}

/** Everything that helps to decide, side by side as tabs. */
function Sides({ edition, read, release }: { edition: Edition; read: Read; release: Schemas['FullRelease'] | undefined }) {
  const { t } = useTranslation()
  const at = { article: edition.article, lang: edition.lang }
  const counts = api.useQuery('get', '/articles/{id}/editions/{lang}/comment-counts', { params: pathOf(at.article, at.lang) })
  const open = counts.data?.open ?? 0
  return (
    <Tabs defaultValue="text" keepMounted={false}>
      <Tabs.List aria-label={t('review.tabs.label')} className={classes.tabs}>
        <Tabs.Tab value="text">{t('review.tabs.text')}</Tabs.Tab>
        <Tabs.Tab value="differences">{t('review.tabs.differences')}</Tabs.Tab>
        <Tabs.Tab value="previews">{t('review.tabs.previews')}</Tabs.Tab>
        <Tabs.Tab value="checklist">{t('review.tabs.checklist')}</Tabs.Tab>
        <Tabs.Tab value="comments">{t('review.tabs.comments')}{open > 0 && ` (${open})`}</Tabs.Tab>
        <Tabs.Tab value="approvals">{t('review.tabs.approvals')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="text" pt="md"><Candidate read={read} release={release} /></Tabs.Panel>
      <Tabs.Panel value="differences" pt="md"><Differences {...at} revision={read.content.revision} before={release?.number} /></Tabs.Panel>
      <Tabs.Panel value="previews" pt="md"><Previews {...at} pictures={read.content.pictures ?? []} /></Tabs.Panel>
      <Tabs.Panel value="checklist" pt="md"><Checks {...at} /></Tabs.Panel>
      <Tabs.Panel value="comments" pt="md"><Comments {...at} /></Tabs.Panel>
      <Tabs.Panel value="approvals" pt="md"><Approvals {...at} /></Tabs.Panel>
    </Tabs>
  )
}

