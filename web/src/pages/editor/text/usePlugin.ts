import type { Editor } from '@tiptap/core'
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { useEffect, useEffectEvent } from 'react'

interface Handlers {
  handleKeyDown?: (view: EditorView, event: KeyboardEvent) => boolean
  handlePaste?: (view: EditorView, event: ClipboardEvent) => boolean
}

/** Hears what happens in the text before the editor does; the handlers may see the component's state. */
export function usePlugin(editor: Editor, handlers: Handlers): void {
  const press = useEffectEvent((view: EditorView, event: KeyboardEvent) => handlers.handleKeyDown?.(view, event) ?? false)
  const paste = useEffectEvent((view: EditorView, event: ClipboardEvent) => handlers.handlePaste?.(view, event) ?? false)
  useEffect(() => {
    const key = new PluginKey<EditorState>('hears')
    const plugin = new Plugin({ key, props: { handleKeyDown: (view, event) => press(view, event), handlePaste: (view, event) => paste(view, event) } })
    editor.registerPlugin(plugin, (mine, others) => [mine, ...others])
    return () => {
      if (!editor.isDestroyed) editor.unregisterPlugin(key)
    }
  }, [editor])
}
