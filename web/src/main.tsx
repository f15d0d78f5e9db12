import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@fontsource/be-vietnam-pro/400.css'
import '@fontsource/be-vietnam-pro/600.css'
import './app/style.css'

import { createRoot } from 'react-dom/client'

import { App } from './app/App'
import { nonce } from './app/house'
import { startTexts } from './i18n'

// What locks the page behind a dialog adds a style of its own, and looks here for the nonce.
Object.assign(globalThis, { __webpack_nonce__: nonce() })

const place = document.getElementById('desk')
if (place) {
  await startTexts()
  createRoot(place).render(<App />)
}
