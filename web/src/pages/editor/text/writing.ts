import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'

import type { Words } from '../edited'
import { htmlOf } from '../schema/html'

/**
 * The text on the page, apart from React, which a text of six thousand words would slow down.
 * The body is the editor's; until it is touched it stays to the byte what was read.
 */
export class Writing {
  title: string
  lead: string
  private pictures: string[]
  private body: string
  private editor: Editor | null = null
  private doc: Node | null = null // the document that body is the HTML of
  private watchers = new Set<() => void>()
  onChange: () => void = () => undefined

  constructor(words: Words) {
    ({ title: this.title, lead: this.lead, body: this.body, pictures: this.pictures } = words)
  }

  subscribe = (watcher: () => void) => {
    this.watchers.add(watcher)
    return () => void this.watchers.delete(watcher)
  }

  /** Takes the editor of the body, with the text of this moment in it. */
  attach(editor: Editor): void {
    this.editor = editor
    this.lay(this.body)
  }

  words = (): Words => {
    const doc = this.editor?.state.doc
    if (doc && this.doc && !doc.eq(this.doc)) {
      this.body = htmlOf(doc)
      this.doc = doc
    }
    return { title: this.title.normalize('NFC'), lead: this.lead.normalize('NFC'), body: this.body, pictures: this.pictures }
  }

  set(field: 'title' | 'lead', value: string): void {
    if (this[field] === value) return
    this[field] = value
    this.changed()
  }

  setPictures = (pictures: string[]): void => {
    this.pictures = pictures
    this.changed()
  }

  /** The body was changed in its editor. */
  changed(): void {
    this.tell()
    this.onChange()
  }

  /** Lays another text in, as it was read; nobody typed it. */
  load(words: Words): void {
    ({ title: this.title, lead: this.lead, pictures: this.pictures } = words)
    this.lay(words.body)
    this.tell()
  }

  private lay(body: string): void {
    this.body = body
    this.editor?.commands.setContent(body, { emitUpdate: false })
    this.doc = this.editor?.state.doc ?? null
  }

  private tell(): void {
    for (const one of this.watchers) one()
  }
}
