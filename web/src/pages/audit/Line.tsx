import { Anchor, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import type { Schemas } from '~/api/client'
import { Go } from '~/parts/Go'
import { Tag } from '~/parts/Tag'
import { useTime } from '~/time/useTime'

import classes from './Audit.module.css'
import { pageOf, useActWords } from './words'

type Entry = Schemas['Record']

/** One line of the record: when, who, what, to what; the rest folded. */
export function Line({ record, people, onFilter }: { record: Entry; people: { id: string; name: string }[]; onFilter: (change: Record<string, string>) => void }) {
  const { t } = useTranslation()
  const time = useTime()
  const act = useActWords()
  const name = (id: string) => people.find((one) => one.id === id)?.name || `…${id.slice(-12)}`
  const who = record.erased ? t('record.erased') : record.actor === 'system' ? t('record.system') : record.actor === '' ? t('record.stranger') : record.name || name(record.actor)
  const page = pageOf(record.object_kind, record.object)
  return (
    <li className={classes.line}>
      <Text span size="sm" c="dimmed" className={classes.when}>{time.moment(record.at)}</Text>
      <div className={classes.said}>
        <Text span fw={600}>{record.actor && record.actor !== 'system' ? <Anchor component="button" type="button" fw={600} onClick={() => onFilter({ actor: record.actor })}>{who}</Anchor> : who}</Text>
        {record.on_behalf && <Text span c="dimmed">{t('record.onBehalf', { name: name(record.on_behalf) })}</Text>}
        <span>{act(record.action)}</span>
        {record.object_kind === 'person' && record.object && record.object !== record.actor && <Text span>{name(record.object)}</Text>}
        {record.refused && <Tag tone="bad">{t('record.refused')}{record.times > 1 && ` · ${t('record.times', { count: record.times, n: record.times })}`}</Tag>}
      </div>
      <details className={classes.more}>
        <summary>{t('record.details')}</summary>
        <dl>
          <dt>{t('record.number')}</dt><dd>{record.number}</dd>
          <dt>{t('record.what')}</dt><dd><code>{record.action}</code></dd>
          {record.object && <><dt>{t('record.object')}</dt><dd>{page ? <Go to={page}>{record.object}</Go> : <code>{record.object}</code>}</dd></>}
          {Object.entries(record.detail ?? {}).map(([key, value]) => <Detail key={key} name={key} value={value} />)}
          {record.address && <><dt>{t('record.where')}</dt><dd>{record.address}</dd></>}
          {record.request_id && <><dt>{t('record.request')}</dt><dd><code>{record.request_id}</code></dd></>}
          <dt>{t('record.digest')}</dt><dd><code>{record.digest}</code></dd>
        </dl>
      </details>
    </li>
  )
}

/** One thing that the record says more of an act, as it stands there. */
function Detail({ name, value }: { name: string; value: unknown }) {
  return <><dt><code>{name}</code></dt><dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd></>
}
