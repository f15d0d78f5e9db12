import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'

import { meKey, readMe } from '~/session/me'
import { SignIn } from '~/session/SignIn'
import { ProblemNote } from '~/parts/ProblemNote'
import { toProblem } from '~/api/problem'
import { readSearch as readDays } from '~/pages/calendar/search'
import { readSearch as readCoverage } from '~/pages/coverage/period'

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

const calendar = createRoute({ getParentRoute: () => shell, path: '/calendar', validateSearch: readDays, component: lazyRouteComponent(() => import('~/pages/calendar/CalendarPage'), 'CalendarPage') })
const closedDays = createRoute({ getParentRoute: () => shell, path: '/closed-days', component: lazyRouteComponent(() => import('~/pages/closed/ClosedDays'), 'ClosedDays') })
const coverage = createRoute({ getParentRoute: () => shell, path: '/coverage', validateSearch: readCoverage, component: lazyRouteComponent(() => import('~/pages/coverage/Coverage'), 'Coverage') })
const home = createRoute({ getParentRoute: () => shell, path: '/', component: lazyRouteComponent(() => import('~/pages/home/Home'), 'Home') })
const notices = createRoute({
  getParentRoute: () => shell, path: '/notices', component: lazyRouteComponent(() => import('~/pages/notices/Notices'), 'Notices'),
  validateSearch: (search): { show?: 'open' | 'unread' } => (search.show === 'open' || search.show === 'unread' ? { show: search.show } : {}),
})
const reviews = createRoute({
  getParentRoute: () => shell, path: '/reviews', component: lazyRouteComponent(() => import('~/pages/reviews/Reviews'), 'Reviews'),
  validateSearch: (search): { box?: 'sent' } => (search.box === 'sent' ? { box: 'sent' } : {}),
})
const review = createRoute({ getParentRoute: () => shell, path: '/articles/$article/$lang/review', component: lazyRouteComponent(() => import('~/pages/review/ReviewPage'), 'ReviewPage') })
const newArticle = createRoute({ getParentRoute: () => shell, path: '/articles/new', component: lazyRouteComponent(() => import('~/pages/editor/New'), 'New') })
const editor = createRoute({ getParentRoute: () => shell, path: '/articles/$article/$lang', component: lazyRouteComponent(() => import('~/pages/editor/Editor'), 'Editor') })
const missing = createRoute({ getParentRoute: () => shell, path: '$', component: Missing })

const mine = createRoute({ getParentRoute: () => shell, path: '/me', component: lazyRouteComponent(() => import('~/pages/me/Mine'), 'Mine') })
const people = createRoute({ getParentRoute: () => shell, path: '/people', component: lazyRouteComponent(() => import('~/pages/people/People'), 'People') })
const peopleImport = createRoute({ getParentRoute: () => shell, path: '/people/import', component: lazyRouteComponent(() => import('~/pages/people/PeopleImport'), 'PeopleImport') })
const person = createRoute({ getParentRoute: () => shell, path: '/people/$person', component: lazyRouteComponent(() => import('~/pages/people/Person'), 'Person') })
const units = createRoute({ getParentRoute: () => shell, path: '/units', component: lazyRouteComponent(() => import('~/pages/units/Units'), 'Units') })
const unitsImport = createRoute({ getParentRoute: () => shell, path: '/units/import', component: lazyRouteComponent(() => import('~/pages/units/UnitsImport'), 'UnitsImport') })
const unit = createRoute({ getParentRoute: () => shell, path: '/units/$code', component: lazyRouteComponent(() => import('~/pages/units/UnitPage'), 'UnitPage') })
const audit = createRoute({ getParentRoute: () => shell, path: '/audit', component: lazyRouteComponent(() => import('~/pages/audit/Audit'), 'Audit') })
const settings = createRoute({ getParentRoute: () => shell, path: '/settings', component: lazyRouteComponent(() => import('~/pages/settings/Settings'), 'Settings') })
const plans = createRoute({ getParentRoute: () => shell, path: '/plans', component: lazyRouteComponent(() => import('~/pages/plans/Plans'), 'Plans') })
const press = createRoute({ getParentRoute: () => shell, path: '/press', component: lazyRouteComponent(() => import('~/pages/press/Press'), 'Press') })
const pressRequest = createRoute({ getParentRoute: () => shell, path: '/press/$request', component: lazyRouteComponent(() => import('~/pages/press/RequestPage'), 'RequestPage') })
const administration = [audit, mine, people, peopleImport, person, plans, press, pressRequest, settings, unit, units, unitsImport] as const

export const router = createRouter({
  basepath: '/desk',
  routeTree: root.addChildren([shell.addChildren([home, notices, review, reviews, newArticle, editor, calendar, closedDays, coverage, missing, ...administration])]),
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
