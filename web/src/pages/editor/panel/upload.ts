import type { Schemas } from '~/api/client'
import { isProblem, type Problem } from '~/api/problem'
import { currentLang } from '~/i18n/lang'
import { askAgain, whatToAsk } from '~/session/again'

/** Kinds of files that the library takes. */
export const kinds = ['image/jpeg', 'image/png', 'image/webp']

interface Answer {
  status: number
  body: unknown
}

function post(address: string, file: File, onProgress: (share: number) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest() // fetch tells nothing of how far it has come
    request.open('POST', address)
    request.responseType = 'text'
    request.setRequestHeader('Content-Type', file.type)
    request.setRequestHeader('Accept-Language', currentLang())
    request.upload.addEventListener('progress', (event) => event.lengthComputable && onProgress(event.loaded / event.total))
    request.addEventListener('error', () => reject(new TypeError('unreachable')))
    request.addEventListener('load', () => {
      try {
        resolve({ status: request.status, body: JSON.parse(request.responseText) as unknown })
      } catch {
        reject(new TypeError('unreachable')) // what stands between answered in the API's place
      }
    })
    request.send(file)
  })
}

/** Uploads a picture to the library of a unit; signs the person in again where that is needed, and throws problems. */
export async function upload(unit: string, file: File, onProgress: (share: number) => void): Promise<Schemas['Media']> {
  const address = `/api/v1/media?${new URLSearchParams({ unit, name: file.name || 'anh.png' }).toString()}`
  for (;;) {
    const answer = await post(address, file, onProgress)
    if (answer.status === 201) return answer.body as Schemas['Media']
    const what = answer.status === 401 && isProblem(answer.body) ? whatToAsk(answer.body.code) : undefined
    if (!what) throw answer.body as Problem
    await askAgain(what)
  }
}
