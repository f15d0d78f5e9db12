import type { AnyExtension } from '@tiptap/core'
import { Placeholder } from '@tiptap/extension-placeholder'
import { StarterKit } from '@tiptap/starter-kit'

import { Cell, Everywhere, Figcaption, Figure, HeadCell, Picture, Pre, Row, Tables } from './blocks'
import { Anchor, Code, Sub, Sup } from './marks'
import { Composed } from './composed'

/** Exactly what the server's allow-list knows, so that nothing is lost between the two. */
export function kit(placeholder: string, more: AnyExtension[] = []): AnyExtension[] {
  return [
    StarterKit.configure({ heading: { levels: [2, 3, 4] }, code: false, codeBlock: false, link: false, trailingNode: false }),
    Everywhere, Pre, Figure, Figcaption, Picture, Tables, Row, Cell, HeadCell, Anchor, Code, Sub, Sup, Composed,
    Placeholder.configure({ placeholder }),
    ...more,
  ]
}
