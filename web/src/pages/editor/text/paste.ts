import type { Editor } from '@tiptap/core'
import { DOMParser as Reader } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import { useState } from 'react'

import { client, dataOf, type Schemas } from '~/api/client'
import { toProblem, type Problem } from '~/api/problem'

import { withoutStyles } from '../schema/composed'
import { usePlugin } from './usePlugin'

/** What became of a text that was pasted. */
export interface Foreign {
  busy: boolean
  findings: Schemas['TextFinding'][]
  /** Parts in an old encoding, before anything of them is laid in. */
  legacy: Schemas['LegacyReport'][]
  problem: Problem | null
  convert: (encoding: Schemas['LegacyReport']['encoding']) => void
  asItIs: () => void
  dismiss: () => void
}

/** Whether HTML of the clipboard comes from elsewhere; our own bears the mark of its slice. */
function isForeign(html: string): boolean {
  return html.trim() !== '' && !html.includes('data-pm-slice')
}

/** The bytes of pictures do not come with a text; they would be far too many. */
const withoutBytes = (html: string) => html.replace(/\ssrc\s*=\s*(["'])(data|blob|file):[^"']*\1/gi, '').slice(0, 900_000)

const clean = async (html: string, lang: string) => dataOf(await client.POST('/texts/clean', { body: { html, lang } }))

/** Lays HTML in where the selection is, by way of the schema. */
export function layIn(view: EditorView, html: string): void {
  const place = new DOMParser().parseFromString(withoutStyles(html), 'text/html').body
  view.dispatch(view.state.tr.replaceSelection(Reader.fromSchema(view.state.schema).parseSlice(place)).scrollIntoView().setMeta('paste', true))
}

interface Waiting {
  html: string
  cleaned: Schemas['CleanedText']
  view: EditorView
}

/** Has the server clean what is pasted from elsewhere. */
export function useForeign(editor: Editor, lang: string): Foreign {
  const [state, setState] = useState<Pick<Foreign, 'busy' | 'findings' | 'problem'> & { waiting: Waiting | null }>({ busy: false, findings: [], problem: null, waiting: null })
  const idle = { busy: false, findings: [], problem: null, waiting: null }
  const { waiting } = state
  function done(view: EditorView, cleaned: Schemas['CleanedText']) {
    layIn(view, cleaned.html)
    setState({ ...idle, findings: cleaned.findings })
  }
  async function take(html: string, view: EditorView) {
    const bare = withoutBytes(html)
    setState({ ...idle, busy: true })
    try {
      const cleaned = await clean(bare, lang)
      if (cleaned.legacy.length > 0) setState({ ...idle, waiting: { html: bare, cleaned, view } })
      else done(view, cleaned)
    } catch (e) {
      layIn(view, bare) // the schema lets nothing in that the server would refuse; the words are there
      setState({ ...idle, problem: toProblem(e) })
    }
  }
  async function convert(encoding: Schemas['LegacyReport']['encoding']) {
    if (!waiting) return
    setState({ ...state, busy: true })
    try {
      const { body } = dataOf(await client.POST('/texts/convert', { body: { body: waiting.html, encoding } }))
      done(waiting.view, await clean(body, lang))
    } catch (e) {
      setState({ ...state, busy: false, problem: toProblem(e) })
    }
  }
  usePlugin(editor, {
    handlePaste: (view, event) => {
      const html = event.clipboardData?.getData('text/html') ?? ''
      if (!isForeign(html)) return false
      void take(html, view)
      return true
    },
  })
  return {
    ...state, legacy: waiting?.cleaned.legacy ?? [],
    convert: (encoding) => void convert(encoding),
    asItIs: () => waiting && done(waiting.view, waiting.cleaned),
    dismiss: () => setState(idle),
  }
}
