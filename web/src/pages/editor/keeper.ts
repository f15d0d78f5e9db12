import { client, dataOf, newKey, taggedOf, type Schemas } from '~/api/client'
import { isProblem, toProblem, type Problem } from '~/api/problem'
import { NotSignedIn } from '~/session/again'

import { keepHere, layAside } from './drawer'
import type { Words } from './edited'
import { sameWords, type Start } from './opening'
import { begin, due, isUnsaved, next, type Event, type Saving } from './saving'

const keepHereAfter = 250

/** Which text is kept, and for whom. */
export interface Place {
  person: string
  article: string
  lang: string
  edition: string // id
}

/** What the page shows of saving. */
export interface Shown {
  saving: Saving
  problem: Problem | null // why the server refused, or what it says of a clash
  /** The edition has a newer text than the one over which this was typed. */
  behind: boolean
  busy: boolean // an act of the person is on its way
}

/** What is held against what: the edition's version and head as they were read last. */
export type Head = Pick<Schemas['Edition'], 'version' | 'head_revision'>

/**
 * Keeps what is typed in one edition: on this machine at once, at the server soon, by the rules
 * of saving.ts. It reads the text when it needs it and never writes into it.
 */
export class Keeper {
  private watchers = new Set<() => void>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private here: ReturnType<typeof setTimeout> | undefined
  private waiting: (() => void)[] = []
  private sent: Words[] = [] // what was not answered, and may have arrived
  private head: Head
  private held = false // a person's own act writes; autosave waits
  private stopped = false
  shown: Shown

  constructor(readonly place: Place, start: Start, head: Head, private read: () => Words) {
    this.head = head
    const saving = begin({ ...start, at: Date.now() })
    this.shown = { saving: start.clash ? { ...saving, trouble: 'clash' } : saving, problem: null, behind: start.base !== head.head_revision, busy: false }
  }

  /** Begins to keep; returns how to stop. */
  start = (): (() => void) => {
    this.stopped = false
    window.addEventListener('online', this.online)
    document.addEventListener('visibilitychange', this.hidden)
    this.schedule()
    return () => this.stop()
  }

