import type { House } from './house'

/** A story that a test writes for itself. */
export interface Story {
  id: string
  edition: string // path of its only edition
}

/** Makes a story of the author's, with all that it needs to be handed in. */
export async function write(house: House, lang: string, title: string): Promise<Story> {
  const author = await house.as('author')
  const { data } = await author<{ id: string }>('POST', '/articles', {
    unit: 'cong-ttdt-tinh-ninh-binh', lang, title, lead: `${title}: hai ngày, một chương trình hợp tác.`, body: '<p>Sáng nay, hội nghị khai mạc tại thành phố.</p>',
    facets: { pillars: ['apsc'], areas: ['hoat-dong-va-hop-tac-asean'], audiences: ['nhan-dan'] },
  })
  return { id: data.id, edition: `/articles/${data.id}/editions/${lang}` }
}
