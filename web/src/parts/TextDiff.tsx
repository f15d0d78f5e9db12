import { diffWordsWithSpace } from 'diff'
import { useMemo } from 'react'

import classes from './WordDiff.module.css'

/** What differs between two plain texts, word by word. */
export function TextDiff({ was, is, lang }: { was: string; is: string; lang?: string }) {
  const parts = useMemo(() => diffWordsWithSpace(was, is), [was, is])
  return (
    <div className={classes.diff} lang={lang} style={{ whiteSpace: 'pre-wrap' }}>
      {parts.map((one, at) => {
        if (one.added) return <ins key={at}>{one.value}</ins>
        return one.removed ? <del key={at}>{one.value}</del> : <span key={at}>{one.value}</span>
      })}
    </div>
  )
}
