import { Button, Group, Stack, Title } from '@mantine/core'
import { IconPencilPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '~/i18n/useTranslation'

import { useTitle } from '~/parts/useTitle'
import { hasRole, mayAnywhere, useMe, type Me } from '~/session/me'

import { Gaps, Requests, ToApprove, Unscheduled } from './DeskCards'
import { FirstSteps } from './FirstSteps'
import classes from './Home.module.css'
import { Channels, Checks, Lent, Newest, OwnRequests, People } from './HouseCards'
import { Strip } from './Strip'
import { Today } from './Today'
import { Drafts, Outdated, Planned, Returned, Sent } from './WriterCards'

/** Whether somebody approves, for good or in somebody's place. */
const approves = (me: Me) => mayAnywhere(me, 'edition.approve', 'edition.first_approve')

/** Which heaps of work somebody has, in the order in which they matter. */
const cards: { name: string; for: (me: Me) => boolean; card: () => React.ReactNode }[] = [
  { name: 'approve', for: approves, card: ToApprove },
  { name: 'returned', for: (me) => mayAnywhere(me, 'edition.submit'), card: Returned },
  { name: 'planned', for: (me) => mayAnywhere(me, 'article.create'), card: Planned },
  { name: 'drafts', for: (me) => mayAnywhere(me, 'article.create'), card: Drafts },
  { name: 'today', for: (me) => mayAnywhere(me, 'article.read') && mayAnywhere(me, 'delivery.read'), card: Today },
  { name: 'unscheduled', for: (me) => mayAnywhere(me, 'edition.schedule'), card: Unscheduled },
  { name: 'sent', for: (me) => mayAnywhere(me, 'edition.submit'), card: Sent },
  { name: 'outdated', for: (me) => hasRole(me, 'translator', 'editor', 'secretary'), card: Outdated },
  { name: 'requests', for: (me) => mayAnywhere(me, 'request.answer', 'request.route'), card: Requests },
  { name: 'gaps', for: (me) => mayAnywhere(me, 'report.read'), card: Gaps },
  { name: 'checks', for: (me) => hasRole(me, 'inspector', 'lead_officer'), card: Checks },
  { name: 'lent', for: (me) => mayAnywhere(me, 'audit.read') || me.delegations_given.length + me.delegations_received.length > 0, card: Lent },
  { name: 'channels', for: (me) => mayAnywhere(me, 'channel.manage'), card: Channels },
  { name: 'people', for: (me) => mayAnywhere(me, 'person.manage'), card: People },
  { name: 'own-requests', for: (me) => mayAnywhere(me, 'request.create') && !mayAnywhere(me, 'request.read'), card: OwnRequests },
  { name: 'newest', for: (me) => !mayAnywhere(me, 'article.read', 'channel.manage'), card: Newest },
]

/** What waits for the person who is signed in, by what they may do. */
export function Home() {
  const { t } = useTranslation()
  const me = useMe()
  useTitle(t('shell.rooms.home'))
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>{t('home.greeting', { name: me.name })}</Title>
        {mayAnywhere(me, 'article.create') && <Button component={Link} to="/articles/new" leftSection={<IconPencilPlus size={18} aria-hidden />}>{t('home.write')}</Button>}
      </Group>
      <FirstSteps />
      {mayAnywhere(me, 'delivery.read') && <Strip />}
      <div className={classes.cards}>{cards.filter((one) => one.for(me)).map(({ name, card: One }) => <One key={name} />)}</div>
    </Stack>
  )
}
