import type { Page } from 'playwright-core'

import type { House } from './house'

/** Things of the house that addresses name. */
export interface World {
  article: string // with an edition in Vietnamese that has been sent out
  draft: string // one that somebody is writing
  waiting: string // one that waits for approval
  delivery: string
  channel: string
  person: string
  unit: string
  request: string // of the press
}

export type Login = 'author' | 'editor' | 'approver' | 'admin' | 'press'

/** A page of the desk, for the tests that go over all of them. */
export interface Place {
  /** The route as the router writes it. */
  route: string
  /** Names the pictures and the tests. */
  name: string
  /** Who sees it; the first of them is in the pictures. */
  who: [Login, ...Login[]]
  /** The address below /desk/ where it is not the route itself. */
  at?: (world: World) => string
  /** Waits until the page is filled, where its heading and the end of its requests do not say so. */
  ready?: (page: Page) => Promise<void>
  /** Menus and dialogs of the page, by name: how each is opened, in either language. */
  layers?: Record<string, (page: Page) => Promise<void>>
  /** Statuses with which the API refuses something on the page. */
  refusals?: number[]
}

const everybody: [Login, ...Login[]] = ['editor', 'author', 'approver', 'admin', 'press']

/** One line for each page; a route of the router that is missing here fails a test. */
export const places: Place[] = [
  { route: '/', name: 'home', who: everybody, layers: { account: (page) => page.getByRole('button', { name: /Tài khoản của|Account of/ }).click() } },
  { route: '/articles', name: 'articles', who: ['editor', 'author', 'approver'] },
  { route: '/articles/new', name: 'article-new', who: ['author', 'editor'] },
  { route: '/articles/$article/$lang', name: 'editor', who: ['author', 'editor', 'approver'], at: ({ draft }) => `articles/${draft}/vi` },
  { route: '/articles/$article/$lang/review', name: 'review', who: ['approver', 'editor'], at: ({ waiting }) => `articles/${waiting}/vi/review` },
  { route: '/articles/$article/$lang/deliveries', name: 'timeline', who: ['approver', 'editor'], at: ({ article }) => `articles/${article}/vi/deliveries` },
  { route: '/calendar', name: 'calendar', who: ['approver', 'editor'] },
  { route: '/coverage', name: 'coverage', who: ['editor', 'approver'] },
  { route: '/deliveries', name: 'deliveries', who: ['approver', 'editor'] },
  { route: '/deliveries/$delivery', name: 'delivery', who: ['approver', 'admin'], at: ({ delivery }) => `deliveries/${delivery}` },
  { route: '/channels', name: 'channels', who: ['admin', 'editor'] },
  { route: '/channels/new', name: 'channel-new', who: ['admin'] },
  { route: '/channels/$channel', name: 'channel', who: ['admin', 'editor'], at: ({ channel }) => `channels/${channel}` },
  { route: '/press', name: 'press', who: ['press', 'editor'] },
  { route: '/press/$request', name: 'press-request', who: ['editor'], at: ({ request }) => `press/${request}` },
  { route: '/people', name: 'people', who: ['admin'] },
  { route: '/people/import', name: 'people-import', who: ['admin'] },
  { route: '/people/$person', name: 'person', who: ['admin'], at: ({ person }) => `people/${person}` },
  { route: '/units', name: 'units', who: ['admin'] },
  { route: '/units/import', name: 'units-import', who: ['admin'] },
  { route: '/units/$code', name: 'unit', who: ['admin'], at: ({ unit }) => `units/${unit}` },
  { route: '/plans', name: 'plans', who: ['admin'] },
  { route: '/closed-days', name: 'closed-days', who: ['admin'] },
  { route: '/audit', name: 'audit', who: ['admin'] },
  { route: '/settings', name: 'settings', who: ['admin'] },
  { route: '/me', name: 'me', who: everybody },
  { route: '/notices', name: 'notices', who: everybody },
  { route: '/reviews', name: 'reviews', who: ['approver', 'editor', 'author'] },
  { route: '/$', name: 'missing', who: ['author'], at: () => 'no/such/page' },
]

/** Reads what addresses need. What a house has not got stays empty. */
export async function worldOf(house: House): Promise<World> {
  const editor = await house.as('editor')
  const admin = await house.as('admin')
  const first = async <T>(ask: Promise<{ data: { items: T[] } }>): Promise<T | undefined> => (await ask).data.items[0]
  const of = async (state: string) => (await first(editor<{ items: { article: { id: string } }[] }>('GET', `/articles?state=${state}&lang=vi&limit=1`)))?.article.id
  const sent = await first(editor<{ items: { id: string; article: string }[] }>('GET', '/deliveries?limit=1'))
  const [approved, draft, waiting] = [await of('approved'), await of('draft'), await of('in_review')]
  const channel = await first(editor<{ items: { id: string }[] }>('GET', '/channels?limit=1'))
  const person = await first(admin<{ items: { id: string }[] }>('GET', '/people?limit=1'))
  const unit = await first(editor<{ items: { code: string }[] }>('GET', '/units?limit=1'))
  const request = await first(editor<{ items: { id: string }[] }>('GET', '/requests?limit=1'))
  return {
    article: sent?.article ?? approved ?? '', draft: draft ?? approved ?? '', waiting: waiting ?? draft ?? '',
    delivery: sent?.id ?? '', channel: channel?.id ?? '', person: person?.id ?? '', unit: unit?.code ?? '', request: request?.id ?? '',
  }
}
