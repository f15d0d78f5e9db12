import { client, dataOf, send, taggedOf, type Schemas } from '~/api/client'
import type { Problem } from '~/api/problem'

const address = '/articles/{id}/editions/{lang}' as const

export const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** How a Word file is taken. */
export interface Taking {
  rejects: boolean // tracked changes
  except: number[] // those that are settled the other way
  converts: boolean // words in fonts of the old encodings
}

function queryOf(file: File, taking: Taking, dry: boolean): string {
  return new URLSearchParams({
    name: file.name, changes: taking.rejects ? 'reject' : 'accept', convert: String(taking.converts), dry_run: String(dry),
    ...(taking.except.length > 0 && { except: taking.except.join(',') }),
  }).toString()
}

/** Reads a Word file into the working copy, or tells what would come of it. */
export async function takeWord(at: { article: string; lang: string; person: string }, file: File, taking: Taking, dry: boolean): Promise<Schemas['WordImport']> {
  const headers: Record<string, string> = { 'Content-Type': wordType }
  if (!dry) {
    const params = { path: { id: at.article, lang: at.lang } }
    const lines = dataOf(await client.GET(`${address}/working-copies`, { params })).items
    if (lines.some((one) => one.person === at.person)) headers['If-Match'] = taggedOf(await client.GET(`${address}/working-copy`, { params })).tag
    else headers['If-None-Match'] = '*'
  }
  const answer = await send(new Request(`/api/v1/articles/${at.article}/editions/${at.lang}/import?${queryOf(file, taking, dry)}`, { method: 'POST', headers, body: file }))
  const body: unknown = await answer.json()
  if (!answer.ok) throw body as Problem
  return body as Schemas['WordImport']
}
