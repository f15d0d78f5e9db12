import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useFacets } from '~/api/catalogue'
import { client, taggedOf, type Schemas } from '~/api/client'
import { Loaded } from '~/parts/Loaded'
import { MayButton } from '~/parts/May'
import { Part } from '~/parts/Part'
import { Side } from '~/parts/Side'
import { tell } from '~/parts/tell'

import { FlowFields } from './FlowFields'
import classes from './Units.module.css'

/** How many look at a unit's stories before they go out, drawn as steps. */
export function FlowPicture({ code, title }: { code: string; title?: string }) {
  const { t } = useTranslation()
  const [setting, setSetting] = useState(false)
  const asked = useQuery({ queryKey: ['get', '/flows/{code}', code], queryFn: async () => taggedOf(await client.GET('/flows/{code}', { params: { path: { code } } })) })
  const flow = asked.data?.data
  return (
    <Part title={title ?? t('flow.title')} about={flow && `${t('flow.about')} ${code === 'default' ? '' : t(flow.inherits ? 'flow.inherits' : 'flow.own')}`}
      actions={flow && <MayButton may={flow.may['set']} variant="default" onClick={() => setSetting(true)}>{t('flow.set')}</MayButton>}>
      <Loaded asked={asked} lines={2}>{({ data, tag }) => (
        <>
          <Steps flow={data.in_force} />
          <Rules flow={data.in_force} />
          <Side title={t('flow.set')} opened={setting} onClose={() => setSetting(false)}>
            <FlowFields code={code} flow={data} tag={tag} onCancel={() => setSetting(false)} onDone={() => {
              setSetting(false)
              tell(t('flow.saved'))
              void asked.refetch()
            }} />
          </Side>
        </>
      )}</Loaded>
    </Part>
  )
}

function Steps({ flow }: { flow: Schemas['InForce'] }) {
  const { t } = useTranslation()
  const second = t(flow.second === 'lead_unit' ? 'flow.leadUnit' : 'flow.unit')
  const gates = flow.levels === 2
    ? [{ title: t('flow.first'), who: t('flow.firstBy') }, { title: t('flow.second'), who: second }]
    : [{ title: t('flow.approve'), who: t('flow.unit') }]
  const kinds = flow.required?.map((kind) => t(`flow.kinds.${kind}` as 'flow.kinds.topic')).join(', ')
  return (
    <ol className={classes.steps} aria-label={t('flow.title')}>
      <Step number={1} title={t('flow.write')}>{kinds && t('flow.required', { facets: kinds })}</Step>
      {gates.map((gate, at) => <Step key={gate.title} number={at + 2} title={gate.title} gate>{gate.who}</Step>)}
      <Step number={gates.length + 2} title={t('flow.schedule')} />
    </ol>
  )
}

function Step({ number, title, gate = false, children }: { number: number; title: string; gate?: boolean; children?: ReactNode }) {
  return (
    <li className={classes.step} data-gate={gate || undefined}>
      <span className={classes.number} aria-hidden>{number}</span>
      <Text span fw={600}>{title}</Text>
      {children && <Text span size="sm">{children}</Text>}
    </li>
  )
}

function Rules({ flow }: { flow: Schemas['InForce'] }) {
  const { t } = useTranslation()
  const facets = useFacets()
  const marked = flow.marked?.map((one) => facets.name(one.kind as 'topic', one.code)).join(', ')
  return (
    <Stack gap={4}>
      {marked && <Text size="sm">{t('flow.marked', { facets: marked })}</Text>}
      <Text size="sm">{flow.check_minutes ? t('flow.urgent', { minutes: flow.check_minutes }) : t('flow.noUrgent')}</Text>
      <Text size="sm">{t(`flow.force.${flow.force}`)}</Text>
    </Stack>
  )
}
