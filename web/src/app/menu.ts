import { IconCalendarEvent, IconCalendarOff, IconGridDots, IconLayoutDashboard, type Icon } from '@tabler/icons-react'

import { mayAnywhere, type Me } from '~/session/me'

/** A room of the desk, as the rail shows it to those who may enter. */
export interface Room {
  to: string
  text: 'calendar' | 'closedDays' | 'coverage' | 'home'
  icon: Icon
  key?: string // the second letter of the shortcut that begins with G
  /** Actions of docs/RIGHTS.md, one of which opens the room; absent for everybody. */
  needs?: string[]
  bar?: boolean // also in the bottom bar of narrow screens
}

export const rooms: Room[] = [
  { to: '/', text: 'home', icon: IconLayoutDashboard, key: 'h', bar: true },
  { to: '/calendar', text: 'calendar', icon: IconCalendarEvent, key: 'l', needs: ['article.read', 'delivery.read'], bar: true },
  { to: '/coverage', text: 'coverage', icon: IconGridDots, needs: ['article.read'] },
  { to: '/closed-days', text: 'closedDays', icon: IconCalendarOff, needs: ['channel.manage'] },
]

/** The rooms that somebody may enter. */
export function roomsOf(me: Me): Room[] {
  return rooms.filter((room) => !room.needs || mayAnywhere(me, ...room.needs))
}
