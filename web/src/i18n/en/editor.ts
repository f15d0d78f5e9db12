import type { Texts } from '../vi'

export const editor: Texts['editor'] = {
  heading: 'Writing: {{title}}',
  untitled: 'Untitled',
  title: { label: 'Title', placeholder: 'Title of the story' },
  lead: { label: 'Lead', placeholder: 'The point of the story in a sentence or two' },
  body: { label: 'Body', placeholder: 'Write the body, or type / to insert…' },
  pictures: { label: 'Pictures' },
  none: { title: 'The story has no edition in this language', text: 'Choose one that there is, or add the language.' },
  saving: {
    idle: 'Nothing new', working: 'Working copy, not yet saved as a revision', typing: 'Typing…', saving: 'Saving…', saved: 'Saved {{time}}',
    offline: 'Not saved — no network, kept on this machine', signedOut: 'Not saved — sign in again, kept on this machine',
    refused: 'Not saved — refused by the server, kept on this machine', conflict: 'Conflict',
  },
  counts: { chu_one: '{{words}} syllable · {{characters}} characters', chu_other: '{{words}} syllables · {{characters}} characters', words_one: '{{words}} word · {{characters}} characters', words_other: '{{words}} words · {{characters}} characters' },
  tools: { label: 'Tools of the text', undo: 'Undo', redo: 'Redo', style: 'Style: {{style}}', more: 'More formats', clear: 'Clear formats', find: 'Find and replace' },
  acts: {
    paragraph: 'Paragraph', h2: 'Large heading', h3: 'Medium heading', h4: 'Small heading', bold: 'Bold', italic: 'Italic', underline: 'Underline', strike: 'Strike through',
    sub: 'Subscript', sup: 'Superscript', code: 'Code', link: 'Link', bullets: 'List', numbers: 'Numbered list', quote: 'Quotation', table: 'Table',
    rule: 'Rule', embed: 'Embed card',
  },
  slash: 'Insert into the text',
  link: { label: 'Address', help: 'http, https or mailto. Leave empty to remove the link.', wrong: 'A link begins with https, http or mailto.', set: 'Set link' },
  embed: { label: 'Address of the film or post', help: 'Readers see a card that leads there; nothing is loaded from elsewhere.', wrong: 'It takes an address that begins with https://', insert: 'Insert card' },
  table: {
    label: 'Change the table', addRowBefore: 'Row above', addRowAfter: 'Row below', deleteRow: 'Delete row', addColumnBefore: 'Column to the left', addColumnAfter: 'Column to the right',
    deleteColumn: 'Delete column', mergeOrSplit: 'Merge or split cells', toggleHeaderRow: 'First row is a heading', toggleHeaderColumn: 'First column is a heading', deleteTable: 'Delete table', caption: 'Caption of the table', captionLabel: 'Caption',
  },
  find: { label: 'Find and replace', words: 'Find', other: 'Replace by', count_one: '{{now}}/{{total}}', count_other: '{{now}}/{{total}}', before: 'Previous', after: 'Next', replace: 'Replace', all: 'Replace all' },
  paste: {
    busy: 'Cleaning what was pasted…', cleaned: 'What was pasted was cleaned', uncleaned: 'Pasted, but not cleaned',
    legacy: { title: 'The text is in an old encoding', why: 'Parts of the text were typed in {{name}}. Convert them to Unicode, which is read everywhere.', before: 'As pasted', after: 'Converted', convert: 'Convert {{name}} to Unicode', keep: 'Keep as it is' },
  },
  langs: {
    label: 'Editions', add: 'Add a language', beside: 'Show the source beside', source: 'Source (read only)', changed: 'Changed since the translation',
    outdated: 'Source changed', outdatedWhy: 'The source changed after this translation was made.',
  },
  presence: {
    label: 'Here now', reading: '{{name}} is reading', editing: '{{name}} is writing', colleague: 'A colleague', lines_one: '{{count}} other working copy', lines_other: '{{count}} other working copies',
    typed: 'Last typed {{when}}: {{added}} words added, {{removed}} removed.', take: 'Take over', takeWhy: 'The other keeps every word in their working copy; your own words are kept as a snapshot.',
    taken: 'You go on with the text of {{name}}.',
  },
  clash: {
    edition: 'Conflict: a newer text was saved', editionWhy: 'While you were writing, somebody else saved this edition. You can go on; the words of both are kept. It can be submitted once this is settled.',
    windows: 'Conflict: you are writing in another window as well', windowsWhy: 'The two windows hold different words. You can go on; what is typed here is kept on this machine.',
    windowsHelp: 'Against the other window, these words were added and removed here.',
    look: 'See the differences', copy: 'Save as a copy', drop: 'Drop mine', copyName: 'Copy made in a conflict', dropName: 'Dropped in a conflict', otherName: 'Text of the other window',
    copyDone: 'Your words are kept as a point in the history.', dropDone: 'The newer text is used. Your words are in the history, and on this machine for 30 days.',
    takeTheirs: 'Use the other window', keepMine: 'Keep this one',
  },
  merge: {
    title: 'Merge two texts', clean: 'The two sides changed different places and go together. Look it over and save.', why_one: 'Both sides changed {{count}} place. Choose for it; all others are merged.', why_other: 'Both sides changed {{count}} places. Choose for each; all others are merged.',
    result: 'The merged text against yours', place: 'Place {{number}} · {{field}}', mine: 'Yours', theirs: 'Newly saved', pictures_one: '{{number}} picture', pictures_other: '{{number}} pictures',
    take: { mine: 'Mine', theirs: 'The new one', both: 'Both' }, save: 'Save the merge', later: 'Later', done: 'The merged text is saved. Your text before the merge is in the history.',
  },
  standing: {
    returned: 'Changes were requested', closed: 'This edition is read only', sent: 'Submitted, waiting for approval; you can recall it', sentWhy: 'Recalled, the story leaves the queue of reviews; submit it again when it is mended.', turn: 'This edition waits for your approval', turnWhy: 'It is only read here; approve it or send it back on the review page.', correcting: 'There are changes not yet published', correctingWhy: 'Readers see what is out until the change is approved and sent.',
    outdated: 'The source changed after this translation', outdatedWhy: 'Show the source beside to see which paragraphs changed, then mend the translation and save.', mark: 'The translation is still right', marked: 'Noted: the translation is still right.',
  },
  do: {
    save: 'Save', submit: 'Submit', recall: 'Recall', reopen: 'Reopen', correct: 'Correct', review: 'Go to review', see: 'See the review page', recallTitle: 'Recall the story to change it?', recallWhat: 'It leaves the queue of reviews and is a draft again. It has to be submitted anew once it is mended.', archive: 'Archive', 'discard-correction': 'Discard the correction', word: 'Word file', print: 'Print view',
    afterConflict: 'Settle the conflict first.',
  },
  done: { save: 'Saved as a revision.', submit: 'Submitted.', recall: 'Recalled.', reopen: 'Reopened.', correct: 'Open for correction.', archive: 'Archived.', 'discard-correction': 'The correction is discarded.', point: 'Kept as “{{name}}”.' },
  point: { title: 'Keep a named point', label: 'Name', help: 'To find this very text again in the history.', empty: 'Give a name by which to find it again.' },
  correct: {
    title: 'Correct what is out', kind: 'Kind of change', note: 'Note to readers', noteHelp: 'Readers see this with the story.', begin: 'Begin',
    small_fix: { name: 'Small fix', what: 'Spelling, punctuation. Readers are not told.' }, update: { name: 'Update', what: 'Something new. The story moves up in feeds.' },
    correction: { name: 'Correction', what: 'A detail was wrong.' }, formal_correction: { name: 'Formal correction', what: 'Under press law; the title begins with “CẢI CHÍNH:”.' },
  },
  panel: { label: 'About the story', open: 'About', info: 'About', pictures: 'Pictures', channels: 'Channels', check: 'Check', comments: 'Comments', history: 'History' },
  info: {
    pillars: 'Pillars', areas: 'Content areas', topics: 'Topics', audiences: 'Audiences', member_states: 'Member states', form: 'Form', keywords: 'Keywords', keywordsHelp: 'Type and press Enter.',
    priority: 'Priority', priorities: { normal: 'Normal', high: 'High', urgent: 'Urgent' }, unit: 'Unit', unitEnded: '{{name}} has ended; file the story with a successor.',
    coauthors: 'Co-authors', coauthorsHelp: 'Chosen among those who have this story open.', nobody: 'Nobody else has it open.',
    together: 'Publish together', togetherHelp: 'No edition leaves before all languages are approved and scheduled.', nothing: 'Nothing matches',
  },
  thin: { caption: 'Stories of {{year}} by month', few_one: '{{number}} story — thin', few_other: '{{number}} stories — thin', enough_one: '{{number}} story', enough_other: '{{number}} stories' },
  check: {
    ready: 'Ready to submit', stopped: 'Cannot be submitted yet', saved: 'Checked against the text that was saved last.', blockers: 'Needed before it is submitted', hints: 'Worth a look', done_one: '{{count}} item done', done_other: '{{count}} items done',
    go: 'Go there', blocker: 'Needed:', hint: 'Hint:', isDone: 'Done:', missing_one: '{{count}} item missing', missing_other: '{{count}} items missing', refused_one: '{{count}} item is missing, see Check.', refused_other: '{{count}} items are missing, see Check.',
  },
  new: {
    title: 'New story', titleHelp: 'You can change it while you write.', unit: 'Unit', lang: 'Language', begin: 'Begin writing', denied: 'You may not create stories.',
  },
}
