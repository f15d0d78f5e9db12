import { Link } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { useWords } from '~/i18n/useLang'
import { goTo } from '~/parts/Go'

import classes from './RailViews.module.css'
import { searchOf } from './filter'
import { useCounts, usePinned } from './views'

/** The pinned views with how much is in each. */
export function RailViews() {
  const { t } = useTranslation()
  const words = useWords()
  const count = useCounts()
  const pinned = usePinned()
  if (pinned.length === 0) return null
  return (
    <div className={classes.views}>
      <h2 className={classes.head} id="views">{t('list.views.title')}</h2>
      <ul aria-labelledby="views">
        {pinned.map((one) => {
          const n = count(one.id)
          return (
            <li key={one.id}>
              <Link {...goTo('/articles', searchOf(one.filter) as Record<string, string>)} activeOptions={{ exact: true, includeSearch: true }} title={words(one.name)}>
                <span className={classes.name}>{words(one.name)}</span>{n && <span className={classes.count} aria-label={t('list.views.has', { count: n as unknown as number })}>{n}</span>}
              </Link>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
