import { Text } from '@mantine/core'
import { getSchema } from '@tiptap/core'
import { DOMParser as Reader, DOMSerializer } from '@tiptap/pm/model'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

import { api, type Schemas } from '~/api/client'
import { Loaded } from '~/parts/Loaded'

import classes from './Beside.module.css'
import { kit } from './schema/kit'
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
          <Shown body={source.now.body ?? ''} changed={source.changed} />
        </div>
      )}</Loaded>
    </section>
  )
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

/** A body that is read; its HTML comes by way of the schema. */
function Shown({ body, changed }: { body: string; changed: Schemas['SourceChange'][] }) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const label = t('editor.langs.changed')
  useEffect(() => {
    if (!place.current) return
    const schema = getSchema(kit(''))
    const doc = Reader.fromSchema(schema).parse(new DOMParser().parseFromString(body, 'text/html').body)
    place.current.replaceChildren(DOMSerializer.fromSchema(schema).serializeFragment(doc.content))
    const wanted = new Set(changed.filter((one) => one.change !== 'removed').map((one) => plain(one.words.filter((span) => span.op !== 'removed').map((span) => span.text).join(''))))
    for (const one of place.current.querySelectorAll<HTMLElement>('p, h2, h3, h4, pre, figcaption')) {
      if (!wanted.has(plain(one.textContent ?? ''))) continue
      one.dataset.changed = ''
      one.title = label
    }
  }, [body, changed, label])
  return <div ref={place} className={`${area.area} ${classes.body}`} />
}
