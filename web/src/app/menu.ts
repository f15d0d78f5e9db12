import { IconBook2, IconBuilding, IconCalendarEvent, IconCalendarOff, IconChecklist, IconGridDots, IconHistory, IconLayoutDashboard, IconMicrophone, IconSettings, IconUsers, type Icon } from '@tabler/icons-react'

import type { vi } from '~/i18n/vi'
import { mayAnywhere, type Me } from '~/session/me'

/** A room of the desk, as the rail shows it to those who may enter. */
export interface Room {
  to: string
  text: keyof (typeof vi)['shell']['rooms']
  icon: Icon
  key?: string // the second letter of the shortcut that begins with G
  /** Actions of docs/RIGHTS.md, one of which opens the room; absent for everybody. */
  needs?: string[]
  group?: 'admin' // stands under a heading of its own
  bar?: boolean // also in the bottom bar of narrow screens
}

export const rooms: Room[] = [
  { to: '/', text: 'home', icon: IconLayoutDashboard, key: 'h', bar: true },
  { to: '/calendar', text: 'calendar', icon: IconCalendarEvent, key: 'l', needs: ['article.read', 'delivery.read'], bar: true },
  { to: '/reviews', text: 'reviews', icon: IconChecklist, key: 'd', needs: ['article.read'], bar: true },
  { to: '/coverage', text: 'coverage', icon: IconGridDots, needs: ['article.read'] },
  { to: '/press', text: 'press', icon: IconMicrophone, needs: ['feed.read_partner', 'request.create', 'request.read'] },
  { to: '/people', text: 'people', icon: IconUsers, needs: ['person.manage'], group: 'admin' },
  { to: '/units', text: 'units', icon: IconBuilding, needs: ['plan.manage', 'flow.manage'], group: 'admin' },
  { to: '/plans', text: 'plans', icon: IconBook2, needs: ['plan.manage'], group: 'admin' },
  { to: '/closed-days', text: 'closedDays', icon: IconCalendarOff, needs: ['channel.manage'], group: 'admin' },
  { to: '/audit', text: 'audit', icon: IconHistory, needs: ['audit.read'], group: 'admin' },
  { to: '/settings', text: 'settings', icon: IconSettings, needs: ['settings.read'], group: 'admin' },
]

/** The rooms that somebody may enter. */
export function roomsOf(me: Me): Room[] {
  return rooms.filter((room) => !room.needs || mayAnywhere(me, ...room.needs))
}
