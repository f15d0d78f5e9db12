import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { useUnits } from '~/api/catalogue'
import { api, client, dataOf, newKey, type Schemas } from '~/api/client'
import { Loaded } from '~/parts/Loaded'
import { Part } from '~/parts/Part'
import { ProblemNote } from '~/parts/ProblemNote'
import { Rows } from '~/parts/Rows'
import { tell } from '~/parts/tell'
import { useAct } from '~/parts/useAct'

/** Gives the people of an ended unit their roles in its successors. */
export function MoveGrants({ unit }: { unit: Schemas['Unit'] }) {
  const { t } = useTranslation()
  const units = useUnits()
  const act = useAct()
  const [key] = useState(newKey)
  const path = { code: unit.code }
  const asked = api.useQuery('get', '/units/{code}/move-grants', { params: { path } }, { retry: false })
  const move = () => act.run(async () => {
    dataOf(await client.POST('/units/{code}/move-grants', { params: { path, header: { 'Idempotency-Key': key } }, body: {} }))
    await asked.refetch()
    tell(t('units.grants.moved'))
  })
  return (
    <Part title={t('units.grants.title')} about={t('units.grants.about')}>
      {act.problem && <ProblemNote problem={act.problem} />}
      <Loaded asked={asked} lines={2}>{({ moves }) => moves.length === 0 ? <Text c="dimmed">{t('units.grants.none')}</Text> : (
        <>
          <Rows name={t('units.grants.title')} rows={moves} id={(one) => `${one.person.id}/${one.grant.role}/${one.grant.from}`} columns={[
            { title: t('units.grants.person'), render: (one) => one.person.name },
            { title: t('units.grants.role'), render: (one) => t(`roles.${one.grant.role}`) },
            { title: t('units.grants.to'), render: (one) => one.to.map(units.name).join(', ') },
          ]} />
          <Button style={{ alignSelf: 'start' }} loading={act.busy} onClick={() => void move()}>{t('units.grants.move')}</Button>
        </>
      )}</Loaded>
    </Part>
  )
}
