import { NativeSelect, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { client, dataOf, type Schemas } from '~/api/client'
import { Form } from '~/parts/Form'
import { useAct } from '~/parts/useAct'

/** Sets a flow. What it has no field for (marked facets, required kinds, duty) is sent as it was read. */
export function FlowFields({ code, flow, tag, onDone, onCancel }: { code: string; flow: Schemas['Flow']; tag: string; onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const act = useAct()
  const [inherits, setInherits] = useState(flow.inherits)
  const now = flow.in_force
  const [typed, setTyped] = useState({ levels: String(now.levels), second: now.second as string, force: now.force as string, check: now.check_minutes ? String(now.check_minutes) : '' })
  const set = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part })
  const body = (): Schemas['NewFlow'] => inherits ? { inherits: true } : {
    levels: Number(typed.levels), second: typed.second, force: typed.force, ...(typed.check && { check_minutes: Number(typed.check) }),
    ...(now.marked && { marked: now.marked }), ...(now.required && { required: now.required }), duty: now.duty.map(({ person, from, until }) => ({ person, from, until })),
  }
  const send = () => act.run(async () => {
    dataOf(await client.PUT('/flows/{code}', { params: { path: { code }, header: { 'If-Match': tag } }, body: body() }))
    onDone()
  })
  return (
    <Form act={act} send={() => void send()} button={t('flow.save')} onCancel={onCancel}>
      {code !== 'default' && <Switch label={t('flow.inherit')} checked={inherits} onChange={(e) => setInherits(e.currentTarget.checked)} />}
      {!inherits && (
        <>
          <NativeSelect label={t('flow.levels')} value={typed.levels} error={act.error('/levels')} onChange={(e) => set({ levels: e.currentTarget.value })} data={[{ value: '1', label: t('flow.one') }, { value: '2', label: t('flow.two') }]} />
          <NativeSelect label={t('flow.secondWhere')} value={typed.second} error={act.error('/second')} onChange={(e) => set({ second: e.currentTarget.value })} data={[{ value: 'unit', label: t('flow.inUnit') }, { value: 'lead_unit', label: t('flow.inLead') }]} />
          <NativeSelect label={t('flow.forceWho')} value={typed.force} error={act.error('/force')} onChange={(e) => set({ force: e.currentTarget.value })} data={[{ value: 'nobody', label: t('flow.forceNobody') }, { value: 'approver', label: t('flow.forceApprover') }, { value: 'lead_unit', label: t('flow.forceLead') }]} />
          <TextInput label={t('flow.check')} description={t('flow.checkHelp')} inputMode="numeric" value={typed.check} error={act.error('/check_minutes')} onChange={(e) => set({ check: e.currentTarget.value.replace(/\D/g, '') })} />
        </>
      )}
    </Form>
  )
}
