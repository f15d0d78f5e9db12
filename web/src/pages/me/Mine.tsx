import { Tabs } from '@mantine/core'
import { IconBell, IconKey, IconPalette, IconShieldLock, IconUser, IconUsers } from '@tabler/icons-react'
import { useTranslation } from '~/i18n/useTranslation'

import { Room } from '~/parts/Room'
import { useAddress } from '~/parts/useAddress'
import { mayAnywhere, useMe } from '~/session/me'

import { Delegations } from './Delegations'
import { Factor } from './Factor'
import { Keys } from './Keys'
import { Look } from './Look'
import { Notices } from './Notices'
import { Password } from './Password'
import { Profile } from './Profile'
import { Sessions } from './Sessions'

const parts = [
  { name: 'profile', icon: IconUser }, { name: 'security', icon: IconShieldLock }, { name: 'keys', icon: IconKey },
  { name: 'delegations', icon: IconUsers }, { name: 'notices', icon: IconBell }, { name: 'look', icon: IconPalette },
] as const

/** What a person sets for themselves. */
export function Mine() {
  const { t } = useTranslation()
  const me = useMe()
  const address = useAddress()
  const lends = mayAnywhere(me, 'edition.approve', 'article.read') // nobody lends to those who read no stories
  const shown = parts.filter((one) => one.name !== 'delegations' || lends)
  const part = shown.find((one) => one.name === address.of('part'))?.name ?? (me.wants_second_factor ? 'security' : 'profile')
  return (
    <Room title={t('mine.title')} about={`${me.name} · ${me.login}`}>
      <Tabs value={part} onChange={(value) => address.set({ part: value && value !== 'profile' ? value : '' })} keepMounted={false}>
        <Tabs.List aria-label={t('mine.title')} mb="md">
          {shown.map(({ name, icon: Mark }) => <Tabs.Tab key={name} value={name} leftSection={<Mark size={16} aria-hidden />}>{t(`mine.parts.${name}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="profile"><Profile /></Tabs.Panel>
        <Tabs.Panel value="security" style={{ display: 'grid', gap: 16 }}><Password /><Factor /><Sessions /></Tabs.Panel>
        <Tabs.Panel value="keys"><Keys person={me.id} /></Tabs.Panel>
        <Tabs.Panel value="delegations"><Delegations /></Tabs.Panel>
        <Tabs.Panel value="notices"><Notices /></Tabs.Panel>
        <Tabs.Panel value="look"><Look /></Tabs.Panel>
      </Tabs>
    </Room>
  )
}
