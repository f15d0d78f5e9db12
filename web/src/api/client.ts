import createClient, { createQuerySerializer } from 'openapi-fetch'
import createHooks from 'openapi-react-query'

import { askAgain, whatToAsk } from '~/session/again'
import { currentLang } from '~/i18n/lang'

import type { Problem } from './problem'
import { heard, unheard } from './reach'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

/**
 * Sends a request in the person's language. Where the session ended or a fresh password is
 * wanted, asks for it over the page, and sends the same request again: nobody writes
 * anything twice.
 */
export async function send(request: Request): Promise<Response> {
  const again = request.clone()
  request.headers.set('Accept-Language', currentLang())
  const answer = await fetched(request)
  if (answer.status !== 401) return answer
  const problem = (await answer.clone().json()) as Problem
  const what = whatToAsk(problem.code)
  if (!what) return answer
  await askAgain(what)
  return send(again)
}

/** Fetches, and notes whether there was an answer. */
async function fetched(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request)
    heard(answer)
    return answer
  } catch (e) {
    if (e instanceof TypeError) unheard()
    throw e
  }
}

const serialize = createQuerySerializer<Record<string, unknown>>({ array: { style: 'form', explode: false } })

/** Writes a query. The hooks over several parts of a list ask for the first with 0 for a cursor, which has none. */
export function queryText({ cursor, ...query }: Record<string, unknown>): string {
  return serialize(cursor === 0 ? query : { ...query, cursor })
}

export const client = createClient<paths>({ baseUrl: '/api/v1', fetch: send, querySerializer: queryText })

/** Hooks over the API, typed by its document. */
export const api = createHooks(client)

/** A name for an act, so that it acts once whatever is repeated (Idempotency-Key). */
export function newKey(): string {
  const random = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The data of an answer, or its problem thrown. */
export function dataOf<D>(answer: { data?: D; error?: unknown }): D {
  if (answer.error !== undefined) throw answer.error
  return answer.data as D
}

/** The data of an answer with its entity tag, or its problem thrown. */
export function taggedOf<D>(answer: { data?: D; error?: unknown; response: Response }): { data: D; tag: string } {
  return { data: dataOf(answer), tag: answer.response.headers.get('ETag') ?? '' }
}
