import type { Texts } from '../vi'

export const diff: Texts['diff'] = {
  same: 'The two texts are alike.',
  words: '{{added}} words added, {{removed}} removed.',
  pictures: 'Pictures: {{was}} before, {{is}} now.',
}

export const names: Texts['names'] = {
  somebody: 'a colleague',
}

export const panels: Texts['panels'] = {
  channels: {
    none: 'No channel can take this edition yet. A technical administrator adds channels under Channels.',
    asSaved: 'By the text saved at {{at}}.',
    saveFirst: 'Save and look again',
    follows: 'Follows the master',
    changed: 'Own words',
    master_changed: 'Master has changed',
    against: 'Cannot be sent yet',
    masterChanged: 'The master has changed since these words were written. Change them, say that they are still right, or follow the master again.',
    noForm: 'This channel takes no words of its own.',
    units: { graphemes: 'characters', utf16: 'characters (as the platform counts)' },
    bytes: 'bytes',
    over: '{{n}} too many',
    near: 'nearly full',
    fields: { title: 'Title for this channel', lead: 'Lead for this channel', text: 'Words for this channel' },
    begin: 'Write own words',
    change: 'Change own words',
    save: 'Save own words',
    leaveOwn: 'Stay with the master',
    leaveChange: 'Drop these changes',
    keep: 'Still right',
    follow: 'Follow the master again',
    followed: '{{channel}} follows the master.',
    difference: 'What differs from the master',
    history: 'Earlier wordings',
    takeUp: 'Use these words again',
    acts: { save: 'Changed', keep: 'Said to be still right', follow: 'Followed the master', restore: 'Restored when a correction was dropped' },
  },
  post: {
    label: 'Preview: {{channel}}',
    title: 'This is what will be sent',
    widen: 'View wide',
    width: 'Width of the screen',
    phone: 'Phone',
    desktop: 'Desktop',
    body: 'Body of the story',
    leadCut: 'The lead is cut to what the channel takes.',
    leftOut_one: 'The channel leaves out the last picture.',
    leftOut_other: 'The channel leaves out the last {{count}} pictures.',
    waits: 'This channel waits for the copy on the portal, and leads there.',
    marker: 'The zeros in the link stand for the number of the delivery.',
    picture: 'Picture: {{alt}}',
  },
}
