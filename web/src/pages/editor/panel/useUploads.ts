import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { api, type Schemas } from '~/api/client'

import { useEdited } from '../edited'
import { kinds, upload } from './upload'
import { wholeOf } from './useMedia'

/** A file on its way into the library, or what became of it. */
export interface Coming {
  key: number
  file: File
  share: number
  fault?: unknown
  unknownKind?: boolean
  /** The picture of the library that has the same pixels. */
  twin?: { id: string; name: string; made: string }
}

let keys = 0

/** Uploads of an account go two at a time; the server refuses a fourth. */
const lanes: Promise<void>[] = [Promise.resolve(), Promise.resolve()]

/** Takes files into the library of the story's unit and into the text, several at once. */
export function useUploads(known: Schemas['Media'][]) {
  const { article, words, setPictures } = useEdited()
  const queries = useQueryClient()
  const story = api.useQuery('get', '/articles/{id}', { params: { path: { id: article } } })
  const unit = story.data?.unit ?? ''
  const library = api.useQuery('get', '/media', { params: { query: { unit: [unit], limit: 100 } } }, { enabled: unit !== '' })
  const [coming, setComing] = useState<Coming[]>([])
  const latest = useRef({ words, setPictures, twins: known })
  useEffect(() => {
    latest.current = { words, setPictures, twins: [...known, ...(library.data?.items ?? [])] }
  })
  const change = (key: number, part: Partial<Coming> | null) => setComing((list) => (part ? list.map((one) => (one.key === key ? { ...one, ...part } : one)) : list.filter((one) => one.key !== key)))

  async function send(one: Coming) {
    try {
      const made = await upload(unit, one.file, (share) => change(one.key, { share }))
      const { words, setPictures, twins } = latest.current
      const twin = twins.find((other) => other.id !== made.id && wholeOf(other) === wholeOf(made))
      queries.setQueryData(api.queryOptions('get', '/media/{id}', { params: { path: { id: made.id } } }).queryKey, made)
      setPictures([...words().pictures, made.id])
      change(one.key, twin ? { share: 1, twin: { id: twin.id, name: twin.name, made: made.id } } : null)
      void queries.invalidateQueries({ queryKey: ['get', '/media'] })
    } catch (fault) {
      change(one.key, { fault })
    }
  }
  function queue(one: Coming) {
    const lane = one.key % lanes.length
    lanes[lane] = (lanes[lane] ?? Promise.resolve()).then(() => send(one))
  }
  function add(files: File[]) {
    const list = files.map((file) => ({ key: ++keys, file, share: 0, ...(!kinds.includes(file.type) && { unknownKind: true }) }))
    setComing((old) => [...old, ...list])
    for (const one of list) if (!('unknownKind' in one)) queue(one)
  }
  return {
    unit, coming, add,
    again: (one: Coming) => {
      change(one.key, { share: 0, fault: undefined })
      queue(one)
    },
    dismiss: (one: Coming) => change(one.key, null),
    /** Shows the picture that was there before in the place of the one that was just made. */
    takeTwin: (one: Coming) => {
      if (one.twin) {
        const { id, made } = one.twin
        setPictures([...new Set(words().pictures.map((other) => (other === made ? id : other)))])
      }
      change(one.key, null)
    },
  }
}
