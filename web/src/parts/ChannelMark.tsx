import { IconBell, IconBrandBluesky, IconBrandFacebook, IconBrandTelegram, IconBuildingBank, IconFlask, IconFolder, IconMail, IconNews, IconPlugConnected, IconRss, type Icon } from '@tabler/icons-react'

import classes from './ChannelMark.module.css'

const marks: Record<string, { icon: Icon; ground: string }> = {
  wordpress: { icon: IconBuildingBank, ground: '#0d5c46' },
  portal: { icon: IconBuildingBank, ground: '#0d5c46' },
  webhook: { icon: IconNews, ground: '#5a3d2b' },
  sftp: { icon: IconFolder, ground: '#5a3d2b' },
  facebook: { icon: IconBrandFacebook, ground: '#0b5fcc' },
  telegram: { icon: IconBrandTelegram, ground: '#0f6c9c' },
  bluesky: { icon: IconBrandBluesky, ground: '#0b5fcc' },
  email: { icon: IconMail, ground: '#5b2a86' },
  feed: { icon: IconRss, ground: '#8a4b00' },
  sandbox: { icon: IconFlask, ground: '#55636e' },
  notice: { icon: IconBell, ground: '#55636e' },
}

const unknown = { icon: IconPlugConnected, ground: '#55636e' }

/** The small round mark of a channel, by its kind. Its name stands beside it or in `label`. */
export function ChannelMark({ kind, label, size = 22 }: { kind: string; label?: string; size?: number }) {
  const { icon: Mark, ground } = marks[kind] ?? unknown
  return (
    <span className={classes.mark} style={{ background: ground, width: size, height: size }} {...(label ? { role: 'img', 'aria-label': label, title: label } : { 'aria-hidden': true })}>
      <Mark size={size * 0.64} color="#fff" aria-hidden />
    </span>
  )
}
