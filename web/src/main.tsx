import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@fontsource/be-vietnam-pro/400.css'
import '@fontsource/be-vietnam-pro/600.css'
import './app/style.css'

import { createRoot } from 'react-dom/client'

import { App } from './app/App'
import { startTexts } from './i18n'

const place = document.getElementById('desk')
if (place) {
  await startTexts()
  createRoot(place).render(<App />)
}
