import { Button, Group, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, client, dataOf, type Schemas } from '~/api/client'
import { Copy } from '~/parts/Copy'
import { Form } from '~/parts/Form'
import { Loaded } from '~/parts/Loaded'
import { OnceCodes } from '~/parts/Once'
import { Part } from '~/parts/Part'
import { ProblemNote } from '~/parts/ProblemNote'
import { Tag } from '~/parts/Tag'
import { useAct } from '~/parts/useAct'
import { Secrets, type Typed } from '~/session/Secrets'
import { meKey, useMe } from '~/session/me'
import { useTime } from '~/time/useTime'

import { Qr } from './Qr'

/** The second factor: set up, renewed or turned off. Its secrets are in the page's memory only. */
export function Factor() {
  const { t } = useTranslation()
  const time = useTime()
  const me = useMe()
  const queries = useQueryClient()
  const asked = api.useQuery('get', '/me/second-factor')
  const [fresh, setFresh] = useState<Schemas['FactorSecret']>()
  const [codes, setCodes] = useState<string[]>()
  const [wants, setWants] = useState<'codes' | 'disable'>()
  const act = useAct()
  const read = () => {
    void asked.refetch()
    void queries.invalidateQueries({ queryKey: meKey })
  }
  const begin = () => act.run(async () => setFresh(dataOf(await client.POST('/me/second-factor'))))
  return (
    <Part title={t('mine.factor.title')} about={t('mine.factor.about')}>
      {me.wants_second_factor && <Text fw={600}>{t('mine.factor.wanted')}</Text>}
      <Loaded asked={asked} lines={1}>{(factor) => {
        if (codes) return <OnceCodes title={t('mine.factor.codes')} codes={codes} onDone={() => setCodes(undefined)} />
        if (fresh) return <Enrol secret={fresh} onCancel={() => setFresh(undefined)} onDone={(given) => (setFresh(undefined), setCodes(given), read())} />
        if (wants) return <Proven what={wants} onCancel={() => setWants(undefined)} onDone={(given) => (setWants(undefined), setCodes(given), read())} />
        return (
          <>
            <Group gap="sm">
              <Tag tone={factor.on ? 'good' : 'plain'}>{t(factor.on ? 'mine.factor.on' : 'mine.factor.off')}</Tag>
              {factor.on && factor.since && <Text size="sm">{t('mine.factor.since', { day: time.day(factor.since) })}</Text>}
              {factor.on && <Text size="sm" c="dimmed">{t('mine.factor.left', { count: factor.recovery_codes_left, n: factor.recovery_codes_left })}</Text>}
            </Group>
            {act.problem && <ProblemNote problem={act.problem} />}
            <Group gap="sm">
              {!factor.on && <Button loading={act.busy} onClick={() => void begin()}>{t('mine.factor.begin')}</Button>}
              {factor.on && <Button variant="default" onClick={() => setWants('codes')}>{t('mine.factor.newCodes')}</Button>}
              {factor.on && <Button variant="default" onClick={() => setWants('disable')}>{t('mine.factor.disable')}</Button>}
            </Group>
          </>
        )
      }}</Loaded>
    </Part>
  )
}

/** The QR code and the first code of the app, which turns the second factor on. */
function Enrol({ secret, onCancel, onDone }: { secret: Schemas['FactorSecret']; onCancel: () => void; onDone: (codes: string[]) => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [code, setCode] = useState('')
  const confirm = () => act.run(async () => onDone(dataOf(await client.POST('/me/second-factor/confirm', { body: { code } })).recovery_codes))
  return (
    <Form act={act} send={() => void confirm()} button={t('mine.factor.confirm')} onCancel={onCancel}>
      <Text>{t('mine.factor.scan')}</Text>
      <Qr text={secret.uri} label={t('mine.factor.qr')} />
      <div>
        <Text size="sm" fw={500}>{t('mine.factor.secret')}</Text>
        <Group gap="xs"><code data-secret style={{ overflowWrap: 'anywhere' }}>{secret.secret}</code><Copy text={secret.secret} label={t('mine.factor.copySecret')} /></Group>
      </div>
      <TextInput label={t('mine.factor.firstCode')} value={code} inputMode="numeric" autoComplete="one-time-code" maw={240} autoFocus error={act.error('/code')} onChange={(e) => setCode(e.currentTarget.value.trim())} />
    </Form>
  )
}

/** What takes password and code once more: new recovery codes, or turning it off. */
function Proven({ what, onCancel, onDone }: { what: 'codes' | 'disable'; onCancel: () => void; onDone: (codes?: string[]) => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [typed, setTyped] = useState<Typed>({ password: '', code: '' })
  const body = { password: typed.password, ...(typed.code && { code: typed.code }) }
  const send = () => act.run(async () => {
    if (what === 'codes') return onDone(dataOf(await client.POST('/me/second-factor/recovery-codes', { body })).recovery_codes)
    dataOf(await client.POST('/me/second-factor/disable', { body }))
    onDone()
  })
  return (
    <Form act={act} send={() => void send()} danger={what === 'disable'} button={t(what === 'codes' ? 'mine.factor.newCodes' : 'mine.factor.disable')} onCancel={onCancel}>
      <Text>{t(what === 'codes' ? 'mine.factor.newCodesWhat' : 'mine.factor.disableWhat')}</Text>
      <Secrets typed={typed} onChange={setTyped} wantsCode />
    </Form>
  )
}
