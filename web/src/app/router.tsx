import { useQuery } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'

import { toProblem } from '~/api/problem'
import { readSearch as readDays } from '~/pages/calendar/search'
import { readSearch as readCoverage } from '~/pages/coverage/period'
import { readSearch as readDeliveries } from '~/pages/deliveries/search'
import { readSearch as readArticles } from '~/pages/list/filter'
import { ProblemNote } from '~/parts/ProblemNote'
import { meKey, readMe } from '~/session/me'
import { SignIn } from '~/session/SignIn'

import { Broken, Missing } from './Missing'
import { Shell } from './Shell'

/** Every page asks first who is there; a stranger signs in where they are, and the address stays. */
function Door() {
  const { data: me, error, refetch } = useQuery({ queryKey: meKey, queryFn: readMe, staleTime: 60_000 })
  if (me) return <Outlet />
  if (me === null) return <SignIn />
  return error ? <main><ProblemNote problem={toProblem(error)} onRetry={() => void refetch()} /></main> : null
}

const root = createRootRoute({ component: Door, notFoundComponent: Missing })
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })
const inside = { getParentRoute: () => shell }

const home = createRoute({ ...inside, path: '/', component: lazyRouteComponent(() => import('~/pages/home/Home'), 'Home') })
const notices = createRoute({
  ...inside, path: '/notices', component: lazyRouteComponent(() => import('~/pages/notices/Notices'), 'Notices'),
  validateSearch: (search): { show?: 'open' | 'unread' } => (search.show === 'open' || search.show === 'unread' ? { show: search.show } : {}),
})
const mine = createRoute({ ...inside, path: '/me', component: lazyRouteComponent(() => import('~/pages/me/Mine'), 'Mine') })

const articles = createRoute({ ...inside, path: '/articles', validateSearch: readArticles, component: lazyRouteComponent(() => import('~/pages/list/ListPage'), 'ListPage') })
const newArticle = createRoute({ ...inside, path: '/articles/new', component: lazyRouteComponent(() => import('~/pages/editor/New'), 'New') })
const editor = createRoute({ ...inside, path: '/articles/$article/$lang', component: lazyRouteComponent(() => import('~/pages/editor/Editor'), 'Editor') })
const review = createRoute({ ...inside, path: '/articles/$article/$lang/review', component: lazyRouteComponent(() => import('~/pages/review/ReviewPage'), 'ReviewPage') })
const timeline = createRoute({ ...inside, path: '/articles/$article/$lang/deliveries', component: lazyRouteComponent(() => import('~/pages/deliveries/Timeline'), 'Timeline') })
const reviews = createRoute({
  ...inside, path: '/reviews', component: lazyRouteComponent(() => import('~/pages/reviews/Reviews'), 'Reviews'),
  validateSearch: (search): { box?: 'sent' } => (search.box === 'sent' ? { box: 'sent' } : {}),
})
const newsroom = [home, notices, mine, articles, newArticle, editor, review, timeline, reviews] as const

const calendar = createRoute({ ...inside, path: '/calendar', validateSearch: readDays, component: lazyRouteComponent(() => import('~/pages/calendar/CalendarPage'), 'CalendarPage') })
const coverage = createRoute({ ...inside, path: '/coverage', validateSearch: readCoverage, component: lazyRouteComponent(() => import('~/pages/coverage/Coverage'), 'Coverage') })
const deliveries = createRoute({ ...inside, path: '/deliveries', validateSearch: readDeliveries, component: lazyRouteComponent(() => import('~/pages/deliveries/List'), 'List') })
const delivery = createRoute({ ...inside, path: '/deliveries/$delivery', component: lazyRouteComponent(() => import('~/pages/deliveries/Delivery'), 'Delivery') })
const channels = createRoute({ ...inside, path: '/channels', component: lazyRouteComponent(() => import('~/pages/channels/Channels'), 'Channels') })
const newChannel = createRoute({ ...inside, path: '/channels/new', component: lazyRouteComponent(() => import('~/pages/channels/NewChannel'), 'NewChannel') })
const channel = createRoute({ ...inside, path: '/channels/$channel', component: lazyRouteComponent(() => import('~/pages/channels/ChannelPage'), 'ChannelPage') })
const spreading = [calendar, coverage, deliveries, delivery, channels, newChannel, channel] as const

const press = createRoute({ ...inside, path: '/press', component: lazyRouteComponent(() => import('~/pages/press/Press'), 'Press') })
const pressRequest = createRoute({ ...inside, path: '/press/$request', component: lazyRouteComponent(() => import('~/pages/press/RequestPage'), 'RequestPage') })
const people = createRoute({ ...inside, path: '/people', component: lazyRouteComponent(() => import('~/pages/people/People'), 'People') })
const peopleImport = createRoute({ ...inside, path: '/people/import', component: lazyRouteComponent(() => import('~/pages/people/PeopleImport'), 'PeopleImport') })
const person = createRoute({ ...inside, path: '/people/$person', component: lazyRouteComponent(() => import('~/pages/people/Person'), 'Person') })
const units = createRoute({ ...inside, path: '/units', component: lazyRouteComponent(() => import('~/pages/units/Units'), 'Units') })
const unitsImport = createRoute({ ...inside, path: '/units/import', component: lazyRouteComponent(() => import('~/pages/units/UnitsImport'), 'UnitsImport') })
const unit = createRoute({ ...inside, path: '/units/$code', component: lazyRouteComponent(() => import('~/pages/units/UnitPage'), 'UnitPage') })
const plans = createRoute({ ...inside, path: '/plans', component: lazyRouteComponent(() => import('~/pages/plans/Plans'), 'Plans') })
const closedDays = createRoute({ ...inside, path: '/closed-days', component: lazyRouteComponent(() => import('~/pages/closed/ClosedDays'), 'ClosedDays') })
const audit = createRoute({ ...inside, path: '/audit', component: lazyRouteComponent(() => import('~/pages/audit/Audit'), 'Audit') })
const settings = createRoute({ ...inside, path: '/settings', component: lazyRouteComponent(() => import('~/pages/settings/Settings'), 'Settings') })
const administration = [press, pressRequest, people, peopleImport, person, units, unitsImport, unit, plans, closedDays, audit, settings] as const

const missing = createRoute({ ...inside, path: '$', component: Missing })

export const router = createRouter({
  basepath: '/desk',
  routeTree: root.addChildren([shell.addChildren([...newsroom, ...spreading, ...administration, missing])]),
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
