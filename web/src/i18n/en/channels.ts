import type { Texts } from '../vi'

export const channels: Texts['channels'] = {
  title: 'Channels',
  add: 'Add a channel',
  mayNot: 'Only technical administrators add channels.',
  state: { paused: 'Paused', held: 'Held', cut: 'Cut off', parked: 'Asked to wait', resting: 'Resting', dry: 'Dry run', running: 'Running' },
  why: {
    cut_one: 'The destination did not answer {{count}} try. The next is at {{moment}}; what waits is not lost.',
    cut_other: 'The destination did not answer {{count}} tries in a row. The next is at {{moment}}; what waits is not lost.',
    parked: 'The destination asked to wait until {{moment}}.',
    resting: 'Quiet hours of the channel, until {{moment}}.',
    dry: 'Posts are made and checked, and not sent.',
  },
  none: 'No channel sends anything out yet. The trial channel lets you go the whole way of a story in five minutes, without sending anything anywhere.',
  trial: 'Create the trial channel',
  trialName: 'Trial channel',
  trialMade: 'The trial channel is there. Choose it when you schedule a story.',
  language: { only: 'Only in {{lang}}', vi: 'Vietnamese', en: 'English', any: 'Every language' },
  portal: 'Main portal',
  open: 'Open',
  goOn: 'Go on setting up',
  health: {
    label: 'Last check', never: 'Never checked', ok: 'In order', reauth: 'Cannot sign in', transient: 'Could not be asked', throttled: 'Asked to wait', rejected: 'Settings are not right',
    account: 'Account: {{account}}', at: '{{relative}}',
  },
  onTime: 'On time {{share}} ({{onTime}} of {{due}} posts in {{days}} days)',
  noFigures: 'No post was due yet.',
  credential: {
    label: 'End of the credential', left_one: '{{count}} day left, until {{day}}', left_other: '{{count}} days left, until {{day}}', over: 'Ended on {{day}}', none: 'The credential has no end', posts_one: '{{count}} post is planned after that day', posts_other: '{{count}} posts are planned after that day', noPosts: 'No post is planned after that day.',
    renew: 'Change the credential; what is planned stays.',
  },
  acts: {
    check: 'Check', checking: 'Asking the destination…', test: 'Test post', pause: 'Pause', resume: 'Resume', pauseTitle: 'Pause the channel', reason: 'Reason', reasonHelp: 'Shown to those who wait for this channel.',
    paused: 'The channel is paused. What waits is not lost.', resumed: 'The channel goes on.', dryOn: 'Turn dry run on', dryOff: 'Turn dry run off', dryNote: 'In a dry run, what is planned does not reach readers.',
  },
  test: {
    title: 'Test post', help: 'A made-up story is rendered just as it would be sent, and the destination is asked. Nothing is published.', run: 'Try it now', would: 'What would be sent', said: 'The destination says', played: 'The trial channel played its script: {{outcome}}', nothing: 'Nothing was sent to this channel.', length: '{{used}} of {{most}} characters',
  },
  new: { title: 'Add a channel', choose: '1. Choose the kind of destination', settings: '2. Connection', create: 'Create and check', back: 'Another kind', proof: { page: 'Proved by its public page', read_back: 'Proved by reading it back', none: 'Cannot be proved once sent' }, limit: 'At most {{most}} characters', title_limit: 'Titles of at most {{most}} characters', noCorrect: 'Cannot change what is posted', noWithdraw: 'Cannot take posts down', after: 'Once it is there, set slots, quiet hours and the template on the channel’s own page.' },
  form: {
    connection: 'Connection', name: 'Name', nameHelp: 'What people see when they schedule.', lang: 'Language', unit: 'Unit', everyUnit: 'The whole house', portal: 'This is the main portal: addresses of stories lead to the copy here',
    secretSet: 'Set — leave empty to keep it', saved: 'Saved.', stale: 'Somebody else has just changed this channel; it was loaded again, look at it and save once more.', advanced: 'Rarely used settings', unset: 'Default',
  },
  timing: {
    title: 'Hours', slots: 'Slots', noSlots: 'There are no slots; posts go at exact times only.', days: 'Days', clock: 'Time', add: 'Add the slot', remove: 'Remove the slot {{slot}}', cron: 'Cron expression', cronHelp: 'Minute, hour, day, month, weekday.', addCron: 'Add the expression', coming: 'Slots to come',
    free: 'free', quiet: 'Quiet hours', noQuiet: 'There are no quiet hours.', from: 'From', to: 'To', addQuiet: 'Add quiet hours', removeQuiet: 'Remove the quiet hours {{span}}', distance: 'Distance between two posts (minutes)', closedDays: 'Keeps holidays and days of mourning', offset: 'Goes after the common hour by (minutes)', grace: 'Minutes late at which it still goes by itself',
    graceHelp: 'Later than that, somebody is asked.', rate: 'At least so many seconds between two posts', afterPortal: 'While the portal’s copy is not out', portals: { wait: 'Wait for the portal', ask: 'Ask somebody', go_on: 'Go on' },
  },
  slot: { daily: 'every day at {{clock}}', weekdays: 'every working day at {{clock}}', weekend: 'at weekends at {{clock}}', days: '{{days}} at {{clock}}', monthly: 'on day {{day}} of each month at {{clock}}', other: 'by the expression {{cron}}', every: 'Every day' },
  dayNames: { '0': 'Sun', '1': 'Mon', '2': 'Tue', '3': 'Wed', '4': 'Thu', '5': 'Fri', '6': 'Sat' },
  template: { title: 'Template', help: 'Lays out title, lead, tags and link as the newsroom likes. Left empty, the layout that is built in is used.', none: 'This kind of channel takes whole stories, so it has no template.', body: 'Template', fields: 'Fields: {{fields}}', preview: 'Show', reapprove: 'Stories that wait for approval must be looked at again; what is approved goes out as it was approved.' },
  planned: 'Deliveries of this channel',
}