  private stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    clearTimeout(this.here)
    if (isUnsaved(this.shown.saving)) void this.keep()
    window.removeEventListener('online', this.online)
    document.removeEventListener('visibilitychange', this.hidden)
  }

  subscribe = (watcher: () => void) => {
    this.watchers.add(watcher)
    return () => void this.watchers.delete(watcher)
  }

  snapshot = () => this.shown

  /** Something was typed. */
  typed(): void {
    this.step({ kind: 'typed', at: Date.now() })
    this.here ??= setTimeout(() => void this.keep(), keepHereAfter)
  }

  /** The edition was read anew. Returns whether its text may be laid in, since nothing was typed here. */
  heard(head: Head, words: Words): boolean {
    if (head.version < this.head.version || this.shown.busy) return false // read before an act of ours
    this.head = head
    const { saving } = this.shown
    const behind = head.head_revision !== saving.base
    if (behind && !isUnsaved(saving) && (saving.version === 0 || sameWords(this.read(), words))) return true
    if (behind !== this.shown.behind) this.show({ behind })
    return false
  }

  /** Whether the working copy is another than this page wrote, such as one that was restored; then that one. */
  async elsewhere(): Promise<Schemas['WorkingCopy'] | null> {
    const before = this.shown.saving
    if (isUnsaved(before) || before.flying !== null || this.held) return null
    const copy = await copyOf(this.place)
    return copy && copy.version !== before.version && this.shown.saving === before ? copy : null
  }

  /** Sends what is typed now, until the server has all of it; throws what stands against it. */
  async flush(): Promise<void> {
    while (isUnsaved(this.shown.saving)) {
      const { saving, problem } = this.shown
      if (saving.trouble === 'clash') throw problem ?? new Error('clash')
      if (saving.flying !== null) await new Promise<void>((resolve) => this.waiting.push(resolve))
      else await this.send()
      const after = this.shown.saving
      if (after.trouble && after.flying === null) throw this.shown.problem ?? new TypeError('unreachable')
    }
  }

  /** Makes what is typed a revision of the edition. */
  save(): Promise<Schemas['SavedEdition'] | undefined> {
    return this.act(async () => {
      if (!isUnsaved(this.shown.saving) && this.shown.saving.version === 0) return undefined
      const words = this.read()
      const edits = this.shown.saving.edits
      const saved = await this.put(words)
      this.head = saved
      this.on({ version: 0, base: saved.head_revision }, { unsaved: this.shown.saving.edits > edits, saved: true })
      return saved
    })
  }

  private async put(words: Words, tries = 2): Promise<Schemas['SavedEdition']> {
    const { article: id, lang } = this.place
    try {
      return dataOf(await client.PUT('/articles/{id}/editions/{lang}', { params: { path: { id, lang }, header: { 'If-Match': `"${this.head.version}"` } }, body: words }))
    } catch (e) {
      const { code, present } = toProblem(e)
      // A move of the edition, or our own save whose answer was lost, is no other text.
      if (code === 'stale_version' && present?.revision === this.shown.saving.base && tries > 0) {
        this.head = { version: present.version, head_revision: present.revision }
        return this.put(words, tries - 1)
      }
      if (code === 'stale_version') this.show({ behind: true })
      throw e
    }
  }

  /** Keeps the text under a name. */
  point(name: string, words = this.read(), base = this.shown.saving.base): Promise<Schemas['Revision'] | undefined> {
    const { article: id, lang } = this.place
    return this.act(async () => dataOf(await client.POST('/articles/{id}/editions/{lang}/points', { params: { path: { id, lang }, header: { 'Idempotency-Key': newKey() } }, body: { name, base, text: words } })))
  }

  /** Does something by itself, while no text is on its way and none is sent. */
  async act<R>(what: () => Promise<R>): Promise<R> {
    while (this.held || this.shown.saving.flying !== null) await new Promise<void>((resolve) => this.waiting.push(resolve))
    this.held = true
    this.show({ busy: true })
    try {
      return await what()
    } finally {
      this.held = false
      this.show({ busy: false })
      this.wake()
      this.schedule()
    }
  }

  /** Goes on from another text, which is on the page already. */
  on(from: { version: number; base: string }, { unsaved = false, saved = false, head }: { unsaved?: boolean; saved?: boolean; head?: Head | undefined } = {}): void {
    if (head) this.head = head
    this.sent = []
    this.step({ kind: 'settled', version: from.version, base: from.base, unsaved, saved, at: Date.now() })
    this.show({ problem: null, behind: from.base !== this.head.head_revision })
    void this.keep()
  }

  /** Lays the words of this page aside, where they stay for thirty days. */
  async aside(): Promise<void> {
    await layAside(this.place.person, this.place.edition, this.read())
  }

  private online = () => this.step({ kind: 'online' })

  private hidden = () => {
    if (document.hidden && isUnsaved(this.shown.saving)) void this.keep()
  }

  private step(event: Event): void {
    this.show({ saving: next(this.shown.saving, event) })
    if (event.kind === 'answered' || event.kind === 'failed' || event.kind === 'stale' || event.kind === 'found') this.wake()
    this.schedule()
  }

  private wake(): void {
    for (const one of this.waiting.splice(0)) one()
  }

  private show(part: Partial<Shown>): void {
    this.shown = { ...this.shown, ...part }
    for (const one of this.watchers) one()
  }

  private schedule(): void {
    clearTimeout(this.timer)
    const at = this.stopped || this.held ? null : due(this.shown.saving)
    if (at !== null) this.timer = setTimeout(() => void this.send(), Math.max(0, at - Date.now()))
  }

  /** Keeps the text on this machine. */
  private async keep(): Promise<void> {
    clearTimeout(this.here)
    this.here = undefined
    const { base, version } = this.shown.saving
    try {
      await keepHere(this.place.person, this.place.edition, { words: this.read(), base, version, unsaved: isUnsaved(this.shown.saving), at: Date.now(), sent: this.sent })
    } catch { /* a browser that keeps nothing, or is full; the server has the rest */ }
  }

  private async send(): Promise<void> {
    if (this.shown.saving.flying !== null || this.held) return
    const words = this.read()
    this.sent = [...this.sent.slice(-3), words]
    this.step({ kind: 'sent' })
    const { version, base } = this.shown.saving
    await this.keep()
    const { article: id, lang } = this.place
    try {
      const header = version === 0 ? { 'If-None-Match': '*' as const } : { 'If-Match': `"${version}"` }
      const { data } = taggedOf(await client.PUT('/articles/{id}/editions/{lang}/working-copy', { params: { path: { id, lang }, header }, body: { ...words, ...(version === 0 && { base }) } }))
      this.answered(data.version)
    } catch (e) {
      await this.failed(e)
    }
  }

  private answered(version: number): void {
    this.sent = []
    this.step({ kind: 'answered', version, at: Date.now() })
    this.show({ problem: null })
    void this.keep()
  }

  private async failed(e: unknown): Promise<void> {
    if (e instanceof NotSignedIn) return this.step({ kind: 'failed', why: 'signed-out', at: Date.now() })
    const problem = toProblem(e)
    if (!isProblem(e) || problem.status >= 500 || problem.status === 429) {
      return this.step({ kind: 'failed', why: 'offline', at: Date.now() })
    }
    if (problem.code === 'stale_version' || problem.code === 'already_exists') return this.stale(problem)
    this.sent = []
    this.show({ problem })
    this.step({ kind: 'failed', why: 'refused', at: Date.now() })
  }

  /** The working copy is another: of our own words, of another window, or taken over. */
  private async stale(problem: Problem): Promise<void> {
    try {
      const copy = await copyOf(this.place)
      if (!copy) return this.step({ kind: 'found', version: 0 }) // it became a revision, in another window perhaps
      const there = wordsOf(copy)
      this.show({ problem })
      if (copy.taken || this.sent.some((sent) => sameWords(there, sent))) return this.step({ kind: 'found', version: copy.version })
      this.step({ kind: 'stale' })
      await this.keep()
    } catch {
      this.step({ kind: 'failed', why: 'offline', at: Date.now() })
    }
  }
}

/** The person's working copy, if there is one: the list tells, so that nothing is asked for that is not there. */
export async function copyOf({ article: id, lang, person }: Place): Promise<Schemas['WorkingCopy'] | null> {
  const lines = dataOf(await client.GET('/articles/{id}/editions/{lang}/working-copies', { params: { path: { id, lang } } }))
  if (!lines.items.some((one) => one.person === person)) return null
  return dataOf(await client.GET('/articles/{id}/editions/{lang}/working-copy', { params: { path: { id, lang } } }))
}

/** The words of what the API answers. */
export function wordsOf(text: { title: string; lead?: string; body?: string; pictures?: string[] }): Words {
  return { title: text.title, lead: text.lead ?? '', body: text.body ?? '', pictures: text.pictures ?? [] }
}
