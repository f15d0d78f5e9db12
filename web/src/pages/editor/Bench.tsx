import { Button, Group, Tabs, Textarea, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'

import { api, client, dataOf, type Schemas } from '~/api/client'
import { Loaded } from '~/parts/Loaded'
import { rebuild } from '~/parts/rebuild'

import { EditedContext, type Edited, type Words } from './edited'
import classes from './Bench.module.css'
import { Channels } from './panel/Channels'
import { Comments } from './panel/Comments'
import { History } from './panel/History'
import { Pictures } from './panel/Pictures'

const address = '/articles/{id}/editions/{lang}' as const

/** A bare page around the panels, by which they are tried until the editor's page stands. */
export function Bench() {
  const { article, lang } = useParams({ strict: false }) as { article: string; lang: string }
  const edition = api.useQuery('get', address, { params: { path: { id: article, lang } } })
  return <><Title order={1}>Bench</Title><Loaded asked={edition}>{(one) => <Bare key={one.head_revision} article={article} lang={lang} edition={one} />}</Loaded></>
}

function Bare({ article, lang, edition }: { article: string; lang: string; edition: Schemas['FullEdition'] }) {
  const queries = useQueryClient()
  const [words, setWords] = useState<Words>({ title: edition.title, lead: edition.lead, body: edition.body, pictures: edition.pictures })
  const now = useRef(words)
  const edited = useMemo<Edited>(() => {
    const path = { id: article, lang }
    const change = (part: Partial<Words>) => {
      now.current = { ...now.current, ...part }
      setWords(now.current)
    }
    const keep = async () => {
      const old = await client.GET(`${address}/working-copy`, { params: { path } })
      const header = old.data ? { 'If-Match': `"${old.data.version}"` } : { 'If-None-Match': '*' as const }
      dataOf(await client.PUT(`${address}/working-copy`, { params: { path, header }, body: { ...now.current, base: old.data?.base ?? edition.head_revision } }))
    }
    return {
      article, lang, edition, keep,
      words: () => now.current,
      setPictures: (pictures) => change({ pictures }),
      insert: (html) => change({ body: now.current.body + html }),
      save: async () => {
        dataOf(await client.PUT(address, { params: { path, header: { 'If-Match': `"${edition.version}"` } }, body: now.current }))
        await queries.invalidateQueries({ predicate: (query) => String(query.queryKey[1]).startsWith(address) })
      },
      show: ({ field, quote }) => {
        const one = document.querySelector<HTMLTextAreaElement>(`#bench-${field}`)
        const from = quote ? one?.value.indexOf(quote) ?? -1 : -1
        one?.focus()
        if (quote && from >= 0) one?.setSelectionRange(from, from + quote.length)
      },
    }
  }, [article, lang, edition, queries, now])
  const bind = (name: 'title' | 'lead' | 'body') => ({
    id: `bench-${name}`, value: words[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      now.current = { ...now.current, [name]: event.currentTarget.value }
      setWords(now.current)
    },
  })
  return (
    <EditedContext value={edited}>
      <div className={classes.bench}>
        <div>
          <TextInput label="Tiêu đề" {...bind('title')} />
          <Textarea label="Sapo" autosize {...bind('lead')} />
          <Textarea label="Nội dung" autosize {...bind('body')} />
          <section aria-label="Bài">{rebuild(words.body)}</section>
          <Group><Button onClick={() => void edited.save()}>Lưu bản</Button></Group>
          <output>{words.pictures.join()}</output>
        </div>
        <Tabs defaultValue={localStorage.getItem('bench') ?? 'channels'} keepMounted={false} onChange={(tab) => localStorage.setItem('bench', tab ?? '')}>
          <Tabs.List><Tabs.Tab value="channels">Kênh</Tabs.Tab><Tabs.Tab value="pictures">Ảnh</Tabs.Tab><Tabs.Tab value="comments">Nhận xét</Tabs.Tab><Tabs.Tab value="history">Lịch sử</Tabs.Tab></Tabs.List>
          <Tabs.Panel value="channels" pt="sm"><Channels /></Tabs.Panel>
          <Tabs.Panel value="pictures" pt="sm"><Pictures /></Tabs.Panel>
          <Tabs.Panel value="comments" pt="sm"><Comments /></Tabs.Panel>
          <Tabs.Panel value="history" pt="sm"><History /></Tabs.Panel>
        </Tabs>
      </div>
    </EditedContext>
  )
}
