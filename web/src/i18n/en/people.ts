import type { Texts } from '../vi'

export const roles: Texts['roles'] = {
  contributor: 'contributor',
  author: 'author',
  editor: 'editor',
  approver: 'approver',
  secretary: 'secretary',
  translator: 'translator',
  lead_officer: 'officer of the lead unit',
  inspector: 'inspector',
  press: 'press',
  technical_admin: 'technical administrator',
}

export const may: Texts['may'] = {
  unknown: 'Looking up what you may do.',
  who: 'Who can: {{who}}.',
  onBehalf: 'You act for {{name}}.',
}
