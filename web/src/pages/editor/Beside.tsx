import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { getSchema } from '@tiptap/core'
import { DOMParser as Reader, DOMSerializer } from '@tiptap/pm/model'
import { useEffect, useRef } from 'react'
import { useTranslation } from '~/i18n/useTranslation'

import { api, type Schemas } from '~/api/client'
import { Loaded } from '~/parts/Loaded'

import classes from './Beside.module.css'
import { kit } from './schema/kit'
import { addressOf } from './text/pictures'
import area from './text/Body.module.css'
import type { Editing } from './useEditing'

/** The source of a translation beside it, with what changed since the translation was made. */
export function Beside({ editing }: { editing: Editing }) {
  const { t } = useTranslation()
  const { article, lang } = editing.edition
  const asked = api.useQuery('get', '/articles/{id}/editions/{lang}/source', { params: { path: { id: article, lang } } })
  return (
    <section className={classes.beside} aria-label={t('editor.langs.source')}>
      <Loaded asked={asked} lines={8}>{(source) => (
        <div lang={source.lang}>
          <Text size="sm" c="dimmed">{t('editor.langs.source')}</Text>
          <p className={classes.title} data-changed={source.title ? true : undefined}>{source.now.title}</p>
          <p className={classes.lead} data-changed={source.lead ? true : undefined}>{source.now.lead}</p>
          <Shown body={source.now.body ?? ''} pictures={source.now.pictures ?? none} changed={source.changed} />
        </div>
      )}</Loaded>
    </section>
  )
}

const none: string[] = []
const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

/** A body that is read; its HTML comes by way of the schema. */
function Shown({ body, pictures, changed }: { body: string; pictures: string[]; changed: Schemas['SourceChange'][] }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const place = useRef<HTMLDivElement>(null)
  const label = t('editor.langs.changed')
  useEffect(() => {
    if (!place.current) return
    const schema = getSchema(kit(''))
    const doc = Reader.fromSchema(schema).parse(new DOMParser().parseFromString(body, 'text/html').body)
    // Built apart from the page, so that no picture is asked for at its public address.
    const inert = document.implementation.createHTMLDocument('')
    inert.body.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: inert }))
    for (const one of inert.querySelectorAll('img')) {
      const src = one.getAttribute('src') ?? ''
      one.removeAttribute('src')
      addressOf(queries, src, pictures).then((seen) => seen && (one.src = seen), () => undefined)
    }
    place.current.replaceChildren(...inert.body.childNodes)
    const wanted = new Set(changed.filter((one) => one.change !== 'removed').map((one) => plain(one.words.filter((span) => span.op !== 'removed').map((span) => span.text).join(''))))
    for (const one of place.current.querySelectorAll<HTMLElement>('p, h2, h3, h4, pre, figcaption')) {
      if (!wanted.has(plain(one.textContent ?? ''))) continue
      one.dataset.changed = ''
      one.title = label
    }
  }, [body, changed, label, pictures, queries])
  return <div ref={place} className={`${area.area} ${classes.body}`} />
}
