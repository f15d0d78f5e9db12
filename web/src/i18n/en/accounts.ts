import type { Texts } from '../vi'

export const accounts: Texts['accounts'] = {
  title: 'People', about: 'Who may sign in, with which role, in which unit.', new: 'Add somebody', import: 'Import a spreadsheet', back: 'People', none: 'There is nobody yet.', count_one: '{{n}} person', count_other: '{{n}} people',
  filter: { role: 'Role', anyRole: 'Any role', state: 'State', anyState: 'Any state' },
  person: 'Name', login: 'Login', roles: 'Roles', noRoles: 'no role', factor: 'Second factor', mail: 'Invitation', email: 'E-mail', emailHelp: 'One-time links and notices go here.', lang: 'Language', made: 'Made',
  states: { works: 'in use', invited: 'no password yet', disabled: 'disabled', erased: 'erased' },
  mails: { waiting: 'mail waits', sending: 'mail is being sent', sent: 'mail sent', given_up: 'mail could not be sent' },
  profile: 'Profile', save: 'Save', makeIt: 'Make the account', made_done: 'The account was made. Send a link, by which its person chooses a password.',
  grants: { title: 'Roles and their periods', about: 'Changes work at the next request of this person.', role: 'Role', unit: 'Unit', none: 'There is no role yet.', save: 'Save the roles', claimed: 'Given by single sign-on, until {{day}}', drop: 'Take away the role {{role}}', saved: 'The roles were saved.' },
  signIn: { title: 'Signing in', invite: 'Make a link of invitation', reset: 'Make a link for a new password', link: 'One-time link', linkAbout: 'Hand it to {{name}} alone. Earlier links no longer work.', copyLink: 'Copy the link', mailed: 'A mail with the link went to {{to}}.', factorOn: 'Second factor is on', factorOff: 'Second factor is off',
    take: 'Take the second factor away', takeTitle: 'Take the second factor of {{name}} away?', takeWhat: 'This person signs in by password alone until they set it up again. Do so only when you are sure that they have lost their phone.', endAll: 'End all sessions', ended: 'The sessions have ended.' },
  identities: { title: 'Single sign-on', about: 'Accounts of the province’s single sign-on that belong to this person.', none: 'No account is linked.', subject: 'Name of the account (sub)', link: 'Link', unlink: 'Unlink', used: 'Last used', issuer: 'Issuer', unlinked: 'Unlinked.' },
  end: { title: 'Ending', disable: 'Disable the account', enable: 'Enable the account', disabled: 'The account of {{name}} is disabled; all its sessions have ended.', enabled: 'The account of {{name}} is enabled.', disableAbout: 'A disabled account cannot sign in; its stories and roles stay.', erase: 'Erase personal data', eraseTitle: 'Erase the personal data of {{name}}?',
    eraseWhat: 'Name, login and e-mail are erased for good, in the audit record too. This person can never sign in again. What they wrote stays, under a code in the place of the name.', eraseType: 'Type the login {{login}} to confirm', erased: 'The personal data were erased on {{day}}.' },
  imports: { title: 'Import people from a spreadsheet', about: 'Each row is one role of one person. An import takes no role away.', links: 'Links for choosing a password', linksAbout: 'Hand each to its person alone. They are not shown again.', sheet: 'Get the links (.xlsx)', mailed: 'mailed to {{to}}', columns: { login: 'login', name: 'name', email: 'e-mail', lang: 'language', role: 'role', unit: 'unit' } },
}
