import { Badge } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useLang, useWords } from '~/i18n/useLang'
import { editorAddress, reviewAddress } from '~/pages/reviews/queue'
import { Go } from '~/parts/Go'
import { PillarTag } from '~/parts/PillarTag'
import { useMe } from '~/session/me'
import { spanText } from '~/time/span'
import { useTime } from '~/time/useTime'

import { Card, Line } from './Card'
import classes from './Home.module.css'

type Row = Schemas['ArticleEdition']

/** A line about an edition of a list. */
export function EditionLine({ row, to }: { row: Row; to?: string }) {
  const time = useTime()
  const { edition } = row
  return (
    <Line to={to ?? editorAddress(edition)} lang={edition.lang} title={edition.title}>
      {row.article.facets.pillars?.slice(0, 1).map((code) => <PillarTag key={code} code={code} />)}
      <Badge variant="outline" color="gray" size="sm">{edition.lang.toUpperCase()}</Badge>
      <time dateTime={edition.updated_at} title={time.moment(edition.updated_at)}>{time.relative(edition.updated_at)}</time>
    </Line>
  )
}

/** What somebody is writing. */
export function Drafts() {
  const { t } = useTranslation()
  const me = useMe()
  const asked = api.useQuery('get', '/articles', { params: { query: { state: ['draft'], created_by: me.id, limit: 100 } } })
  return (
    <Card name="drafts" title={t('home.drafts.title')} asked={asked} to="/articles" search={{ state: 'draft', created_by: me.id }} nothing={t('home.drafts.nothing')} action={<Go to="/articles/new">{t('home.drafts.write')}</Go>}>
      {(row) => <EditionLine row={row} />}
    </Card>
  )
}

/** What came back to somebody, with the reason; the API tells it in the box of what they handed in. */
export function Returned() {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/reviews', { params: { query: { box: 'sent', limit: 100 } } })
  const items = asked.data?.items.filter((one) => one.kind === 'changes')
  return (
    <Card name="returned" title={t('home.returned.title')} asked={{ ...asked, data: items && { items } }} to="/reviews" search={{ box: 'sent' }} nothing={t('home.returned.nothing')}>
      {(one) => <Line to={editorAddress(one)} lang={one.lang} title={one.title}><span className={classes.said}>{one.reason}</span></Line>}
    </Card>
  )
}

/** What somebody handed in and others have not decided on. */
export function Sent() {
  const { t } = useTranslation()
  const lang = useLang()
  const words = useWords()
  const asked = api.useQuery('get', '/reviews', { params: { query: { box: 'sent', limit: 100 } } })
  const items = asked.data?.items.filter((one) => one.kind !== 'changes')
  return (
    <Card name="sent" title={t('home.sent.title')} asked={{ ...asked, data: items && { items } }} to="/reviews" search={{ box: 'sent' }} nothing={t('home.sent.nothing')}>
      {(one) => <Line to={reviewAddress(one)} lang={one.lang} title={one.title}><span>{t('review.queue.waits')} {spanText(one.waiting_seconds, lang)}</span><span>{one.who_can.map((role) => words(role.name)).join(', ')}</span></Line>}
    </Card>
  )
}

/** Stories that somebody is to write, by when. */
export function Planned() {
  const { t } = useTranslation()
  const time = useTime()
  const me = useMe()
  const asked = api.useQuery('get', '/planned', { params: { query: { person: me.id, state: 'assigned', limit: 100 } } })
  return (
    <Card name="planned" title={t('home.planned.title')} asked={asked} to="/calendar" nothing={t('home.planned.nothing')}>
      {(one) => (
        <Line to="/calendar" search={{ planned: one.id }} title={one.title}>
          {one.facets.pillars?.slice(0, 1).map((code) => <PillarTag key={code} code={code} />)}
          <span className={one.late ? classes.late : undefined}>{one.due ? t(one.late ? 'home.planned.late' : 'home.planned.due', { at: time.due(one.due) }) : t('home.planned.noDue')}</span>
        </Line>
      )}
    </Card>
  )
}

/** Translations that say what their source said before. */
export function Outdated() {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/articles', { params: { query: { outdated: 'true', limit: 100 } } })
  return (
    <Card name="outdated" title={t('home.outdated.title')} asked={asked} to="/articles" search={{ outdated: true }} nothing={t('home.outdated.nothing')}>
      {(row) => <EditionLine row={row} />}
    </Card>
  )
}
