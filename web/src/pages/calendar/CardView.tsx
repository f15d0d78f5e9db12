import { Link } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useLang } from '~/i18n/useLang'
import { ChannelMark } from '~/parts/ChannelMark'
import { usePillarOrder } from '~/parts/PillarTag'
import { StateChip } from '~/parts/StateChip'

import classes from './CardView.module.css'
import type { Card } from './cards'
import { wallText } from './days'

/** How far an arrow key moves a card, with Alt. */
const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

export interface CardKeys {
  onStep: (card: Card, days: number) => void
  onMove: (card: Card) => void
}

/** One card: the hour first, then the title, the pillar as a bar, the channels and the state. */
export function CardView({ card, keys, whole = false }: { card: Card; keys: CardKeys; whole?: boolean }) {
  const { t } = useTranslation()
  const lang = useLang()
  const order = usePillarOrder()
  const { post } = card
  const title = post.title ?? t('calendar.hidden')
  const channels = post.channels.map((one) => one.name).join(', ')
  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return
    const days = steps[event.key]
    if (event.altKey && days !== undefined) {
      event.preventDefault()
      keys.onStep(card, days)
    } else if (!event.altKey && event.key.toLowerCase() === 'm') {
      event.preventDefault()
      keys.onMove(card)
    }
  }
  return (
    <Link
      to={`/articles/${post.article}/${post.lang}` as string} className={classes.card} data-card={card.id} data-pillar={post.pillars[0] ? order(post.pillars[0]) : 0}
      data-whole={whole || undefined} draggable={false} onKeyDown={press} title={`${wallText(card.wall, lang)} · ${title} · ${channels}`} aria-keyshortcuts="M Alt+ArrowLeft Alt+ArrowRight Alt+ArrowUp Alt+ArrowDown"
    >
      <span className={classes.head}>
        <time className={classes.time} dateTime={post.at}>{card.wall.slice(11)}</time>
        <StateChip state={card.state} />
      </span>
      <span className={classes.title} lang={post.lang}>{title}</span>
      <span className={classes.marks}>{post.channels.map((one) => <ChannelMark key={one.delivery} kind={one.kind} label={one.name} size={18} />)}</span>
    </Link>
  )
}
