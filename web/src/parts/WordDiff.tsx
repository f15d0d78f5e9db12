import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'

import { elementsOf } from './Prose'
import classes from './WordDiff.module.css'

/** What differs between two texts, as the API compares them (`compare?format=html`), in the look of a story. */
export function WordDiff({ comparison, lang }: { comparison: Pick<Schemas['Comparison'], 'html' | 'same' | 'words_added' | 'words_removed' | 'pictures_was' | 'pictures_is'>; lang?: string }) {
  const { t } = useTranslation()
  const { html } = comparison
  const parts = useMemo(() => html && { title: elementsOf(html.title), lead: elementsOf(html.lead), body: elementsOf(html.body) }, [html])
  if (comparison.same || !parts) return <Text c="dimmed">{t('diff.same')}</Text>
  const pictures = comparison.pictures_is.join() !== comparison.pictures_was.join()
  return (
    <div className={classes.diff}>
      <Text size="sm" c="dimmed">{t('diff.words', { added: comparison.words_added, removed: comparison.words_removed })}</Text>
      {pictures && <Text size="sm">{t('diff.pictures', { was: comparison.pictures_was.length, is: comparison.pictures_is.length })}</Text>}
      <div lang={lang}>
        <p className={classes.title}>{parts.title}</p>
        <p className={classes.lead}>{parts.lead}</p>
        {parts.body}
      </div>
    </div>
  )
}
