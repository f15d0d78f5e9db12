import type { Texts } from '../vi'

export const mine: Texts['mine'] = {
  title: 'My account',
  parts: { profile: 'Profile', security: 'Signing in', keys: 'API keys', delegations: 'Delegations', notices: 'Notices', look: 'Look' },
  profile: { title: 'Profile', name: 'Name shown', login: 'Login', email: 'E-mail', emailWho: 'Only those who manage accounts change the e-mail.', noEmail: 'None yet', lang: 'Language of mails and pages', roles: 'Roles', noRoles: 'No role was granted yet.', inherited: 'Passed on from units that have ended: {{units}}', save: 'Save the profile' },
  password: { title: 'Password', current: 'Present password', next: 'New password', repeat: 'New password again', differs: 'The two differ.', code: 'Code', change: 'Change the password', done: 'The password was changed. Other sessions have ended.' },
  factor: {
    title: 'Second factor', about: 'Beside the password, each sign-in takes a code of an authenticator app on a phone.',
    on: 'On', off: 'Off', since: 'On since {{day}}', left_one: '{{n}} recovery code is left.', left_other: '{{n}} recovery codes are left.', wanted: 'The newsroom demands a second factor; until you have one, nothing else is allowed.',
    begin: 'Set up a second factor', scan: 'Scan this QR code with an authenticator app, or type the secret below into it.', qr: 'QR code that adds the account to an authenticator app', secret: 'Secret to type', copySecret: 'Copy the secret', firstCode: 'The six digits that the app shows', confirm: 'Confirm',
    codes: 'Recovery codes', codesAbout: 'Each signs in once when the phone is not there.', newCodes: 'Make new recovery codes', newCodesWhat: 'The old recovery codes will no longer work.', disable: 'Turn the second factor off', disableWhat: 'From then on the password alone signs in.',
  },
  sessions: { title: 'Sessions', about: 'Where this account is signed in.', browser: 'Browser', address: 'Address', seen: 'Last seen', begun: 'Signed in', current: 'this session', end: 'End', endOthers: 'End all other sessions', ended: 'The session has ended.', endedOthers: 'The other sessions have ended.', none: 'There are no sessions.' },
  keys: {
    title: 'API keys', about: 'For a program that acts for you, within what you choose.', none: 'There is no key yet.', make: 'Make a key', name: 'Name of the key', nameHelp: 'Which program uses it, to know it by later.', until: 'Last day', untilHelp: 'At most 365 days; empty means 365 days.',
    scope: 'Scope', all: 'Whatever this account may do', some: 'Only what is chosen', pick: 'Choose at least one.', start: 'Begins with', used: 'Last used', never: 'never', ends: 'Expires', revoke: 'Revoke', revoked: 'revoked', expired: 'expired', works: 'works',
    shown: 'New key: {{name}}', copy: 'Copy the key', revokeTitle: 'Revoke the key {{name}}?', revokeWhat: 'The program that uses this key is refused at once. A revoked key cannot be brought back.', allScopes: 'everything', scopes_one: '{{n}} action', scopes_other: '{{n}} actions',
  },
  delegations: {
    title: 'Approval in somebody’s place', about: 'The receiver approves, returns, reopens and schedules in the place of the giver for a time.', none: 'There are no delegations.', given: 'Given by me', received: 'Received by me', giver: 'Giver', receiver: 'Receiver', unit: 'Unit', period: 'Period', reason: 'Reason',
    lend: 'Lend approval', wherever: 'Wherever I may approve', from: 'From', fromHelp: 'Empty means at once. In {{zone}}.', until: 'Until', untilHelp: 'At most 90 days. In {{zone}}.', send: 'Lend', end: 'End early', endTitle: 'End this delegation?', endWhat: '{{name}} can no longer approve in the other’s place. What was approved stays.',
    works: 'in effect', ended: 'ended', not: 'not in effect', now: 'at once', noReceivers: 'There is nobody who can receive it.',
  },
  notices: {
    title: 'Notices by e-mail', about: 'Every notice is in the inbox; choose here which ones are mailed too.', kind: 'Notice', how: 'Mail', at_once: 'At once', digest: 'Once a day', none: 'None', digestAt: 'Hour of the daily mail', quiet: 'Nothing in quiet hours', quietFrom: 'Quiet from', quietUntil: 'until', zone: 'In {{zone}}.', save: 'Save how I am told', noEmail: 'The account has no e-mail, so nothing can be mailed. Tell those who manage accounts.',
  },
  look: { title: 'Look', about: 'Goes with you to every machine.', scheme: 'Ground', auto: 'As the machine', light: 'Light', dark: 'Dark', density: 'Rows', comfortable: 'Comfortable', compact: 'Compact', shortcuts: 'Single-key shortcuts', shortcutsAbout: 'Such as C for a new story. Turn them off if keys are often hit by mistake.' },
}

export const noticeKinds: Texts['noticeKinds'] = {
  article: { formally_corrected: 'Your story was formally corrected', reused: 'Your story was reused by another unit' },
  channel: { credential_expiring: 'Access of a channel is about to expire', paused: 'A channel is paused' },
  comment: { mentioned: 'Somebody mentioned you', replied: 'A reply to a comment', started: 'A new comment' },
  delegation: { ended: 'A delegation has ended', lent: 'Approval was lent to you' },
  delivery: { trouble: 'A delivery has trouble' },
  edition: { approved: 'A text was approved', changes_requested: 'Changes were requested', original_changed: 'The original has changed', original_withdrawn: 'The original was withdrawn', outdated: 'A translation is outdated', outpaced: 'The source was approved again', recheck_failed: 'A check afterwards failed', reopened: 'A text was reopened', to_approve: 'A text waits for your approval', to_recheck: 'An urgent story waits for its check', withdrawn: 'A text was withdrawn' },
  item: { removed: 'An item was removed at its source' },
  person: { imported: 'Accounts were imported', roles_changed: 'Your roles have changed' },
  planned: { assigned: 'A story was assigned to you', late: 'A planned story is late' },
  request: { answered: 'A request was answered', to_answer: 'A request waits for an answer', to_route: 'A request waits to be routed' },
}
