import { Button, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { api, client, dataOf, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Confirm } from '~/parts/Confirm'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { Part } from '~/parts/Part'
import { Rows } from '~/parts/Rows'
import { Side } from '~/parts/Side'
import { Tag } from '~/parts/Tag'
import { mayAnywhere, meKey, useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

import { Lend } from './Lend'

type Delegation = Schemas['Delegation']

const over = (one: Delegation) => one.revoked_at !== undefined || Date.parse(one.ends_at) <= Date.now()

/** Approval that one lends to others, or that others lend to one. */
export function Delegations() {
  const { t } = useTranslation()
  const me = useMe()
  const queries = useQueryClient()
  const units = useUnits()
  const words = useWords()
  const time = useTime()
  const asked = api.useQuery('get', '/delegations', { params: { query: { limit: 100 } } })
  const [lending, setLending] = useState(false)
  const [ending, setEnding] = useState<Delegation>()
  const read = async () => {
    await asked.refetch()
    await queries.invalidateQueries({ queryKey: meKey })
  }
  return (
    <Part title={t('mine.delegations.title')} about={t('mine.delegations.about')} actions={mayAnywhere(me, 'edition.approve') && <Button onClick={() => setLending(true)}>{t('mine.delegations.lend')}</Button>}>
      <Loaded asked={asked} lines={2}>{(list) => list.items.length === 0 ? <Empty>{t('mine.delegations.none')}</Empty> : (
        <Rows name={t('mine.delegations.title')} rows={list.items} id={(one) => one.id} columns={[
          { title: t('mine.delegations.giver'), render: (one) => (one.giver.id === me.id ? t('mine.delegations.given') : one.giver.name) },
          { title: t('mine.delegations.receiver'), render: (one) => (one.receiver.id === me.id ? t('mine.delegations.received') : one.receiver.name) },
          { title: t('mine.delegations.unit'), render: (one) => (one.unit ? units.name(one.unit) : t('rooms.everyUnit')) },
          { title: t('mine.delegations.period'), render: (one) => <>{time.moment(one.starts_at)} –<br />{time.moment(one.revoked_at ?? one.ends_at)}</> },
          { title: t('mine.delegations.reason'), render: (one) => one.reason },
          { title: t('rooms.state'), render: (one) => over(one) ? <Tag tone="over">{t('mine.delegations.ended')}</Tag> : one.effect.allowed ? <Tag tone="good">{t('mine.delegations.works')}</Tag> : (
            <><Tag tone="waits">{t('mine.delegations.not')}</Tag><Text size="xs" c="dimmed">{words(one.effect.reason)}</Text></>
          ) },
          { title: t('rooms.actions'), tight: true, render: (one) => !over(one) && <MayButton may={one.may['revoke']} size="xs" variant="default" onClick={() => setEnding(one)}>{t('mine.delegations.end')}</MayButton> },
        ]} />
      )}</Loaded>
      <Side title={t('mine.delegations.lend')} opened={lending} onClose={() => setLending(false)}>
        <Lend onCancel={() => setLending(false)} onDone={() => (setLending(false), void read())} />
      </Side>
      {ending && (
        <Confirm title={t('mine.delegations.endTitle')} consequence={t('mine.delegations.endWhat', { name: ending.receiver.name })} button={t('mine.delegations.end')} onClose={() => setEnding(undefined)} send={async () => {
          dataOf(await client.POST('/delegations/{id}/revoke', { params: { path: { id: ending.id } } }))
          await read()
        }} />
      )}
    </Part>
  )
}
