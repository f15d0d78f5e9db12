import { createElement, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'

import classes from './Compared.module.css'

type Span = Schemas['Span']
type Block = Schemas['ComparedBlock']

const heads = new Set(['h2', 'h3', 'h4'])

/** Two texts as one, with what was put in and taken out; never by colour alone. */
export function Compared({ comparison, lang, only = false }: { comparison: Schemas['Comparison']; lang: string; only?: boolean }) {
  const { t } = useTranslation()
  const differ = (spans: Span[] | undefined) => spans?.some((one) => one.op !== 'equal') ?? false
  const picturesDiffer = comparison.pictures_was.join() !== comparison.pictures_is.join()
  return (
    <div className={classes.compared} lang={lang}>
      {(!only || differ(comparison.title)) && <section><h3>{t('review.differences.title')}</h3><p className={classes.title}><Spans spans={comparison.title} /></p></section>}
      {(!only || differ(comparison.lead)) && <section><h3>{t('review.differences.lead')}</h3><p><Spans spans={comparison.lead} /></p></section>}
      {(!only || comparison.blocks?.some((one) => one.change !== 'equal')) && <section><h3>{t('review.differences.body')}</h3>{blocks(comparison.blocks ?? [], only)}</section>}
      {picturesDiffer && <p>{t('review.differences.pictures', { was: comparison.pictures_was.length, now: comparison.pictures_is.length })}</p>}
    </div>
  )
}

/** The blocks of the body; a run of unchanged ones is one line where only changes are wanted. */
function blocks(all: Block[], only: boolean): ReactNode[] {
  const shown: ReactNode[] = []
  let skipped = 0
  const told = (key: string) => {
    if (skipped > 0) shown.push(<Skipped key={key} count={skipped} />)
    skipped = 0
  }
  all.forEach((one, i) => {
    if (only && one.change === 'equal') return void skipped++
    told(`before-${i}`)
    shown.push(<One key={i} block={one} />)
  })
  told('end')
  return shown
}

function Skipped({ count }: { count: number }) {
  const { t } = useTranslation()
  return <p className={classes.skipped}>{t('review.differences.skipped', { count })}</p>
}

function One({ block }: { block: Block }) {
  const { t } = useTranslation()
  const name = block.tag && heads.has(block.tag) ? 'h4' : 'p'
  return (
    <div className={classes.block} data-change={block.change} data-kind={block.kind}>
      {block.change !== 'equal' && block.change !== 'changed' && <span className={classes.mark}>{t(block.change === 'added' ? 'review.differences.added' : 'review.differences.removed')}{block.moved && ` · ${t('review.differences.moved')}`}</span>}
      {block.kind === 'rule' ? <hr /> : createElement(name, null, <Spans spans={block.spans} />)}
    </div>
  )
}

function Spans({ spans = [] }: { spans?: Span[] | undefined }) {
  return spans.map((one, i) => {
    if (one.op === 'added') return <ins key={i}>{one.text}</ins>
    if (one.op === 'removed') return <del key={i}>{one.text}</del>
    return <span key={i} className={one.op === 'formatted' ? classes.formatted : undefined}>{one.text}</span>
  })
}
