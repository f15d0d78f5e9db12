import type { Texts } from '../vi'

export const press: Texts['press'] = {
  title: 'Press', about: 'What the press asks for, and the feeds that it pulls.', mine: 'Ask for stories, see the newest, and pull feeds.', parts: { requests: 'Requests', stories: 'Newest stories', feeds: 'Feeds', keys: 'API keys' }, back: 'Press',
  new: 'Request a story', enter: 'Enter a request', none: 'There are no requests yet.', subject: 'Subject', need: 'What is needed', needHelp: 'Figures, pictures, somebody to talk to…', organisation: 'Organisation', contact: 'Contact', contactHelp: 'As little as is needed for an answer; it is personal data.', due: 'Needed by', lang: 'Language', pillars: 'Pillars', areas: 'Content areas', send: 'Send the request', sent: 'The request was sent.',
  state: 'State', anyState: 'Any state', states: { open: 'to be routed', routed: 'waits for an answer', answered: 'answered', declined: 'declined', withdrawn: 'withdrawn' }, late: 'late', units: 'Units', asked: 'Asked', noDue: 'no hurry',
  share: { title: 'Units asked', asked: 'asked', taken: 'in work', answered: 'answered', declined: 'declined', none: 'No unit was asked yet.', answer: 'Answer', planned: 'Planned story', story: 'See the story', words: 'Answer or reason' },
  route: { act: 'Route to units', units: 'Ask the units', done: 'The request was routed.' }, take: { act: 'Take it up', done: 'Taken up. A story is planned.' },
  answer: { act: 'Answer', words: 'Answer', wordsHelp: 'May be empty where a story is published.', story: 'Address of a published story', storyHelp: 'Paste the address of its public page.', done: 'Answered.' },
  decline: { act: 'Decline', whole: 'Decline as a whole', reason: 'Reason', reasonHelp: 'Who asked reads it.', done: 'Declined.' }, withdraw: { act: 'Withdraw the request', title: 'Withdraw this request?', what: 'The units are told and stop their work. It cannot be opened again; send a new request if need be.' }, forget: { act: 'Take the contact out', done: 'The contact was taken out.' }, reason: 'Why it was declined',
  feeds: { about: 'Copy an address into a news reader. Stories are there as soon as they are published; withdrawals are told there too.', lang: 'Language', name: 'Feed', all: 'All stories', pillar: 'By pillar', area: 'By content area', copy: 'Copy the {{format}} address of {{name}}', formats: 'Addresses' },
  stories: { about: 'The newest stories that everybody can see.', none: 'Nothing is published yet.', gone: 'withdrawn', published: 'Published' },
}
