import { describe, expect, it } from 'vitest'

import { moved, positionOf } from './crop'

describe('where a cut lies', () => {
  const picture = { width: 1200, height: 800 }
  it('is in the middle for a focus in the middle', () => {
    expect(positionOf({ x: 0.5, y: 0.5 }, picture, 1)).toBe('50.0% 50.0%')
  })
  it('has the focus in its middle where the edges let it', () => {
    // A square takes 800 of 1200; begun at 40 % of the width less 400, which is a fifth of the 400 that are free.
    expect(positionOf({ x: 0.4, y: 0.1 }, picture, 1)).toBe('20.0% 50.0%')
  })
  it('stops at the edges', () => {
    expect(positionOf({ x: 0, y: 0 }, picture, 1)).toBe('0.0% 50.0%')
    expect(positionOf({ x: 1, y: 1 }, picture, 1.91)).toBe('50.0% 100.0%')
  })
})

describe('arrow keys', () => {
  it('move the focus and never out of the picture', () => {
    expect(moved({ x: 0.5, y: 0.5 }, 'ArrowRight', 0.05)).toEqual({ x: 0.55, y: 0.5 })
    expect(moved({ x: 0.5, y: 0.01 }, 'ArrowUp', 0.05)).toEqual({ x: 0.5, y: 0 })
    expect(moved({ x: 0.5, y: 0.5 }, 'Enter', 0.05)).toBeUndefined()
  })
})
