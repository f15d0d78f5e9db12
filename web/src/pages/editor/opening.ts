import type { Words } from './edited'

/** What this machine keeps of what a person typed in an edition. */
export interface Local {
  words: Words
  base: string
  version: number // of the working copy over which it was typed
  unsaved: boolean // the server may not have it
  at: number
  sent: Words[] // what was on its way and was not answered; it may have arrived
}

/** A working copy at the server. */
export interface Copy {
  words: Words
  base: string
  version: number
}

/** From where writing goes on. */
export interface Start extends Copy {
  unsaved: boolean
  clash: boolean // the working copy holds other words, typed elsewhere
}

/** The words alone, as two texts are held against each other whatever form their HTML has. */
export function sameWords(one: Words, other: Words): boolean {
  return line(one.title) === line(other.title) && line(one.lead) === line(other.lead) && plain(one.body) === plain(other.body)
    && one.pictures.join() === other.pictures.join()
}

const line = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()
const plain = (html: string) => line(html.replace(/<(p|h[234]|br)\b[^>]*>\s*<\/\1>/g, '').replace(/ (rel|lang|dir|data-\w+)="[^"]*"/g, '').replace(/<\/?(p|tbody)>/g, ' ').replaceAll('<b>', '<strong>').replaceAll('&nbsp;', ' ').replace(/\s*(<[^>]+>)\s*/g, '$1'))

/** Takes the newest text, without asking wherever nothing else is written over. */
export function open(local: Local | null, copy: Copy | null, head: { words: Words; revision: string }): Start {
  const server: Start = copy ? { ...copy, unsaved: false, clash: false } : { words: head.words, base: head.revision, version: 0, unsaved: false, clash: false }
  if (!local?.unsaved || sameWords(local.words, server.words)) return server
  const mine: Start = { words: local.words, base: local.base, version: local.version, unsaved: true, clash: false }
  if (!copy) return { ...mine, version: 0 } // it became a revision, or never was: from its base it goes on
  const ours = copy.version === local.version || local.sent.some((sent) => sameWords(sent, copy.words))
  return ours ? { ...mine, version: copy.version } : { ...mine, version: copy.version, clash: true }
}
