import { MantineProvider } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import 'dayjs/locale/vi'

import { useLang } from '~/i18n/useLang'
import { Again } from '~/session/Again'

import { nonce } from './house'
import { queries } from './queries'
import { router } from './router'
import { theme } from './theme'

/** Everything that stands around the pages. */
export function App() {
  const lang = useLang()
  return (
    <MantineProvider theme={theme} getStyleNonce={nonce} defaultColorScheme="auto">
      <DatesProvider settings={{ locale: lang, firstDayOfWeek: 1 }}>
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-right" />
          <RouterProvider router={router} />
          <Again />
        </QueryClientProvider>
      </DatesProvider>
    </MantineProvider>
  )
}
