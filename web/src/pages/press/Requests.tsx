import { Anchor, Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { Rows } from '~/parts/Rows'
import { Side } from '~/parts/Side'
import { Tag } from '~/parts/Tag'
import { useAddress } from '~/parts/useAddress'
import { useDay } from '~/parts/useDay'
import { hasRole, mayAnywhere, useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

import { NewRequest } from './NewRequest'
import { requestStates, requestTones, type PressRequest, type useRequests } from './requests'

/** What the press asks for: a press account sees its own alone. */
export function Requests({ asked }: { asked: ReturnType<typeof useRequests> }) {
  const { t } = useTranslation()
  const me = useMe()
  const address = useAddress()
  const [asking, setAsking] = useState(false)
  const label = t(hasRole(me, 'press') ? 'press.new' : 'press.enter')
  const make = mayAnywhere(me, 'request.create') && <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsking(true)}>{label}</Button>
  const state = address.of('state')
  return (
    <Stack gap="md">
      <Group justify="space-between" align="end">
        <NativeSelect label={t('press.state')} value={state} onChange={(e) => address.set({ state: e.currentTarget.value })} data={[{ value: '', label: t('press.anyState') }, ...requestStates.map((value) => ({ value, label: t(`press.states.${value}`) }))]} />
        {make}
      </Group>
      <Loaded asked={asked} lines={3}>{(data) => {
        const rows = data.pages.flatMap((page) => page.items)
        if (rows.length === 0) return state ? <Empty action={<Button variant="default" onClick={() => address.set({ state: '' })}>{t('rooms.clearFilter')}</Button>}>{t('rooms.noneFound')}</Empty> : <Empty>{t('press.none')}</Empty>
        return (
          <>
            <Table rows={rows} />
            {asked.hasNextPage && <Button variant="default" style={{ alignSelf: 'center' }} loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>{t('rooms.moreRows')}</Button>}
          </>
        )
      }}</Loaded>
      <Side title={label} opened={asking} onClose={() => setAsking(false)}><NewRequest onCancel={() => setAsking(false)} /></Side>
    </Stack>
  )
}

function Table({ rows }: { rows: PressRequest[] }) {
  const { t } = useTranslation()
  const units = useUnits()
  const day = useDay()
  const time = useTime()
  return (
    <Rows name={t('press.parts.requests')} rows={rows} id={(one) => one.id} columns={[
      { title: t('press.subject'), render: (one) => <div><Anchor component={Link} to={`/press/${one.id}`} fw={600}>{one.subject}</Anchor><Text size="xs" c="dimmed">{one.organisation}</Text></div> },
      { title: t('press.state'), tight: true, render: (one) => <Tag tone={requestTones[one.state]}>{t(`press.states.${one.state}`)}</Tag> },
      { title: t('press.due'), tight: true, render: (one) => <Group gap="xs">{one.due ? day(one.due.day) : t('press.noDue')}{one.late && <Tag tone="bad">{t('press.late')}</Tag>}</Group> },
      { title: t('press.units'), render: (one) => one.shares.map((share) => units.name(share.unit)).join(', ') },
      { title: t('press.asked'), tight: true, render: (one) => time.day(one.created_at) },
    ]} />
  )
}
