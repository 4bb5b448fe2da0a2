/** Mantine bent to our tokens: ink is primary, the six state roles are colours, no stock hue is left. */
import {
  Badge,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  Kbd,
  type MantineColorsTuple,
  Menu,
  Modal,
  Pagination,
  Popover,
  Progress,
  Radio,
  Switch,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core';
import { cssTokens, roleNames } from './tokens.ts';

const gray: MantineColorsTuple = [
  '#F6F7F8',
  '#ECEFF1',
  '#E1E5E8',
  '#D7DCE0',
  '#B9C0C7',
  '#7C858F',
  '#5C656E',
  '#454D56',
  '#2B323A',
  '#16191D',
];
const dark: MantineColorsTuple = [
  '#E8EBEE',
  '#CDD3DA',
  '#B6BEC7',
  '#939DA8',
  '#2B323A',
  '#242A31',
  '#1D2227',
  '#171B1F',
  '#0F1215',
  '#0A0C0E',
];
/** Mantine wants ten shades of each colour; ours come from variables, so the tuple repeats one value. */
const tuple = (value: string): MantineColorsTuple => [
  value,
  value,
  value,
  value,
  value,
  value,
  value,
  value,
  value,
  value,
];

const ours = new Set<string>(['ink', ...roleNames]);

const variantColorResolver: VariantColorsResolver = (input) => {
  const colour = input.color ?? 'ink';
  if (!ours.has(colour)) return defaultVariantColorsResolver(input);
  const ink = colour === 'ink';
  const text = ink ? 'var(--b-text)' : `var(--b-${colour}-text)`;
  const tint = ink ? 'var(--b-sunken)' : `var(--b-${colour}-tint)`;
  const solid = ink ? 'var(--b-ink)' : `var(--b-${colour}-solid)`;
  const on = ink ? 'var(--b-on-ink)' : `var(--b-${colour}-on)`;
  switch (input.variant) {
    case 'filled':
      return {
        background: solid,
        hover: ink ? 'var(--b-ink-hover)' : `color-mix(in srgb, ${solid} 88%, var(--b-text))`,
        color: on,
        border: '1px solid transparent',
      };
    case 'light':
      return {
        background: tint,
        hover: `color-mix(in srgb, ${tint} 90%, ${text})`,
        color: text,
        border: '1px solid transparent',
      };
    case 'outline':
      return {
        background: 'transparent',
        hover: tint,
        color: text,
        border: `1px solid ${ink ? 'var(--b-edge)' : text}`,
      };
    case 'subtle':
    case 'transparent':
    case 'white':
      return { background: 'transparent', hover: tint, color: text, border: '1px solid transparent' };
    default:
      return defaultVariantColorsResolver(input);
  }
};

export const cssVariablesResolver: CSSVariablesResolver = () => cssTokens();

const font = "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";

export const theme = createTheme({
  primaryColor: 'ink',
  colors: {
    gray,
    dark,
    ink: tuple('#1C2126'),
    go: tuple('#0F7A43'),
    ring: tuple('#A85800'),
    talk: tuple('#1B5FCB'),
    pass: tuple('#7440BC'),
    stop: tuple('#C22C23'),
    quiet: tuple('#5C656E'),
  },
  variantColorResolver,
  fontFamily: font,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: font, fontWeight: '600' },
  defaultRadius: 6,
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusClassName: 'b-focus',
  components: {
    Badge: Badge.extend({
      defaultProps: { tt: 'none', fw: 600, radius: 6, variant: 'light', color: 'quiet' },
    }),
    Button: Button.extend({ defaultProps: { size: 'sm', fw: 500 } }),
    Kbd: Kbd.extend({ defaultProps: { className: 'b-kbd' } }),
    Pagination: Pagination.extend({
      vars: () => ({ root: { '--pagination-active-color': 'var(--b-on-ink)' } }),
    }),
    Checkbox: Checkbox.extend({
      vars: () => ({ root: { '--checkbox-icon-color': 'var(--b-on-ink)' } }),
    }),
    Radio: Radio.extend({ vars: () => ({ root: { '--radio-icon-color': 'var(--b-on-ink)' } }) }),
    Switch: Switch.extend({ defaultProps: { withThumbIndicator: false } }),
    Progress: Progress.extend({ styles: { label: { color: 'var(--b-on-ink)' } } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 300,
        transitionProps: { duration: 0 },
        color: 'ink',
        events: { hover: true, focus: true, touch: false },
      },
    }),
    Popover: Popover.extend({
      defaultProps: { transitionProps: { duration: 0 }, radius: 10, withinPortal: true },
    }),
    // The library's placeholder for the first focus is no menu item, and a menu may hold nothing else.
    Menu: Menu.extend({
      defaultProps: { transitionProps: { duration: 0 }, radius: 10, withInitialFocusPlaceholder: false },
    }),
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: { duration: 0 },
        radius: 10,
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
  },
});
