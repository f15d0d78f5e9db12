import type { Texts } from '../vi'

export const session: Texts['session'] = {
  signIn: 'Sign in',
  login: 'Login',
  password: 'Password',
  showPassword: 'Show or hide the password',
  capsLock: 'Caps Lock is on.',
  code: 'Code',
  codeHelp: 'Six digits of your authenticator app, or a recovery code.',
  haveCode: 'I have a code of a second factor',
  or: 'or',
  with: 'Sign in with {{name}}',
  goOn: 'Go on',
  again: {
    expired: { title: 'Your session has ended', why: 'What you are writing is still here. Give your password to go on in this place.' },
    proof: { title: 'Confirm your password', why: 'This concerns rights and passwords, so your password is asked for again.' },
    'signed-out': { title: 'You are signed out', why: 'What you are writing is still here. Sign in again to go on in this place.' },
  },
}
