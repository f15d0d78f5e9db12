import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, newKey, taggedOf } from '~/api/client'
import { Confirm } from '~/parts/Confirm'
import { Loaded } from '~/parts/Loaded'
import { Part } from '~/parts/Part'
import { PillarTag } from '~/parts/PillarTag'
import { ProblemNote } from '~/parts/ProblemNote'
import { Room } from '~/parts/Room'
import { Side } from '~/parts/Side'
import { Tag } from '~/parts/Tag'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'
import { useDay } from '~/parts/useDay'
import { mayAnywhere, useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

import { Decline, Route } from './Replies'
import { requestTones, type PressRequest } from './requests'
import { Shares } from './Shares'

/** One request of the press, and what each unit owes it. */
export function RequestPage() {
  const { t } = useTranslation()
  const time = useTime()
  const { request: id } = useParams({ strict: false }) as { request: string }
  const asked = useQuery({ queryKey: ['get', '/requests/{id}', id], queryFn: async () => taggedOf(await client.GET('/requests/{id}', { params: { path: { id } } })) })
  const request = asked.data?.data
  return (
    <Room title={request?.subject ?? ''} back={{ to: '/press', text: t('press.back') }} asked={asked}
      about={request && <>{[request.organisation, time.moment(request.created_at)].filter(Boolean).join(' · ')} <Tag tone={requestTones[request.state]}>{t(`press.states.${request.state}`)}</Tag></>}>
      <Loaded asked={asked}>{({ data, tag }) => (
        <Stack gap="md">
          <Asked request={data} tag={tag} onChanged={async () => void (await asked.refetch())} />
          <Shares request={data} onChanged={async () => void (await asked.refetch())} />
        </Stack>
      )}</Loaded>
    </Room>
  )
}

function Asked({ request, tag, onChanged }: { request: PressRequest; tag: string; onChanged: () => Promise<void> }) {
  const { t } = useTranslation()
  const me = useMe()
  const day = useDay()
  const act = useAct()
  const [key] = useState(newKey)
  const [open, setOpen] = useState<'route' | 'decline' | 'withdraw'>()
  const path = { id: request.id }
  const going = request.state === 'open' || request.state === 'routed'
  const routes = mayAnywhere(me, 'request.route')
  const close = () => setOpen(undefined)
  const forget = () => act.run(async () => {
    dataOf(await client.PATCH('/requests/{id}', { params: { path, header: { 'If-Match': tag } }, body: { contact: '' } }))
    tell(t('press.forget.done'))
    await onChanged()
  })
  return (
    <Part title={t('press.need')} actions={going && (
      <>
        {routes && <Button onClick={() => setOpen('route')}>{t('press.route.act')}</Button>}
        {routes && <Button variant="default" onClick={() => setOpen('decline')}>{t('press.decline.whole')}</Button>}
        {request.asker === me.id && <Button variant="default" onClick={() => setOpen('withdraw')}>{t('press.withdraw.act')}</Button>}
      </>
    )}>
      {act.problem && <ProblemNote problem={act.problem} />}
      <Text style={{ whiteSpace: 'pre-wrap' }} lang={request.lang}>{request.need}</Text>
      <Group gap="sm">
        <Text size="sm">{t('press.due')}: {request.due ? day(request.due.day) : t('press.noDue')}</Text>
        {request.late && <Tag tone="bad">{t('press.late')}</Tag>}
        {request.facets.pillars?.map((code) => <PillarTag key={code} code={code} />)}
      </Group>
      {request.contact && (
        <Group gap="sm"><Text size="sm">{t('press.contact')}: {request.contact}</Text><Button size="xs" variant="default" loading={act.busy} onClick={() => void forget()}>{t('press.forget.act')}</Button></Group>
      )}
      {request.reason && <Text size="sm">{t('press.reason')}: {request.reason}</Text>}
      <Side title={t('press.route.act')} opened={open === 'route'} onClose={close}><Route request={request} onCancel={close} onDone={async () => (close(), onChanged())} /></Side>
      <Side title={t('press.decline.whole')} opened={open === 'decline'} onClose={close}><Decline request={request.id} onCancel={close} onDone={async () => (close(), onChanged())} /></Side>
      {open === 'withdraw' && <Confirm title={t('press.withdraw.title')} consequence={t('press.withdraw.what')} button={t('press.withdraw.act')} onClose={close} send={async () => {
        dataOf(await client.POST('/requests/{id}/withdraw', { params: { path, header: { 'Idempotency-Key': key } } }))
        await onChanged()
      }} />}
    </Part>
  )
}
