import { IconAntennaBars5, IconLayoutDashboard, IconSend, type Icon } from '@tabler/icons-react'

import { mayAnywhere, type Me } from '~/session/me'

/** A room of the desk, as the rail shows it to those who may enter. */
export interface Room {
  to: string
  text: 'channels' | 'deliveries' | 'home'
  icon: Icon
  key?: string // the second letter of the shortcut that begins with G
  /** Actions of docs/RIGHTS.md, one of which opens the room; absent for everybody. */
  needs?: string[]
  bar?: boolean // also in the bottom bar of narrow screens
}

export const rooms: Room[] = [
  { to: '/', text: 'home', icon: IconLayoutDashboard, key: 'h', bar: true },
  { to: '/deliveries', text: 'deliveries', icon: IconSend, key: 'd', needs: ['delivery.read'] },
  { to: '/channels', text: 'channels', icon: IconAntennaBars5, key: 'k', needs: ['channel.read'] },
]

/** The rooms that somebody may enter. */
export function roomsOf(me: Me): Room[] {
  return rooms.filter((room) => !room.needs || mayAnywhere(me, ...room.needs))
}
