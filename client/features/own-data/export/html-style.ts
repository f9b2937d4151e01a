/** The one style of an exported page; the page's policy names its hash. */
export const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1b2a33; --ink-2: #55656e; --page: #fbfcfc; --card: #eef3f4; --own: #dcecef; --tide: #0b6478; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eef1; --ink-2: #9db0b8; --page: #10191e; --card: #1b272d; --own: #17343d; --tide: #7cc6d6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 16px 64px; max-inline-size: 760px; background: var(--page); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 24px; margin: 0; }
h2 { font-size: 14px; font-weight: 600; text-align: center; color: var(--ink-2); margin: 24px 0 12px; }
body > header { margin-block-end: 24px; }
body > header p, small, time { color: var(--ink-2); }
article { margin-block: 6px; padding: 8px 12px; border-radius: 12px; background: var(--card); max-inline-size: 90%; inline-size: fit-content; break-inside: avoid; }
article[data-own] { background: var(--own); margin-inline-start: auto; }
article:target { outline: 2px solid var(--tide); }
article header { display: flex; flex-wrap: wrap; gap: 8px; align-items: baseline; font-size: 14px; }
article p { margin: 4px 0; white-space: pre-wrap; }
a { color: var(--tide); }
.reply { display: block; margin-block: 4px; padding-inline-start: 8px; border-inline-start: 3px solid var(--tide); font-size: 14px; text-decoration: none; color: var(--ink-2); }
.host { color: var(--ink-2); font-size: 13px; }
.line, .event, footer p { color: var(--ink-2); }
.event { margin: 8px 0; text-align: center; font-size: 14px; }
ul { margin: 4px 0; padding: 0; list-style: none; }
li { display: flex; gap: 8px; }
li > div { min-inline-size: 0; }
blockquote { margin: 4px 0; padding-inline-start: 10px; border-inline-start: 3px solid var(--ink-2); }
pre { margin: 6px 0; padding: 8px; border-radius: 8px; background: var(--page); overflow: auto; white-space: pre-wrap; }
figure { margin: 6px 0; }
img, video { max-inline-size: 100%; max-block-size: 70vh; border-radius: 8px; }
audio { inline-size: 320px; max-inline-size: 100%; }
@media print { body { max-inline-size: none; } article { border: 1px solid; } }
`;
