import { Skeleton, Stack, Text } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { toProblem } from '~/api/problem'
import { Loaded } from '~/parts/Loaded'
import { ProblemNote } from '~/parts/ProblemNote'

import { Desk } from './Desk'
import { Languages } from './Languages'
import type { Start } from './opening'
import { useStart, type FullEdition } from './useEditing'

/** The page on which an edition is written. */
export function Editor() {
  const { t } = useTranslation()
  const { article = '', lang = '' } = useParams({ strict: false })
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}', { params: { path: { id: article, lang } } })
  const { start, error } = useStart(asked.data)
  if (asked.error?.status === 404) {
    return <Stack><h1>{t('editor.none.title')}</h1><Text>{t('editor.none.text')}</Text><Languages article={article} lang={lang} /></Stack>
  }
  return (
    <Loaded asked={asked} lines={8}>{(edition) => {
      if (error) return <ProblemNote problem={toProblem(error)} onRetry={() => window.location.reload()} />
      return start ? <Opened key={edition.id} edition={edition} start={start} /> : <Skeleton height={480} aria-busy="true" />
    }}</Loaded>
  )
}

function Opened({ edition, start }: { edition: FullEdition; start: Start }) {
  return <Desk edition={edition} start={start} />
}
