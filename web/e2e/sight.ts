import type { Page } from 'playwright-core'

/** How a page is seen, as figures: what is cut, hidden, too wide or of another font. */

/** What makes the page scroll sideways; empty where it does not. */
export async function sidewaysBy(page: Page): Promise<string> {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= room && document.body.scrollWidth <= room) return ''
    const widest = [...document.querySelectorAll<HTMLElement>('body *')].filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > room + 1)
    return `${document.documentElement.scrollWidth} of ${room} px by ${widest.slice(-1).map((one) => `${one.tagName} ${one.className} "${one.textContent?.slice(0, 40)}"`).join()}`
  })
}

/**
 * Texts whose letters lose something: lines so close that marks touch, and boxes that hide
 * what stands out of them and are lower than their text.
 */
export async function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    for (const one of document.querySelectorAll<HTMLElement>('body *')) {
      const own = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
      if (own.length === 0 || one.closest('svg, .unseen, option, noscript, [aria-hidden=true]') || !one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      const style = getComputedStyle(one)
      const size = parseFloat(style.fontSize)
      const lines: DOMRect[] = []
      for (const node of own) {
        const range = document.createRange()
        range.selectNodeContents(node)
        lines.push(...[...range.getClientRects()].filter((rect) => rect.width > 1 && rect.height > 1))
      }
      if (lines.length === 0 || one.getBoundingClientRect().width <= 1) continue
      const name = `"${one.textContent?.trim().slice(0, 40)}" (${one.tagName.toLowerCase()} ${one.className})`
      const tops = new Set(lines.map((line) => Math.round(line.top)))
      const high = style.lineHeight === 'normal' ? 1.265 * size : parseFloat(style.lineHeight)
      if (tops.size > 1 && high / size < 1.395) {
        found.push(`${name}: lines of ${(high / size).toFixed(2)}`)
        continue
      }
      for (let box: HTMLElement | null = one; box && box !== document.body; box = box.parentElement) {
        const { overflowY, position, display } = getComputedStyle(box)
        if ((overflowY === 'hidden' || overflowY === 'clip') && display !== 'inline') {
          const { top, bottom } = box.getBoundingClientRect()
          // Letters take 0.2 of the size above the capitals for their marks, and as much below the line.
          const tall = lines.find((line) => line.bottom > top && line.top < bottom && (line.top < top - 0.06 * size || line.bottom > bottom + 0.06 * size))
          if (tall) {
            found.push(`${name}: ${Math.round(tall.height)} px of text in ${Math.round(bottom - top)} px of ${box.tagName.toLowerCase()} ${box.className}`)
            break
          }
        }
        if (overflowY === 'auto' || overflowY === 'scroll' || position === 'fixed') break
      }
    }
    return found
  })
}

/** Texts that cannot be told from their ground. */
export async function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = [number, number, number, number]
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    const known = new Map<string, Colour>()
    const colour = (css: string): Colour => {
      const before = known.get(css)
      if (before) return before
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = css
      canvas.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data
      const made: Colour = [r, g, b, a / 255]
      known.set(css, made)
      return made
    }
    const over = ([r, g, b, a]: Colour, [s, h, c]: Colour): Colour => [r * a + s * (1 - a), g * a + h * (1 - a), b * a + c * (1 - a), 1]
    const light = ([r, g, b]: Colour) => {
      const [x = 0, y = 0, z = 0] = [r, g, b].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4))
      return 0.2126 * x + 0.7152 * y + 0.0722 * z
    }
    const found: string[] = []
    for (const one of document.querySelectorAll<HTMLElement>('body *')) {
      const text = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join('').trim()
      if (!text || one.closest('svg, .unseen, option, noscript, :disabled, [data-disabled], [aria-disabled=true]') || !one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
      const grounds: Colour[] = []
      let painted = false
      for (let box: HTMLElement | null = one; box; box = box.parentElement) {
        const style = getComputedStyle(box)
        if (style.backgroundImage !== 'none') painted = true
        grounds.push(colour(style.backgroundColor))
        if (grounds.at(-1)![3] === 1) break
      }
      if (painted) continue // a picture or a pattern; people look at those
      const ground = grounds.reduceRight<Colour>((below, above) => over(above, below), [255, 255, 255, 1])
      const ink = over(colour(getComputedStyle(one).color), ground)
      const [high = 0, low = 0] = [light(ink), light(ground)].toSorted((a, b) => b - a)
      const contrast = (high + 0.05) / (low + 0.05)
      if (contrast < 3) found.push(`"${text.slice(0, 40)}" (${one.tagName.toLowerCase()} ${one.className}): contrast ${contrast.toFixed(2)}`)
    }
    return found
  })
}

/** Texts with letters of another font than the embedded one; what is code by its nature is left out. */
export async function foreignGlyphs(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('DOM.enable')
  await devtools.send('CSS.enable')
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('body *')) {
      const texts = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
      if (texts && one.checkVisibility() && !one.closest('svg, code, pre, kbd, noscript, script, style')) one.setAttribute('data-letters', '')
    }
  })
  const { root } = await devtools.send('DOM.getDocument', { depth: 0 })
  const { nodeIds } = await devtools.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: '[data-letters]' })
  const found: string[] = []
  for (const nodeId of nodeIds) {
    const { fonts } = await devtools.send('CSS.getPlatformFontsForNode', { nodeId })
    const foreign = fonts.filter((font) => !font.isCustomFont || !font.familyName.startsWith('Be Vietnam Pro'))
    if (foreign.length === 0) continue
    const { outerHTML } = await devtools.send('DOM.getOuterHTML', { nodeId })
    found.push(`${outerHTML.slice(0, 120)}: ${foreign.map((font) => `${font.glyphCount} of ${font.familyName}`).join(', ')}`)
  }
  await devtools.detach()
  await page.evaluate(() => document.querySelectorAll('[data-letters]').forEach((one) => one.removeAttribute('data-letters')))
  return found
}
