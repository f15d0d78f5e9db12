/** A point of a picture, as shares of its width and height from the upper left corner. */
export interface Point {
  x: number
  y: number
}

/** The shapes in which platforms cut pictures. */
export const shapes = { '1:1': 1, '4:5': 4 / 5, '16:9': 16 / 9, '1.91:1': 1.91 } as const

function along(focus: number, share: number): number {
  if (share >= 1) return 50
  const begin = Math.min(Math.max(focus - share / 2, 0), 1 - share)
  return (begin / (1 - share)) * 100
}

/**
 * Where a picture that covers a frame has to lie (`object-position`) so that its focus is as near
 * to the middle as its edges let it be: the way in which the server cuts its cards.
 */
export function positionOf(focus: Point, picture: { width: number; height: number }, shape: number): string {
  const own = picture.width / picture.height
  const wide = own > shape
  return `${along(focus.x, wide ? shape / own : 1).toFixed(1)}% ${along(focus.y, wide ? 1 : own / shape).toFixed(1)}%`
}

const inside = (share: number) => Math.round(Math.min(Math.max(share, 0), 1) * 1000) / 1000

/** A point inside a picture, near to another. */
export function near(x: number, y: number): Point {
  return { x: inside(x), y: inside(y) }
}

/** Where an arrow key moves a point; undefined for another key. */
export function moved(focus: Point, key: string, step: number): Point | undefined {
  switch (key) {
    case 'ArrowLeft': return near(focus.x - step, focus.y)
    case 'ArrowRight': return near(focus.x + step, focus.y)
    case 'ArrowUp': return near(focus.x, focus.y - step)
    case 'ArrowDown': return near(focus.x, focus.y + step)
    default: return undefined
  }
}
