import type { Editor } from '@tiptap/core'
import { useTranslation } from '~/i18n/useTranslation'

import { isAddress } from '../schema/marks'
import { Ask } from './Ask'

/** Asks where a link leads, or what a card shows. */
export function Address({ kind, editor, onClose }: { kind: 'link' | 'embed'; editor: Editor; onClose: () => void }) {
  const { t } = useTranslation()
  const href = String(editor.getAttributes('link').href ?? '')
  if (kind === 'embed') {
    return <Ask title={t('editor.acts.embed')} label={t('editor.embed.label')} description={t('editor.embed.help')} submit={t('editor.embed.insert')} onClose={onClose}
      check={(words) => (/^https:\/\/[^/@\s]+(\/|$)/.test(words) ? '' : t('editor.embed.wrong'))}
      onAnswer={(url) => editor.chain().focus().insertContent({
        type: 'figure', attrs: { 'data-embed': url },
        content: [{ type: 'paragraph', content: [{ type: 'text', text: url, marks: [{ type: 'link', attrs: { href: url } }] }] }],
      }).run()} />
  }
  return <Ask title={t('editor.acts.link')} label={t('editor.link.label')} description={t('editor.link.help')} value={href} submit={t('editor.link.set')} onClose={onClose}
    check={(words) => (words === '' || isAddress(words) ? '' : t('editor.link.wrong'))}
    onAnswer={(words) => {
      const chain = editor.chain().focus().extendMarkRange('link')
      if (!words) chain.unsetMark('link').run()
      else if (editor.state.selection.empty && !href) chain.insertContent({ type: 'text', text: words, marks: [{ type: 'link', attrs: { href: words } }] }).run()
      else chain.setMark('link', { href: words }).run()
    }} />
}
