import { Group, Modal, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { Loaded } from '~/parts/Loaded'
import { WordDiff } from '~/parts/WordDiff'
import { useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

import { useEdited } from '../edited'
import { useReleases } from './Releases'
import { useRevisions } from './Revisions'

/** Two texts by the names that the API knows; an empty `from` is the text from which the other was made. */
export interface Sides {
  from: string
  to: string
}

const address = '/articles/{id}/editions/{lang}' as const

/** Shows what differs between two texts of the edition, which can be chosen here. */
export function CompareDialog({ begin, onClose }: { begin: Sides; onClose: () => void }) {
  const { t } = useTranslation()
  const { lang } = useEdited()
  const [sides, setSides] = useState(begin)
  const { names, copy } = useSides()
  // Whoever types nothing has no working copy; then the saved text is meant.
  const now = copy ? sides : { from: sides.from === 'working-copy' ? 'head' : sides.from, to: sides.to === 'working-copy' ? 'head' : sides.to }
  const from = [{ value: 'before', label: t('panels.history.before') }, ...names]
  return (
    <Modal opened onClose={onClose} size={900} title={t('panels.history.compare')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Group mb="md" grow preventGrowOverflow={false} align="end">
        <Select label={t('panels.history.from')} data={from} value={now.from || 'before'} allowDeselect={false} onChange={(value) => setSides({ ...now, from: value === 'before' ? '' : value ?? '' })} />
        <Select label={t('panels.history.to')} data={names} value={now.to} allowDeselect={false} onChange={(value) => setSides({ ...now, to: value ?? 'head' })} />
      </Group>
      {copy !== undefined && <Compared sides={now} lang={lang} />}
    </Modal>
  )
}

/** The names under which texts can be compared; and whether there is a working copy, undefined while nobody knows. */
function useSides() {
  const { t } = useTranslation()
  const { article, lang } = useEdited()
  const time = useTime()
  const revisions = useRevisions()
  const releases = useReleases()
  const me = useMe()
  const lines = api.useQuery('get', `${address}/working-copies`, { params: { path: { id: article, lang } } }, { staleTime: 0 })
  const copy = lines.isPending ? undefined : lines.data?.items.some((one) => one.person === me.id) === true
  return {
    copy,
    names: [
      ...(copy ? [{ value: 'working-copy', label: t('panels.history.workingCopy') }] : []),
      { value: 'head', label: t('panels.history.head') },
      ...(releases.data?.items ?? []).map((one) => ({ value: `release:${one.number}`, label: t('panels.history.release', { number: one.number, at: time.moment(one.approved_at) }) })),
      ...(revisions.data?.pages.flatMap((page) => page.items) ?? []).map((one) => ({ value: one.id, label: `${one.name ?? t(`panels.history.kinds.${one.kind}`, { number: one.number })} · ${time.moment(one.created_at)}` })),
    ],
  }
}

function Compared({ sides: { from, to }, lang }: { sides: Sides; lang: string }) {
  const { article } = useEdited()
  const asked = api.useQuery('get', `${address}/compare`, { params: { path: { id: article, lang }, query: { to, format: 'html', ...(from && { from }) } } }, { staleTime: 0 })
  return <Loaded asked={asked}>{(comparison) => <WordDiff comparison={comparison} lang={lang} />}</Loaded>
}
