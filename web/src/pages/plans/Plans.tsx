import { NativeSelect, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, useUnits, type Facet } from '~/api/catalogue'
import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { Part } from '~/parts/Part'
import { Room } from '~/parts/Room'
import { Rows } from '~/parts/Rows'
import { Tag } from '~/parts/Tag'
import { useAddress } from '~/parts/useAddress'
import { useDay } from '~/parts/useDay'
import { useTime } from '~/time/useTime'

const kinds = ['pillar', 'area', 'topic', 'audience', 'form', 'language', 'member_state'] as const

/** The plans of the house with their versions, and the facets of one. */
export function Plans() {
  const { t } = useTranslation()
  const words = useWords()
  const address = useAddress()
  const asked = api.useQuery('get', '/plans')
  const chosen = asked.data?.items.find((one) => one.id === address.of('plan')) ?? asked.data?.items.find((one) => one.current) ?? asked.data?.items[0]
  return (
    <Room title={t('plansRoom.title')} about={t('plansRoom.about')} asked={asked}>
      <Loaded asked={asked} lines={3}>{(list) => !chosen ? <Empty>{t('plansRoom.none')}</Empty> : (
        <>
          {list.items.length > 1 && (
            <NativeSelect label={t('plansRoom.choose')} value={chosen.id} onChange={(e) => address.set({ plan: e.currentTarget.value })}
              data={list.items.map((one) => ({ value: one.id, label: `${words(one.title)} · ${t('plansRoom.version', { n: one.version })}` }))} />
          )}
          <About plan={chosen} />
          {kinds.map((kind) => <Facets key={kind} plan={chosen.id} kind={kind} />)}
        </>
      )}</Loaded>
    </Room>
  )
}

function About({ plan }: { plan: Schemas['Plan'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const day = useDay()
  const time = useTime()
  const units = useUnits()
  return (
    <Part title={words(plan.title)} about={<>{t('plansRoom.version', { n: plan.version })} {plan.current && <Tag tone="good">{t('plansRoom.current')}</Tag>}</>}>
      <Text size="sm">{t('plansRoom.period')}: {[plan.from && day(plan.from), plan.to && day(plan.to)].filter(Boolean).join(' – ')}</Text>
      <Text size="sm">{t('plansRoom.territory')}: {words(plan.territory)}</Text>
      <Text size="sm">{t('plansRoom.lead')}: {units.name(plan.lead_unit)}</Text>
      <Text size="sm">{t('plansRoom.loaded')}: {time.moment(plan.loaded_at)}</Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{t('plansRoom.hash')}: <code>{plan.hash}</code></Text>
    </Part>
  )
}

function Facets({ plan, kind }: { plan: string; kind: Facet['kind'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const facets = useFacets(plan)
  const rows = facets.of(kind)
  if (rows.length === 0) return null
  return (
    <Part title={`${t(`plansRoom.facets.${kind}`)} (${rows.length})`}>
      <Rows name={t(`plansRoom.facets.${kind}`)} rows={rows} id={(one) => one.code} columns={[
        { title: t('rooms.name'), render: (one) => <div>{words(one.name)}{one.parent && <Text size="xs" c="dimmed">{t('plansRoom.of', { name: facets.name('area', one.parent) })}</Text>}</div> },
        { title: t('plansRoom.short'), render: (one) => words(one.short) },
        { title: t('plansRoom.code'), render: (one) => <code>{one.code}</code> },
        { title: t('plansRoom.usable'), tight: true, render: (one) => t(one.usable ? 'common.yes' : 'common.no') },
      ]} />
    </Part>
  )
}
