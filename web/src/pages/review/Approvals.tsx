import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useNames } from '~/api/names'
import { Empty } from '~/parts/Empty'
import { Loaded } from '~/parts/Loaded'
import { useTime } from '~/time/useTime'

import classes from './Approvals.module.css'
import { pathOf } from './reading'

/** Who approved what, in whose place, and whether it still counts. */
export function Approvals({ article, lang }: { article: string; lang: string }) {
  const { t } = useTranslation()
  const time = useTime()
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/approvals', { params: { ...pathOf(article, lang), query: { limit: 100 } } })
  const name = useNames(asked.data?.items.flatMap((one) => [one.approved_by, one.on_behalf_of]) ?? [])
  const counts = (one: Schemas['Approval']) => (one.void_reason ? t(`review.approvals.void.${one.void_reason}`) : t('review.approvals.inForce'))
  return <Loaded asked={asked}>{({ items }) => items.length === 0 ? <Empty>{t('review.approvals.nothing')}</Empty> : (
    <div className={classes.wide}>
      <table className={classes.table} aria-label={t('review.approvals.list')}>
        <thead><tr><th scope="col">{t('review.approvals.at')}</th><th scope="col">{t('review.approvals.by')}</th><th scope="col">{t('review.approvals.state')}</th></tr></thead>
        <tbody>{items.map((one) => (
          <tr key={one.id} data-void={one.void_reason !== undefined || undefined}>
            <td><time dateTime={one.approved_at}>{time.moment(one.approved_at)}</time><small>{t('review.approvals.release', { number: one.number })}, {t('review.approvals.level', { level: one.level, levels: one.levels })}</small></td>
            <td>{name(one.approved_by)}{one.on_behalf_of && <small>{t('review.approvals.onBehalf', { name: name(one.on_behalf_of) })}</small>}</td>
            <td>{counts(one)}{one.urgent && <small>{t('review.approvals.urgent')}</small>}{one.force_reason && <small>{t('review.approvals.forced', { reason: one.force_reason })}</small>}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  )}</Loaded>
}
