import { Tabs } from '@mantine/core'
import { useTranslation } from '~/i18n/useTranslation'

import { Keys } from '~/pages/me/Keys'
import { Room } from '~/parts/Room'
import { useAddress } from '~/parts/useAddress'
import { hasRole, useMe } from '~/session/me'

import { Feeds } from './Feeds'
import { Requests } from './Requests'
import { Stories } from './Stories'
import { useRequests } from './requests'

const pressScopes = ['feed.read_partner', 'request.create']

/** What the press asks for and gets: for the house, and for a press account its own. */
export function Press() {
  const { t } = useTranslation()
  const me = useMe()
  const address = useAddress()
  const asked = useRequests(address.of('state'))
  const press = hasRole(me, 'press')
  const parts = press ? (['requests', 'stories', 'feeds', 'keys'] as const) : (['requests', 'feeds'] as const)
  const part = parts.find((one) => one === address.of('part')) ?? 'requests'
  return (
    <Room title={t('press.title')} about={t(press ? 'press.mine' : 'press.about')} asked={asked}>
      <Tabs value={part} onChange={(value) => address.set({ part: value && value !== 'requests' ? value : '' })} keepMounted={false}>
        <Tabs.List aria-label={t('press.title')} mb="md">{parts.map((name) => <Tabs.Tab key={name} value={name}>{t(`press.parts.${name}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="requests"><Requests asked={asked} /></Tabs.Panel>
        <Tabs.Panel value="stories"><Stories /></Tabs.Panel>
        <Tabs.Panel value="feeds"><Feeds /></Tabs.Panel>
        <Tabs.Panel value="keys"><Keys person={me.id} scopes={pressScopes} /></Tabs.Panel>
      </Tabs>
    </Room>
  )
}
