import { Link, type LinkProps } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ReactNode, Ref } from 'react'

/** Words of a query, as the page that is led to reads them. */
export type Query = Record<string, string | boolean>

/** What leads to an address, for components that are made of a link. */
export function goTo(to: string, search?: Query): Pick<LinkProps, 'to' | 'search'> {
  return { to: to as '/', search: (search ?? {}) as never }
}

/** A link to a page of the desk by its address, such as /articles with a filter. */
export function Go({ to, search, children, ref, ...rest }: Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & {
  to: string
  search?: Query | undefined
  children: ReactNode
  ref?: Ref<HTMLAnchorElement>
}) {
  return <Link {...goTo(to, search)} ref={ref ?? null} {...(rest as object)}>{children}</Link>
}
