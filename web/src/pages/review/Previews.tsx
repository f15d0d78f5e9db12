import { Alert, Badge, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { ChannelMark } from '~/parts/ChannelMark'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { Prose } from '~/parts/Prose'
import { useTime } from '~/time/useTime'

import classes from './Previews.module.css'
import { pathOf } from './reading'

type Pictures = Schemas['ReleasePicture'][]

/** What each channel would get, as the server renders it. */
export function Previews({ article, lang, pictures }: { article: string; lang: string; pictures: Pictures }) {
  const { t } = useTranslation()
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/preview', { params: pathOf(article, lang) })
  return <Loaded asked={asked}>{(page) => page.items.length === 0 ? <Empty>{t('review.previews.nothing')}</Empty> : (
    <ul className={classes.list}>{page.items.map((one) => <li key={one.channel}><OnePreview preview={one} lang={lang} pictures={pictures} /></li>)}</ul>
  )}</Loaded>
}

function OnePreview({ preview: one, lang, pictures }: { preview: Schemas['Preview']; lang: string; pictures: Pictures }) {
  const { t } = useTranslation()
  const words = useWords()
  const time = useTime()
  return (
    <section className={classes.card} aria-labelledby={`preview-${one.channel}`}>
      <h2 id={`preview-${one.channel}`}><ChannelMark kind={one.kind} /> {one.channel_name}</h2>
      <div className={classes.facts}>
        {one.wording !== 'follows' && <Badge variant="outline" color={one.wording === 'master_changed' ? 'yellow' : 'gray'}>{t(one.wording === 'master_changed' ? 'review.previews.changed' : 'review.previews.own')}</Badge>}
        {one.most !== undefined && <span>{t('review.previews.count', { used: time.number(one.used ?? 0), most: time.number(one.most) })}{one.over ? ` — ${t('review.previews.over', { over: one.over })}` : ''}</span>}
        {one.lead_cut && <span>{t('review.previews.leadCut')}</span>}
        {(one.pictures_left_out ?? 0) > 0 && <span>{t('review.previews.leftOut', { count: one.pictures_left_out ?? 0 })}</span>}
        {one.waits_for_portal && <span>{t('review.previews.waits')}</span>}
      </div>
      {one.problem && <Alert color="red">{words(one.problem)}</Alert>}
      <div className={classes.post} lang={lang}>
        {one.text !== undefined ? <Post preview={one} /> : <>
          {one.title && <p className={classes.title}>{one.title}</p>}
          {one.lead && <p className={classes.lead}>{one.lead}</p>}
          {one.html && <details><summary>{t('review.previews.whole')}</summary><Prose html={one.html} pictures={pictures} /></details>}
        </>}
      </div>
      {one.link && one.text === undefined && <Text size="sm" c="dimmed" className={classes.link}>{t('review.previews.link', { link: one.link })}</Text>}
    </section>
  )
}

/** A text with the card of its link, as far as the channel draws one. */
function Post({ preview: one }: { preview: Schemas['Preview'] }) {
  return (
    <>
      <p className={classes.text}>{one.text}</p>
      {one.link && (one.title || one.lead) && (
        <div className={classes.embed}>
          {one.title && <strong>{one.title}</strong>}
          {one.lead && <span>{one.lead}</span>}
          <small>{one.link}</small>
        </div>
      )}
    </>
  )
}
