import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'

import { meKey, readMe } from '~/session/me'
import { SignIn } from '~/session/SignIn'
import { ProblemNote } from '~/parts/ProblemNote'
import { toProblem } from '~/api/problem'

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
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell, notFoundComponent: Missing })

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
const mine = createRoute({ getParentRoute: () => shell, path: '/me', component: lazyRouteComponent(() => import('~/pages/me/Mine'), 'Mine') })
const newArticle = createRoute({ getParentRoute: () => shell, path: '/articles/new', component: lazyRouteComponent(() => import('~/pages/editor/New'), 'New') })
const editor = createRoute({ getParentRoute: () => shell, path: '/articles/$article/$lang', component: lazyRouteComponent(() => import('~/pages/editor/Editor'), 'Editor') })

export const router = createRouter({
  basepath: '/desk',
  routeTree: root.addChildren([shell.addChildren([home, notices, review, reviews, mine, newArticle, editor])]),
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Missing,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
