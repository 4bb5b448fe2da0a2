/** The colours of the console: neutrals, and six state roles with text, tint, solid and the label on the solid. */
export const roleNames = ['go', 'ring', 'talk', 'pass', 'stop', 'quiet'] as const;
export type RoleName = (typeof roleNames)[number];

type Tokens = Record<string, string>;
type RoleColours = Record<RoleName, readonly [text: string, tint: string, solid: string, on: string]>;

const lightRoles: RoleColours = {
  go: ['#0B6B3A', '#E2F4E9', '#0F7A43', '#FFFFFF'],
  ring: ['#874A00', '#FFF0DA', '#A85800', '#FFFFFF'],
  talk: ['#1450B0', '#E4EDFF', '#1B5FCB', '#FFFFFF'],
  pass: ['#6530A8', '#F0E8FC', '#7440BC', '#FFFFFF'],
  stop: ['#AD231B', '#FDE8E6', '#C22C23', '#FFFFFF'],
  quiet: ['#454D56', '#ECEFF1', '#5C656E', '#FFFFFF'],
};
const darkRoles: RoleColours = {
  go: ['#5FD394', '#11291C', '#45C983', '#07130C'],
  ring: ['#FFB757', '#2F2110', '#F5A83B', '#1A1001'],
  talk: ['#8FB8FF', '#15243F', '#74A6FF', '#06122A'],
  pass: ['#C8A9FF', '#251B3B', '#B794FA', '#160A2B'],
  stop: ['#FF9F97', '#391A1A', '#FF8178', '#2A0503'],
  quiet: ['#B6BEC7', '#242A31', '#939DA8', '#0A0C0E'],
};
const lightNeutrals: Tokens = {
  '--b-page': '#F6F7F8',
  '--b-surface': '#FFFFFF',
  '--b-raised': '#FFFFFF',
  '--b-shadow': '0 1px 2px rgb(22 25 29 / 6%), 0 8px 24px rgb(22 25 29 / 10%)',
  '--b-sunken': '#ECEFF1',
  '--b-line': '#D7DCE0',
  '--b-edge': '#7C858F',
  '--b-text': '#16191D',
  '--b-text-2': '#454D56',
  '--b-text-3': '#5C656E',
  '--b-ink': '#1C2126',
  '--b-ink-hover': '#343B43',
  '--b-on-ink': '#FFFFFF',
  '--b-bubble': '#E1E5E8',
};
const darkNeutrals: Tokens = {
  '--b-page': '#0F1215',
  '--b-surface': '#171B1F',
  '--b-raised': '#1D2227',
  '--b-shadow': 'none',
  '--b-sunken': '#0A0C0E',
  '--b-line': '#2B323A',
  '--b-edge': '#737D88',
  '--b-text': '#E8EBEE',
  '--b-text-2': '#B6BEC7',
  '--b-text-3': '#939DA8',
  '--b-ink': '#E8EBEE',
  '--b-ink-hover': '#CDD3DA',
  '--b-on-ink': '#101316',
  '--b-bubble': '#2B323A',
};

/** Mantine's own variables for one colour, so that none of its variants keeps a stock hue. */
function mantineRole(name: string, v: { text: string; tint: string; solid: string; hover: string }): Tokens {
  const p = `--mantine-color-${name}`;
  return {
    [`${p}-filled`]: v.solid,
    [`${p}-filled-hover`]: v.hover,
    [`${p}-light`]: v.tint,
    [`${p}-light-hover`]: v.tint,
    [`${p}-light-color`]: v.text,
    [`${p}-outline`]: v.text,
    [`${p}-outline-hover`]: v.tint,
    [`${p}-text`]: v.text,
  };
}

const shared: Tokens = {
  '--mantine-color-body': 'var(--b-page)',
  '--mantine-color-text': 'var(--b-text)',
  '--mantine-color-bright': 'var(--b-text)',
  '--mantine-color-dimmed': 'var(--b-text-3)',
  '--mantine-color-placeholder': 'var(--b-text-3)',
  '--mantine-color-error': 'var(--b-stop-text)',
  '--mantine-color-anchor': 'var(--b-text)',
  '--mantine-color-default': 'var(--b-surface)',
  '--mantine-color-default-hover': 'var(--b-sunken)',
  '--mantine-color-default-color': 'var(--b-text)',
  '--mantine-color-default-border': 'var(--b-edge)',
  '--mantine-color-disabled': 'var(--b-sunken)',
  '--mantine-color-disabled-color': 'var(--b-text-3)',
  '--mantine-color-disabled-border': 'var(--b-line)',
};

function roleVariables(roles: RoleColours): Tokens {
  const all: Tokens = {};
  for (const name of roleNames) {
    const [text, tint, solid, on] = roles[name];
    all[`--b-${name}-text`] = text;
    all[`--b-${name}-tint`] = tint;
    all[`--b-${name}-solid`] = solid;
    all[`--b-${name}-on`] = on;
    Object.assign(
      all,
      mantineRole(name, {
        text: `var(--b-${name}-text)`,
        tint: `var(--b-${name}-tint)`,
        solid: `var(--b-${name}-solid)`,
        hover: `var(--b-${name}-text)`,
      }),
    );
  }
  return all;
}

const inkRole = mantineRole('ink', {
  text: 'var(--b-text)',
  tint: 'var(--b-sunken)',
  solid: 'var(--b-ink)',
  hover: 'var(--b-ink-hover)',
});

/** CSS variables for both schemes, in the shape of Mantine's `cssVariablesResolver`. */
export function cssTokens(): { variables: Tokens; light: Tokens; dark: Tokens } {
  return {
    variables: {},
    light: { ...lightNeutrals, ...roleVariables(lightRoles), ...inkRole, ...shared },
    dark: { ...darkNeutrals, ...roleVariables(darkRoles), ...inkRole, ...shared },
  };
}
