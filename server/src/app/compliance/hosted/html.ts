/** Whole pages without scripts: readable on any phone, by any screen reader, at any size of text. */

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Contrast of every pair is above 7 to 1 in both themes; targets are 44 px high. */
const style = `
:root{color-scheme:light dark;--ink:#16191d;--dim:#454d56;--ground:#f6f7f8;--card:#fff;--line:#7c858f;--act:#1b4fa0;--on-act:#fff;--bad:#8f1418}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebee;--dim:#b6bec7;--ground:#0f1215;--card:#171b1f;--line:#939da8;--act:#a9c7ff;--on-act:#0a0c0e;--bad:#ffb4b0}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:36rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
form,.card{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem}
label.field{display:block;font-weight:600;margin:0 0 1rem}
input[type=text],input[type=tel]{display:block;width:100%;min-height:2.75rem;margin-top:.25rem;padding:.5rem .75rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:.375rem}
.agree{display:grid;grid-template-columns:auto 1fr;gap:.75rem;margin:0 0 1rem}
.agree input{width:1.5rem;height:1.5rem;margin:0}
button{min-height:2.75rem;padding:.5rem 1.25rem;font:inherit;font-weight:600;color:var(--on-act);background:var(--act);border:0;border-radius:.375rem;cursor:pointer}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
.dim{color:var(--dim)}.bad{color:var(--bad);font-weight:600}
.wrap{overflow-wrap:anywhere}
`;

/** @param body HTML of the page's main part; what people typed in it was escaped */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main>
<h1>${escapeHtml(title)}</h1>
${body}
</main></body></html>
`;
}

/** A problem said at the top, where a screen reader begins, and again at its field. */
export const problemBox = (words: string | null): string =>
  words === null ? '' : `<p class="bad" role="alert">${escapeHtml(words)}</p>\n`;
