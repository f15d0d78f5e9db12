import type { components } from './schema'

/** An RFC 9457 problem as the API answers it, or one that stands for a request without an answer. */
export type Problem = components['schemas']['Problem']

/** Codes of requests that came back without an answer of the API. */
export const unreachable = 'unreachable'

export function isProblem(e: unknown): e is Problem {
  return typeof e === 'object' && e !== null && 'code' in e && 'title' in e
}

/** What went wrong, whatever was thrown. */
export function toProblem(e: unknown): Problem {
  if (isProblem(e)) return e
  const offline = e instanceof TypeError
  return {
    type: 'about:blank',
    title: e instanceof Error ? e.message : String(e),
    status: 0,
    code: offline ? unreachable : 'page',
    request_id: '',
    remedy: '',
  }
}

/** What a problem says of one field, by JSON pointer such as /facets/pillars/0. */
export function fieldError(e: unknown, pointer: string): string | undefined {
  return isProblem(e) ? e.errors?.find((one) => one.pointer === pointer || one.pointer.startsWith(pointer + '/'))?.detail : undefined
}
