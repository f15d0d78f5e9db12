import { Alert, Stack, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { PillarTag } from '~/parts/PillarTag'
import { Prose } from '~/parts/Prose'
import { useTime } from '~/time/useTime'

import classes from './Candidate.module.css'
import type { Content, Read } from './reading'

/** A release as readers would see it, and beside it what they learn of it otherwise. */
export function Candidate({ read, release }: { read: Read; release: Schemas['FullRelease'] | undefined }) {
  const { t } = useTranslation()
  const time = useTime()
  const words = useWords()
  const { content } = read
  return (
    <div className={classes.sides}>
      <div className={classes.story}>
        {release && <Text size="sm" c="dimmed">{t('review.text.release', { number: release.number, at: time.moment(release.approved_at) })}</Text>}
        {read.warnings?.map((one) => <Alert key={one.vi} color="yellow" title={t('review.text.warnings')}>{words(one)}</Alert>)}
        {content.corrects && <Text>{t('review.text.corrects', { title: content.corrects.title })}</Text>}
        {content.note && <Note kind={content.note.kind} text={content.note.text} />}
        <p className={classes.lead} lang={content.lang}>{content.lead}</p>
        <Pictures content={content} />
        <Prose html={content.body} lang={content.lang} pictures={content.pictures ?? []} />
        {content.earlier.length > 0 && <section><h2>{t('review.text.earlier')}</h2><Stack gap="sm">{content.earlier.map((one) => <Note key={one.at} kind={one.kind} text={one.text} at={time.moment(one.at)} />)}</Stack></section>}
      </div>
      <Facts read={read} />
    </div>
  )
}

function Note({ kind, text, at }: { kind: Schemas['ReaderNote']['kind']; text: string | undefined; at?: string }) {
  const { t } = useTranslation()
  return <div className={classes.note}><strong>{t(`review.text.kinds.${kind}`)}</strong>{at && <span> · {at}</span>}{text && <p>{text}</p>}</div>
}

function Pictures({ content }: { content: Content }) {
  const { t } = useTranslation()
  if (!content.pictures?.length) return null
  return (
    <section>
      <h2 className="unseen">{t('review.text.pictures')}</h2>
      <ul className={classes.pictures}>
        {content.pictures.map((one, i) => (
          <li key={one.media}>
            <figure>
              <img src={`/api/v1/media/${one.media}/files/${one.hash}`} alt={one.alt} width={one.width} height={one.height} loading="lazy" />
              <figcaption>
                {i === 0 && <strong>{t('review.text.cover')}. </strong>}{one.caption && <span>{one.caption} </span>}
                {one.credit && <span>{t('review.text.credit', { credit: one.credit })}{one.licence && ` (${one.licence})`}</span>}
                <span className={classes.alt}>{one.alt ? t('review.text.alt', { alt: one.alt }) : t('review.text.noAlt')}</span>
              </figcaption>
            </figure>
          </li>
        ))}
      </ul>
    </section>
  )
}

const kinds = ['pillar', 'area', 'topic', 'audience', 'form', 'member_state'] as const

function Facts({ read: { content, hash } }: { read: Read }) {
  const { t } = useTranslation()
  return (
    <aside className={classes.facts} aria-label={t('review.text.facets')}>
      <dl>
        <dt>{t('review.text.unit')}</dt><dd>{content.unit.name}</dd>
        {kinds.map((kind) => {
          const of = content.facets.filter((one) => one.kind === kind)
          return of.length > 0 && <div key={kind}><dt>{t(`review.text.kind.${kind}`)}</dt>{of.map((one) => <dd key={one.code}>{kind === 'pillar' ? <PillarTag code={one.code} /> : one.name}</dd>)}</div>
        })}
        {content.keywords.length > 0 && <div><dt>{t('review.text.keywords')}</dt><dd>{content.keywords.join(', ')}</dd></div>}
        {content.priority > 0 && <div><dt>{t('review.text.priority')}</dt><dd>{content.priority >= 2 ? t('review.text.urgent') : content.priority}</dd></div>}
        {content.variants && content.variants.length > 0 && <div><dt>{t('review.text.variants')}</dt>{content.variants.map((one) => <dd key={one.channel}>{one.title ?? one.text}</dd>)}</div>}
      </dl>
      <details className={classes.technical}>
        <summary>{t('review.text.technical')}</summary>
        <dl><dt>{t('review.text.hash')}</dt><dd><code title={hash}>{hash.slice(0, 12)}</code></dd></dl>
      </details>
    </aside>
  )
}
