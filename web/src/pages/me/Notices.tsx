import { Group, NativeSelect, Switch, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, taggedOf, type Schemas } from '~/api/client'
import { Form } from '~/parts/Form'
import { Loaded } from '~/parts/Loaded'
import { Part } from '~/parts/Part'
import { Rows } from '~/parts/Rows'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'
import { useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

type Settings = Schemas['NoticeSettings']

/** Which notices are mailed, and when. */
export function Notices() {
  const { t } = useTranslation()
  const me = useMe()
  const asked = useQuery({ queryKey: ['get', '/notices/settings', 'tagged'], queryFn: async () => taggedOf(await client.GET('/notices/settings')) })
  return (
    <Part title={t('mine.notices.title')} about={t('mine.notices.about')}>
      {!me.email && <Text fw={600}>{t('mine.notices.noEmail')}</Text>}
      <Loaded asked={asked}>{({ data, tag }) => <Fields key={tag} settings={data} tag={tag} onSaved={() => void asked.refetch()} />}</Loaded>
    </Part>
  )
}

function Fields({ settings, tag, onSaved }: { settings: Settings; tag: string; onSaved: () => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const act = useAct()
  const [mail, setMail] = useState(settings.mail ?? {})
  const [digestAt, setDigestAt] = useState(settings.digest_at)
  const [quiet, setQuiet] = useState(settings.quiet)
  const kinds = Object.keys(mail).toSorted()
  const save = () => act.run(async () => {
    const body: Settings = { ...(settings.zone && { zone: settings.zone }), mail, digest_at: digestAt, ...(quiet && { quiet }) }
    taggedOf(await client.PUT('/notices/settings', { params: { header: { 'If-Match': tag } }, body }))
    tell(t('rooms.saved'))
    onSaved()
  })
  return (
    <Form act={act} send={() => void save()} button={t('mine.notices.save')}>
      <Group gap="md" align="end">
        <TextInput type="time" label={t('mine.notices.digestAt')} value={digestAt} error={act.error('/digest_at')} onChange={(e) => setDigestAt(e.currentTarget.value)} />
        <Switch label={t('mine.notices.quiet')} checked={quiet !== undefined} mb={8} onChange={(e) => setQuiet(e.currentTarget.checked ? (settings.quiet ?? { from: '21:00', until: '06:00' }) : undefined)} />
        {quiet && <TextInput type="time" label={t('mine.notices.quietFrom')} value={quiet.from} error={act.error('/quiet/from')} onChange={(e) => setQuiet({ ...quiet, from: e.currentTarget.value })} />}
        {quiet && <TextInput type="time" label={t('mine.notices.quietUntil')} value={quiet.until} error={act.error('/quiet/until')} onChange={(e) => setQuiet({ ...quiet, until: e.currentTarget.value })} />}
      </Group>
      <Text size="xs" c="dimmed">{t('mine.notices.zone', { zone: time.zoneText })}</Text>
      <Rows name={t('mine.notices.title')} rows={kinds} id={(kind) => kind} columns={[
        { title: t('mine.notices.kind'), render: (kind) => t(`noticeKinds.${kind}` as 'noticeKinds.edition.approved') },
        { title: t('mine.notices.how'), render: (kind) => (
          <NativeSelect size="xs" w={160} aria-label={t(`noticeKinds.${kind}` as 'noticeKinds.edition.approved')} value={mail[kind] ?? 'none'} onChange={(e) => setMail({ ...mail, [kind]: e.currentTarget.value })}
            data={(['at_once', 'digest', 'none'] as const).map((value) => ({ value, label: t(`mine.notices.${value}`) }))} />
        ) },
      ]} />
    </Form>
  )
}
