import { useTranslation } from '~/i18n/useTranslation'

import { useTime } from '~/time/useTime'

import classes from './Channels.module.css'
import type { Preview } from './useVariants'

/** How near a text comes to what its platform takes: `near` from 90 %, `over` past it. */
export function fullness(used: number, most: number): 'fits' | 'near' | 'over' {
  if (used > most) return 'over'
  return used >= most * 0.9 ? 'near' : 'fits'
}

/** The length of a text as its platform counts it, in bytes too where these are bounded. */
export function Counter({ preview, long = false }: { preview: Preview; long?: boolean }) {
  const { t } = useTranslation()
  const { number } = useTime()
  const { used, most, unit, used_bytes: bytes, most_bytes: mostBytes, over } = preview
  if (!unit || used === undefined || !most) return null
  const full = [fullness(used, most), bytes !== undefined && mostBytes ? fullness(bytes, mostBytes) : 'fits']
  const state = full.includes('over') ? 'over' : full.includes('near') ? 'near' : 'fits'
  return (
    <span className={classes.counter} data-full={state}>
      {number(used)}/{number(most)}{long && ` ${t(`panels.channels.units.${unit}`)}`}
      {long && bytes !== undefined && mostBytes ? ` · ${number(bytes)}/${number(mostBytes)} ${t('panels.channels.bytes')}` : ''}
      {over ? ` · ${t('panels.channels.over', { n: number(over) })}` : ''}
      {state === 'near' && long ? ` · ${t('panels.channels.near')}` : ''}
    </span>
  )
}
