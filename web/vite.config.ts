import { fileURLToPath } from 'node:url'

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const server = process.env.LANTOA_DEV_SERVER ?? 'http://127.0.0.1:8080'

// The desk lives below /desk/. What is built is committed and must come out the same
// everywhere, so no name of it depends on a folder, an hour or a machine.
export default defineConfig({
  base: '/desk/',
  plugins: [react(), withoutWoff()],
  resolve: { alias: { '~': fileURLToPath(new URL('src', import.meta.url)) } },
  html: { cspNonce: '{{nonce}}' },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0, // the policy lets no data: font or script in
    chunkSizeWarningLimit: 800,
    license: { fileName: 'licenses.json' },
  },
  server: { proxy: { '/api': server, '/media': server, '/sign-in': server } },
  test: {
    projects: [
      // Figures that are printed and judged by people; no run of the tests has them.
      ...(process.env.LANTOA_BENCH ? [{ extends: true as const, test: { name: 'bench', include: ['e2e/bench/**/*.bench.ts'], hookTimeout: 60_000, maxWorkers: 1 } }] : []),
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}', '*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'browser', include: ['e2e/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2,
          // A machine that does many things at once may hold a page up past any limit: before a change
          // is taken, what failed is tried once more, and told as such.
          retry: process.env.CI ? 1 : 0,
        },
      },
      // The pictures of docs/screens, by `make screenshots` alone.
      { extends: true, test: { name: 'screens', include: ['e2e/screens.shots.ts'], hookTimeout: 60_000 } },
    ],
    reporters: ['default', './e2e/closing.ts'],
  },
})

// withoutWoff leaves out the older form of the fonts: every browser that runs the desk
// reads woff2.
function withoutWoff() {
  return {
    name: 'without-woff',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      if (!id.includes('@fontsource') || !id.includes('.css')) return null
      return { code: code.replace(/,\s*url\([^)]+\.woff\)\s*format\(['"]woff['"]\)/g, ''), map: null }
    },
  }
}
