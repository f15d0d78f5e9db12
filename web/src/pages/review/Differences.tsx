import { Stack, Switch, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { useTime } from '~/time/useTime'

import { Compared } from './Compared'
import { pathOf } from './reading'

/** What is new since the release that was approved last, before the one that is read. */
export function Differences({ article, lang, revision, before }: { article: string; lang: string; revision: string; before: number | undefined }) {
  const { t } = useTranslation()
  const releases = api.useQuery('get', '/articles/{id}/editions/{lang}/releases', { params: { ...pathOf(article, lang), query: { limit: 100 } } })
  return <Loaded asked={releases}>{(page) => {
    const last = page.items.filter((one) => before === undefined || one.number < before).toSorted((a, b) => b.number - a.number)[0]
    return last ? <Since article={article} lang={lang} revision={revision} number={last.number} at={last.approved_at} /> : <Empty>{t('review.differences.first')}</Empty>
  }}</Loaded>
}

function Since({ article, lang, revision, number, at }: { article: string; lang: string; revision: string; number: number; at: string }) {
  const { t } = useTranslation()
  const time = useTime()
  const [only, setOnly] = useState(true)
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/compare', { params: { ...pathOf(article, lang), query: { from: `release:${number}`, to: revision } } })
  return (
    <Stack>
      <Text>{t('review.differences.since', { number, at: time.moment(at) })}</Text>
      <Loaded asked={asked} lines={6}>{(data) => data.same ? <Empty>{t('review.differences.same')}</Empty> : <>
        <Text>{t('review.differences.words', { added: time.number(data.words_added), removed: time.number(data.words_removed) })}</Text>
        <Switch label={t('review.differences.only')} checked={only} onChange={(event) => setOnly(event.currentTarget.checked)} />
        <Compared comparison={data} lang={lang} only={only} />
      </>}</Loaded>
    </Stack>
  )
}
