import { Alert, Button, Stack, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { Loaded } from '~/parts/Loaded'

import { Compared } from './Compared'
import { partsChanged, pathOf, type Content, type Edition } from './reading'

/** What was read, and what is there now. */
export interface Change {
  was: Content
  is: Content
  refused: boolean // by the server, on approval of what was read
}

/** Says that the text changed while somebody read it, and which words. */
export function Moved({ edition, newer, change, onShow, onDone }: { edition: Edition; newer: boolean; change: Change | undefined; onShow: () => void; onDone: () => void }) {
  const { t } = useTranslation()
  if (newer) {
    return (
      <Alert color="yellow" role="alert" title={t('review.moved.title')}>
        <Stack gap="sm" align="start">
          <Text>{t('review.moved.newer')}</Text>
          <Button variant="default" onClick={onShow}>{t('review.moved.show')}</Button>
        </Stack>
      </Alert>
    )
  }
  if (!change) return null
  const parts = partsChanged(change.was, change.is).map((part) => t(`review.moved.part.${part}`)).join(', ')
  return (
    <Alert color="yellow" role="alert" title={t('review.moved.title')}>
      <Stack gap="sm" align="start">
        {change.refused && <Text>{t('review.moved.refused')}</Text>}
        {parts && <Text>{t('review.moved.parts', { parts })}</Text>}
        {change.was.revision !== change.is.revision && <Words edition={edition} from={change.was.revision} to={change.is.revision} />}
        <Button variant="default" onClick={onDone}>{t('review.moved.understood')}</Button>
      </Stack>
    </Alert>
  )
}

function Words({ edition, from, to }: { edition: Edition; from: string; to: string }) {
  const { path } = pathOf(edition.article, edition.lang)
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/compare', { params: { path, query: { from, to } } })
  return <Loaded asked={asked}>{(data) => <Compared comparison={data} lang={edition.lang} only />}</Loaded>
}
