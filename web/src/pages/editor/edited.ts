import { createContext, useContext } from 'react'

import type { Schemas } from '~/api/client'

/** The text of an edition as it stands on the page, saved or not. */
export interface Words {
  title: string
  lead: string
  body: string // HTML of the allow-list
  pictures: string[] // ids of media in order, the cover first
}

/**
 * The edition that the editor's page shows, for the panels beside the text. They read what
 * they show over the API, by article and language, and touch the text through this alone.
 */
export interface Edited {
  article: string
  lang: string
  edition: Schemas['FullEdition']
  /** The text as it stands now; reading it renders nothing anew. */
  words: () => Words
  /** Changes the pictures of the text; saved as typing is. */
  setPictures: (pictures: string[]) => void
  /** Puts HTML of the allow-list where the caret is. */
  insert: (html: string) => void
  /** Saves what is typed into the working copy now; throws the problem where that fails. */
  keep: () => Promise<void>
  /** Keeps, and makes the working copy a revision of the edition (PUT of the edition). */
  save: () => Promise<void>
  /** Selects the place of a comment or of an entry of the checklist, and brings it into view. */
  show: (place: { field: 'title' | 'lead' | 'body'; quote?: string; before?: string }) => void
}

export const EditedContext = createContext<Edited | null>(null)

/** The edition that the page shows; only below the editor's page. */
export function useEdited(): Edited {
  const edited = useContext(EditedContext)
  if (!edited) throw new Error('a panel of the editor outside its page')
  return edited
}
