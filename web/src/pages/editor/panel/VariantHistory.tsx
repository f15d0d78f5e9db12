import { Button, Collapse, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api } from '~/api/client'
import { useNames } from '~/api/names'
import { Loaded } from '~/parts/Loaded'
import { useTime } from '~/time/useTime'

import { useEdited } from '../edited'
import classes from './Channels.module.css'
import { ownOf, type Own, type Variant } from './useVariants'

/** What the words of a channel have been, newest first; each wording can be taken up again. */
export function VariantHistory({ one, onTake }: { one: Variant; onTake: (own: Own) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button size="compact-sm" variant="subtle" aria-expanded={open} onClick={() => setOpen(!open)}>{t('panels.channels.history')}</Button>
      <Collapse expanded={open}>{open && <Versions one={one} onTake={onTake} />}</Collapse>
    </div>
  )
}

function Versions({ one, onTake }: { one: Variant; onTake: (own: Own) => void }) {
  const { t } = useTranslation()
  const { article, lang } = useEdited()
  const time = useTime()
  const history = api.useQuery('get', '/articles/{id}/editions/{lang}/variants/{channel}/history', { params: { path: { id: article, lang, channel: one.channel }, query: { limit: 20 } } })
  const name = useNames(history.data?.items.map((version) => version.created_by) ?? [])
  return (
    <Loaded asked={history} lines={2}>{({ items }) => (
      <ol className={classes.versions} reversed>
        {items.map((version) => (
          <li key={version.version}>
            <Stack gap={4} align="start">
              <Text size="sm">{t(`panels.channels.acts.${version.act}`)} · {name(version.created_by) || t('names.somebody')} · {time.moment(version.created_at)}</Text>
              {version.act !== 'follow' && (
                <>
                  <Text size="sm" c="dimmed" lang={lang} className={classes.wording}>{version.text ?? [version.title, version.lead].filter(Boolean).join(' — ')}</Text>
                  {one.may.save?.allowed && <Button size="compact-xs" variant="default" onClick={() => onTake(ownOf(version))}>{t('panels.channels.takeUp')}</Button>}
                </>
              )}
            </Stack>
          </li>
        ))}
      </ol>
    )}</Loaded>
  )
}
