import type { Texts } from '../vi'

export const shell: Texts['shell'] = {
  skip: 'Skip to content',
  rail: 'Rooms of the desk',
  bar: 'Main rooms',
  fold: 'Fold',
  unfold: 'Unfold',
  account: 'Account of {{name}}',
  mine: 'My account',
  light: 'Light',
  dark: 'Dark',
  compact: 'Compact rows',
  comfortable: 'Comfortable rows',
  signOut: 'Sign out',
  rooms: {
    audit: 'Audit record',
    calendar: 'Calendar',
    closedDays: 'Closed days',
    coverage: 'Coverage',
    home: 'Overview',
    reviews: 'Review',
    people: 'People',
    plans: 'Plans',
    press: 'Press',
    settings: 'Settings',
    units: 'Units',
  },
  missing: { title: 'There is no such page', text: 'The address may be mistyped, or what was here has moved.', home: 'To the overview' },
  silent: { offline: 'You are offline.', unreachable: 'The server cannot be reached.', safe: 'You can go on writing: what you write is kept on this machine and is sent once there is a connection again.' },
  newVersion: { title: 'There is a new version', text: 'What you are writing is kept on this machine.', reload: 'Load it' },
}

export const problem: Texts['problem'] = {
  unreachable: 'The server cannot be reached',
  unreachableRemedy: 'What you are writing is still on this machine. Check the network, then try again.',
  request: 'Request: {{id}}',
  retry: 'Try again',
}
