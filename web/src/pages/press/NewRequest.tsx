import { MultiSelect, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets, type Facet } from '~/api/catalogue'
import { client, dataOf, newKey } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Form } from '~/parts/Form'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'

const empty = { subject: '', need: '', organisation: '', contact: '', due: '', lang: 'vi' }

/** The form by which the press asks, or by which the house enters what it was asked. */
export function NewRequest({ onCancel }: { onCancel: () => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const facets = useFacets()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const act = useAct()
  const [key] = useState(newKey)
  const [typed, setTyped] = useState(empty)
  const [pillars, setPillars] = useState<string[]>([])
  const [areas, setAreas] = useState<string[]>([])
  const choices = (kind: Facet['kind']) => facets.of(kind).filter((one) => one.usable).map((one) => ({ value: one.code, label: words(one.name) }))
  const field = (name: Exclude<keyof typeof empty, 'lang'>) => ({ label: t(`press.${name}`), value: typed[name], error: act.error(`/${name}`), onChange: (e: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: e.currentTarget.value }) })
  const send = () => act.run(async () => {
    const { subject, need, organisation, contact, due, lang } = typed
    const made = dataOf(await client.POST('/requests', {
      params: { header: { 'Idempotency-Key': key } },
      body: {
        subject, need, lang, ...(organisation && { organisation }), ...(contact && { contact }), ...(due && { due: { time: due } }),
        ...((pillars.length > 0 || areas.length > 0) && { facets: { pillars, areas } }),
      },
    }))
    void queries.invalidateQueries({ queryKey: ['get', '/requests'] })
    tell(t('press.sent'))
    await navigate({ to: `/press/${made.id}` as string })
  })
  return (
    <Form act={act} send={() => void send()} button={t('press.send')} onCancel={onCancel}>
      <TextInput {...field('subject')} data-autofocus />
      <Textarea {...field('need')} description={t('press.needHelp')} autosize minRows={3} />
      <TextInput {...field('organisation')} autoComplete="organization" />
      <TextInput {...field('contact')} description={t('press.contactHelp')} />
      <TextInput type="date" {...field('due')} />
      <NativeSelect label={t('press.lang')} value={typed.lang} onChange={(e) => setTyped({ ...typed, lang: e.currentTarget.value })} data={[{ value: 'vi', label: 'Tiếng Việt' }, { value: 'en', label: 'English' }]} />
      <MultiSelect label={t('press.pillars')} value={pillars} onChange={setPillars} data={choices('pillar')} comboboxProps={{ withinPortal: false }} error={act.error('/facets/pillars')} />
      <MultiSelect label={t('press.areas')} value={areas} onChange={setAreas} data={choices('area')} comboboxProps={{ withinPortal: false }} error={act.error('/facets/areas')} />
    </Form>
  )
}
