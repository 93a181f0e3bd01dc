/**
 * The one style of pages without scripts. Each host allows it by its hash, so it must reach the browser to the letter.
 * Its colours are those of the page itself (tokens.css); a test holds them together.
 */
export const plainPageStyle = `
:root {
  color-scheme: light dark;
  --ground-side: light-dark(#f5f5f8, #1b1c21);
  --ground-raised: light-dark(#ffffff, #222329);
  --ground-sunken: light-dark(#f1f1f5, #101114);
  --line: light-dark(#e3e3ea, #2d2e36);
  --line-strong: light-dark(#85859a, #767788);
  --text: light-dark(#1b1b22, #ececf1);
  --text-soft: light-dark(#5b5b6b, #a5a6b4);
  --text-on-accent: light-dark(#ffffff, #12131a);
  --accent: light-dark(#4b49d6, #a3a9ff);
  --accent-strong: light-dark(#3a38bb, #bcc1ff);
  --bad: light-dark(#b3261e, #ff9a92);
  --bad-soft: light-dark(#fdeeed, #33201f);
  --bad-line: light-dark(#eebfbb, #633733);
}
* { box-sizing: border-box; }
html { font-size: 87.5%; }
body {
  display: grid;
  place-items: center;
  min-height: 100vh;
  margin: 0;
  padding: 16px;
  background: var(--ground-side);
  color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
  overflow-wrap: anywhere;
}
main {
  width: 100%;
  max-width: 460px;
  padding: 24px;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--ground-raised);
}
svg { display: block; margin-bottom: 12px; }
h1 { margin: 0 0 8px; font-size: 1.429rem; font-weight: 600; line-height: 1.3; }
p { margin: 0 0 12px; color: var(--text-soft); }
main > :last-child, form > :last-child { margin-bottom: 0; }
code {
  padding: 2px 4px;
  border-radius: 6px;
  background: var(--ground-sunken);
  color: var(--text);
  font: 0.929em ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
[role='alert'] {
  padding: 8px 12px;
  border: 1px solid var(--bad-line);
  border-radius: 8px;
  background: var(--bad-soft);
  color: var(--bad);
}
form { margin-top: 20px; }
label { display: grid; gap: 4px; margin-bottom: 16px; font-weight: 500; }
input {
  width: 100%;
  min-width: 0;
  min-height: 36px;
  padding: 4px 12px;
  border: 1px solid var(--line-strong);
  border-radius: 8px;
  background: var(--ground-raised);
  color: var(--text);
  font: 1rem ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
button {
  width: 100%;
  min-height: 36px;
  padding: 4px 16px;
  border: 1px solid transparent;
  border-radius: 8px;
  background: var(--accent);
  color: var(--text-on-accent);
  font: inherit;
  font-weight: 500;
  cursor: pointer;
}
button:hover { background: var(--accent-strong); }
.leave { display: block; margin: 12px auto; width: fit-content; color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`

/** What a page without scripts says. Texts are escaped here; the form is the only HTML. */
export interface PlainPage {
  /** Of what language the texts are. */
  readonly locale: string
  readonly title: string
  readonly paragraphs: readonly string[]
  /** What was wrong with the form that was sent. */
  readonly mistake?: string | null
  readonly form?: string
  /** The way out, of a page whose window may have no button for that. */
  readonly leave?: { readonly label: string; readonly path: string } | null
}

/** A page that runs no script and loads nothing, for where the page itself cannot or must not be. */
export function plainPage(page: PlainPage): string {
  const { locale, title, paragraphs, mistake = null, form = '', leave = null } = page
  const texts = [
    ...paragraphs.map((text) => `<p>${withCommands(text)}</p>`),
    ...(mistake === null ? [] : [`<p role="alert">${escapeHtml(mistake)}</p>`])
  ]
  return `<!doctype html>
<html lang="${new Intl.Locale(locale).language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} – ChatAPP</title>
<style>${plainPageStyle}</style>
<main>
${mark}
<h1>${escapeHtml(title)}</h1>
${texts.join('\n')}
${form}${leave ? `<a class="leave" href="${leave.path}">${escapeHtml(leave.label)}</a>\n` : ''}</main>
</html>
`
}

/** The product's mark, as in resources/icon.svg. */
const mark = `<svg width="40" height="40" viewBox="32 32 960 960" aria-hidden="true">
<rect x="32" y="32" width="960" height="960" rx="224" fill="#5652df"/>
<path fill="#ffffff" d="M292 216H612A132 132 0 0 1 744 348A132 132 0 0 1 612 480H192A32 32 0 0 1 160 448V348A132 132 0 0 1 292 216Z"/>
<path fill="#c3c8ff" d="M412 544H732A132 132 0 0 1 864 676V776A32 32 0 0 1 832 808H412A132 132 0 0 1 280 676A132 132 0 0 1 412 544Z"/>
<g fill="#4a49d6"><circle cx="316" cy="348" r="44"/><circle cx="452" cy="348" r="44"/><circle cx="588" cy="348" r="44"/></g>
</svg>`

/** Text as it stands between tags. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Our texts quote commands, each language in its own way; a page shows them as such. */
const withCommands = (text: string): string =>
  escapeHtml(text).replaceAll(/["„]((?:npm|chatapp) [^"“]+)["“]/g, '<code>$1</code>')
