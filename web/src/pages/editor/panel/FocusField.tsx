import { Text } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { moved, near, positionOf, shapes, type Point } from './crop'
import classes from './Pictures.module.css'
import { fileFor, type Media } from './useMedia'

/** Sets the point around which a picture is cut, by click or by arrow keys, and shows the cuts. */
export function FocusField({ one, focus, onChange }: { one: Media; focus: Point; onChange: (focus: Point) => void }) {
  const { t } = useTranslation()
  const help = useId()
  const whole = one.files.at(-1) ?? { width: 3, height: 2 }
  const src = fileFor(one, 640)
  const percent = (share: number) => Math.round(share * 100)
  return (
    <div>
      <Text size="sm" fw={600}>{t('panels.pictures.focus')}</Text>
      <Text size="xs" c="dimmed" id={help}>{t('panels.pictures.focusHelp')}</Text>
      <button type="button" className={classes.focus} style={{ aspectRatio: `${whole.width} / ${whole.height}` }} aria-describedby={help}
        aria-label={t('panels.pictures.focusAt', { x: percent(focus.x), y: percent(focus.y) })}
        onClick={(event) => {
          if (event.detail === 0) return // a key pressed it; there is no place to go to
          const box = event.currentTarget.getBoundingClientRect()
          onChange(near((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height))
        }}
        onKeyDown={(event) => {
          const next = moved(focus, event.key, event.shiftKey ? 0.1 : 0.02)
          if (!next) return
          event.preventDefault()
          onChange(next)
        }}>
        <img src={src} alt="" />
        <span className={classes.point} style={{ left: `${focus.x * 100}%`, top: `${focus.y * 100}%` }} />
      </button>
      <output className="unseen">{t('panels.pictures.focusAt', { x: percent(focus.x), y: percent(focus.y) })}</output>
      <ul className={classes.crops}>
        {Object.entries(shapes).map(([name, shape]) => (
          <li key={name}>
            <img src={src} alt="" style={{ aspectRatio: shape, objectPosition: positionOf(focus, whole, shape) }} data-crop={name} />
            <span>{name}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
