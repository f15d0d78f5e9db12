import { Button, Group, Switch, Text } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { useWords } from '~/i18n/useLang'
import { Empty } from '~/parts/Empty'
import { Find } from '~/parts/Find'
import { finds } from '~/parts/fold'
import { Loaded } from '~/parts/Loaded'
import { Room } from '~/parts/Room'
import { Rows } from '~/parts/Rows'
import { Tag } from '~/parts/Tag'
import { useAddress } from '~/parts/useAddress'

type Setting = Schemas['Setting']

/** The settings of the instance, each with where it comes from. */
export function Settings() {
  const { t } = useTranslation()
  const words = useWords()
  const address = useAddress()
  const asked = api.useQuery('get', '/settings')
  const only = address.of('set') === 'true'
  const q = address.of('q')
  return (
    <Room title={t('settingsRoom.title')} about={t('settingsRoom.about')} asked={asked}>
      <Group gap="sm">
        <Find label={t('rooms.find')} value={q} onChange={(value) => address.set({ q: value })} />
        <Switch label={t('settingsRoom.changed')} checked={only} onChange={(e) => address.set({ set: e.currentTarget.checked ? 'true' : '' })} />
      </Group>
      <Loaded asked={asked} lines={8}>{(list) => {
        const shown = list.items.filter((one) => (!only || one.set) && finds(q, one.name, one.flag, one.meaning.vi, one.meaning.en))
        if (shown.length === 0) return <Empty action={<Button variant="default" onClick={() => address.set({ q: '', set: '' })}>{t('rooms.clearFilter')}</Button>}>{t('rooms.noneFound')}</Empty>
        return (
          <Rows name={t('settingsRoom.title')} rows={shown} id={(one) => one.name} columns={[
            { title: t('settingsRoom.name'), render: (one) => <div><code style={{ fontWeight: 600 }}>{one.name}</code><Text size="sm" c="dimmed" maw={560}>{words(one.meaning)}</Text></div> },
            { title: t('settingsRoom.value'), render: (one) => <Value setting={one} /> },
            { title: t('settingsRoom.source'), tight: true, render: (one) => <div><Tag tone={one.set ? 'good' : 'plain'}>{t(`settingsRoom.sources.${one.source}`)}</Tag>{one.given_as && one.given_as !== one.name && <div><code>{one.given_as}</code></div>}</div> },
          ]} />
        )
      }}</Loaded>
    </Room>
  )
}

function Value({ setting }: { setting: Setting }) {
  const { t } = useTranslation()
  if (setting.secret) return <Text size="sm" c="dimmed">{t(setting.set ? 'settingsRoom.secretSet' : 'settingsRoom.secretUnset')}</Text>
  return (
    <div>
      {setting.value ? <code>{setting.value}</code> : <Text size="sm" c="dimmed">{t('settingsRoom.unset')}</Text>}
      {setting.default && setting.default !== setting.value && <Text size="xs" c="dimmed">{t('settingsRoom.default', { value: setting.default })}</Text>}
    </div>
  )
}
