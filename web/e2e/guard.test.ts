import { describe, expect } from 'vitest'

import { test } from './desk'
import type { House } from './house'
import { places, worldOf, type World } from './pages'
import { todaysLooks, Visitor } from './tour'

const script = '<script>window.hit = "script"</script>'
const picture = '<img src="x" onerror="window.hit = \'onerror\'">'
const link = '<a href="javascript:window.hit = \'link\'">bấm vào đây</a>'

const asText = (html: string) => html.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A story whose every text tries to run something, handed in and talked about. */
async function hostile(house: House): Promise<World> {
  const author = await house.as('author')
  const world = await worldOf(house)
  const { data: known } = await author<{ items: { article: { unit: string } }[] }>('GET', '/articles?limit=1')
  const unit = known.items[0]?.article.unit
  for (const body of [script, picture, link]) {
    await expect(author('POST', '/articles', { unit, lang: 'vi', title: 'Tin', body: `<p>Thân bài</p>${body}` }), 'what runs is no text of a story').rejects.toThrow(/422.*\/body/)
  }
  const { data: made } = await author<{ id: string }>('POST', '/articles', { unit, lang: 'vi', title: `Tin ${script}`, lead: `Sapo ${picture}`, keywords: ['<img src=x onerror=hit>'], body: `<p>Thân bài ${asText(script + picture + link)}</p>` })
  const edition = `/articles/${made.id}/editions/vi`
  await author('POST', `${edition}/comments`, { body: `Nhận xét ${script} ${picture} ${link}` })
  await author('POST', `${edition}/submit`, {}, { 'If-Match': (await author('GET', edition)).tag }).catch(() => undefined)
  return { ...world, article: made.id, draft: made.id, waiting: made.id }
}

describe('E30 nothing that somebody wrote runs', () => {
  test('the policy is strict, and lets nothing be added to a page', async ({ browser, house }) => {
    const answer = await fetch(`${house.url}/desk/`)
    const policy = answer.headers.get('Content-Security-Policy') ?? ''
    const directives = new Map(policy.split(';').map((one) => one.trim().split(/\s+/)).map(([name = '', ...sources]) => [name, sources.join(' ')]))
    expect(directives.get('default-src')).toBe("'none'")
    expect(directives.get('script-src')).toBe("'self'")
    expect(directives.get('connect-src')).toBe("'self'")
    expect(directives.get('base-uri')).toBe("'none'")
    expect(directives.get('frame-ancestors')).toBe("'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    const visitor = await Visitor.come(browser, house, 'author')
    await visitor.look(places[0]!, await worldOf(house), { lang: 'vi', scheme: 'light' })
    const ran = await visitor.page.evaluate(() => new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true })
      const made = document.createElement('script')
      made.textContent = 'window.hit = "inline"'
      document.body.append(made)
      setTimeout(() => resolve((window as unknown as { hit?: string }).hit ?? 'silence'), 2000)
    }))
    expect(ran).toBe('script-src-elem')
    await expect(visitor.leave()).rejects.toThrow(/Content Security Policy/)
  })

  test('a story full of scripts is text on every page', { timeout: 300_000 }, async ({ browser, house }) => {
    const world = await hostile(house)
    const found: string[] = []
    for (const place of places) {
      const visitor = await Visitor.come(browser, house, place.who[0], place.refusals)
      await visitor.page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => ((window as unknown as { hit?: string }).hit = `violation of ${event.effectiveDirective}`)))
      visitor.page.on('dialog', (dialog) => found.push(`${place.name}: a dialog ${dialog.message()}`))
      await visitor.look(place, world, todaysLooks()[0]!)
      found.push(...await visitor.page.evaluate((name) => {
        const hit = (window as unknown as { hit?: string }).hit
        const bad = [...document.querySelectorAll('*')].filter((one) => (one.tagName === 'SCRIPT' && !one.getAttribute('src')) || [...one.attributes].some(({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value)))
        return [...(hit ? [`${name}: ran ${hit}`] : []), ...bad.map((one) => `${name}: ${one.outerHTML.slice(0, 120)}`)]
      }, place.name))
      await visitor.leave()
    }
    expect(found).toEqual([])
  })
})
