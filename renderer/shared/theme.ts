import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#e8f3fb',
  '#cfe4f5',
  '#a3cbea',
  '#6db8ef',
  '#4a9fdc',
  '#2a86c8',
  '#1873b3',
  '#0f6aac',
  '#0b5f9e',
  '#084b7e',
];

/** Mantine's dark surfaces are neutral; these fit the tokens. */
const dark: MantineColorsTuple = [
  '#e6ebf0',
  '#c7d0d9',
  '#a3afbb',
  '#7f8c9a',
  '#475362',
  '#384350',
  '#212831',
  '#191f26',
  '#12161b',
  '#0c0f13',
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 7 },
  colors: { accent, dark },
  fontFamily: 'var(--ww-font)',
  fontFamilyMonospace: 'var(--ww-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  defaultRadius: 'var(--ww-radius)',
  headings: { fontWeight: '600' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', size: 28 } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'sm' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
  },
});

/** Mantine's own greys fail AA on light surfaces: every grey text and line comes from the tokens. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--ww-surface)',
    '--mantine-color-text': 'var(--ww-text)',
    '--mantine-color-dimmed': 'var(--ww-dim)',
    '--mantine-color-placeholder': 'var(--ww-dim)',
    '--mantine-color-anchor': 'var(--ww-accent)',
    '--mantine-color-default': 'var(--ww-surface)',
    '--mantine-color-default-hover': 'var(--ww-hover)',
    '--mantine-color-default-color': 'var(--ww-text)',
    '--mantine-color-default-border': 'var(--ww-line-strong)',
    '--mantine-color-error': 'var(--ww-abrupt)',
    '--mantine-line-height': '1.45',
  };
  return { variables: {}, light: shared, dark: shared };
};
