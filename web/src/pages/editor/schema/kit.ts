import type { AnyExtension } from '@tiptap/core'
import { Placeholder } from '@tiptap/extension-placeholder'
import { StarterKit } from '@tiptap/starter-kit'

import { Cell, Everywhere, Figcaption, Figure, HeadCell, Item, Picture, Pre, Row, Tables } from './blocks'
import { Anchor, Code, Sub, Sup } from './marks'
import { Composed } from './composed'

/** Exactly what the server's allow-list knows, so that nothing is lost between the two. */
export function kit(placeholder: string, more: AnyExtension[] = [], address?: (src: string) => Promise<string | null>): AnyExtension[] {
  return [
    StarterKit.configure({ heading: { levels: [2, 3, 4] }, listItem: false, code: false, codeBlock: false, link: false, trailingNode: false }),
    Everywhere, Item, Pre, Figure, Figcaption, Picture.configure(address ? { address } : {}), Tables, Row, Cell, HeadCell, Anchor, Code, Sub, Sup, Composed,
    Placeholder.configure({ placeholder }),
    ...more,
  ]
}
