/** How long after the last change, and after the first that is not kept, the text is sent. */
export const afterLast = 1_500
export const afterFirst = 15_000

/** Why text that is typed does not reach the server. */
export type Trouble =
  | 'offline' // no answer came, or the server is broken: it is tried again
  | 'signed-out' // the person closed the dialog that asks for the password
  | 'refused' // the server says no to this very text; the next change is tried
  | 'clash' // the working copy holds other words than those that were written over

/** How far what is typed in one place has come. Changes are counted; times are milliseconds. */
export interface Saving {
  edits: number // changes until now
  kept: number // the last change that the server has
  flying: number | null // the change up to which a request is on its way
  version: number // of the working copy at the server, 0 while there is none
  base: string // revision from which the text was made
  first: number | null // when the first change was made that is not kept
  last: number // when the last one was made
  fails: number // tries in a row without an answer
  again: number // not before then
  trouble: Trouble | null
  refused: number // the change up to which the server refused the text
  savedAt: number | null // when the server took something last
}

export type Event =
  | { kind: 'typed'; at: number }
  | { kind: 'sent' }
  | { kind: 'answered'; version: number; at: number }
  | { kind: 'failed'; why: 'offline' | 'signed-out' | 'refused'; at: number }
  | { kind: 'stale' } // the server has another version
  | { kind: 'found'; version: number } // that one turned out to be of our own words
  | { kind: 'online' }
  | { kind: 'settled'; version: number; base: string; unsaved: boolean; saved: boolean; at: number } // the text goes on from there, just saved perhaps

export function begin(start: { version: number; base: string; unsaved: boolean; at: number }): Saving {
  return {
    edits: start.unsaved ? 1 : 0, kept: 0, flying: null, version: start.version, base: start.base, first: start.unsaved ? start.at : null,
    last: start.at, fails: 0, again: 0, trouble: null, refused: -1, savedAt: null,
  }
}

/** Whether something is typed that the server does not have. */
export function isUnsaved(s: Saving): boolean {
  return s.kept < s.edits
}

/** When the text is to be sent; null while there is nothing to send or it cannot be. */
export function due(s: Saving): number | null {
  if (s.flying !== null || !isUnsaved(s) || s.trouble === 'clash' || s.refused === s.edits) return null
  return Math.max(s.again, Math.min(s.last + afterLast, (s.first ?? s.last) + afterFirst))
}

const slowest = 30_000

/** What becomes of it when something happens. */
export function next(s: Saving, e: Event): Saving {
  switch (e.kind) {
    case 'typed':
      return { ...s, edits: s.edits + 1, last: e.at, first: s.first ?? e.at }
    case 'sent':
      return s.flying === null ? { ...s, flying: s.edits } : s
    case 'answered': {
      if (s.flying === null) return s
      const all = s.flying === s.edits
      return { ...s, kept: s.flying, flying: null, version: e.version, first: all ? null : s.last, fails: 0, again: 0, trouble: null, savedAt: e.at }
    }
    case 'failed': {
      const fails = s.fails + 1
      const wait = e.why === 'signed-out' ? slowest : Math.min(1_000 * 2 ** fails, slowest)
      return { ...s, flying: null, fails, trouble: e.why, ...(e.why === 'refused' ? { refused: s.flying ?? s.edits } : { again: e.at + wait }) }
    }
    case 'stale':
      return { ...s, flying: null, trouble: 'clash' }
    case 'found':
      return { ...s, flying: null, version: e.version, trouble: null, again: 0 }
    case 'online':
      return s.trouble === 'offline' ? { ...s, again: 0, fails: 0 } : s
    case 'settled':
      return { ...s, flying: null, version: e.version, base: e.base, kept: e.unsaved ? s.edits - 1 : s.edits, edits: s.edits, first: e.unsaved ? e.at : null, last: e.at, fails: 0, again: 0, trouble: null, refused: -1, savedAt: e.saved ? e.at : s.savedAt }
  }
}
