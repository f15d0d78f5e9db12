import { MultiSelect } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { useMe } from '~/session/me'

import { useEdited } from '../edited'
import type { Change, Story } from '../useStory'

/** Whose story it is beside its maker; those who are in it now can be chosen by name. */
export function CoAuthors({ story, change, closed }: { story: Story; change: (what: Change) => void; closed: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const { article, lang } = useEdited()
  const { data } = api.useQuery('get', '/articles/{id}/editions/{lang}/presence', { params: { path: { id: article, lang } } })
  const names = new Map([...(data?.people.map((one) => [one.person, one.name] as const) ?? []), [me.id, me.name] as const])
  const known = [...new Set([...story.coauthors, ...names.keys()])].filter((id) => id !== story.created_by)
  return (
    <MultiSelect id="info-coauthors" label={t('editor.info.coauthors')} description={t('editor.info.coauthorsHelp')} disabled={closed} value={story.coauthors} onChange={(value) => change(() => ({ coauthors: value }))}
      data={known.map((id) => ({ value: id, label: names.get(id) ?? t('editor.presence.colleague') }))} nothingFoundMessage={t('editor.info.nobody')} />
  )
}
