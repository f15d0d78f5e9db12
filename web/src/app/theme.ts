import { Button, createTheme, type MantineColorsTuple } from '@mantine/core'

const lan: MantineColorsTuple = ['#effaf6', '#d7efe6', '#b0ddcd', '#83c8b0', '#55b092', '#2f9778', '#1b8063', '#126a52', '#0d5c46', '#0a4a39']

export const theme = createTheme({
  primaryColor: 'lan',
  primaryShade: { light: 8, dark: 3 },
  autoContrast: true,
  colors: { lan },
  fontFamily: "'Be Vietnam Pro', system-ui, sans-serif",
  fontFamilyMonospace: "'Be Vietnam Pro', ui-monospace, monospace", // hashes and codes in the one font that the page brings
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.55', lg: '1.6', xl: '1.5' },
  spacing: { xs: '4px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  defaultRadius: 8,
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '24px', lineHeight: '1.4' }, h2: { fontSize: '20px', lineHeight: '1.4' }, h3: { fontSize: '16px', lineHeight: '1.5' } } },
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm' },
      // The main colour is dark on light grounds and light on dark ones; words on it follow it.
      vars: (_theme, props) => ({ root: !props.color && (!props.variant || props.variant === 'filled') ? { '--button-color': 'var(--mantine-primary-color-contrast)' } : {} }),
    }),
    Tooltip: { defaultProps: { multiline: true, maw: 320, withArrow: true, openDelay: 150, events: { hover: true, focus: true, touch: true } } },
    // Its placeholder for the focus has no place in a menu; the first item gets the focus instead.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
  },
})
