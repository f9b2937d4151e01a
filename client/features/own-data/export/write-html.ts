import { spokenLanguage, t } from '../../../i18n/t.ts';
import '../messages.ts';
import { isLanguage, LANGUAGES } from '../../../../shared/text/languages.ts';
import { type DescribedMessage, describeEvent, describeMessage } from './describe-message.ts';
import { escapeHtml } from './escape-html.ts';
import type { ExportedFile, ExportHead, ExportProblem, ExportWriter } from './export-writer.ts';
import { madeWords, problemWords } from './file-words.ts';
import { HTML_STYLE } from './html-style.ts';
import { htmlText } from './html-text.ts';

const hashOf = async (text: string): Promise<string> => {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
};

/** Folders and names are ours; the ending may be anything. */
const addressOf = (path: string): string => escapeHtml(path.split('/').map(encodeURIComponent).join('/'));

const fileHtml = ({ kind, name, alt, path }: ExportedFile): string => {
  const caption = `<figcaption><small><bdi>${escapeHtml(name)}</bdi></small></figcaption>`;
  if (path === undefined) return `<p class="line">📎 ${escapeHtml(t('own-data.file.missing', { name }))}</p>`;
  const address = addressOf(path);
  switch (kind) {
    case 'picture':
      return `<figure><img src="${address}" alt="${escapeHtml(alt ?? name)}" loading="lazy"></figure>`;
    case 'video':
      return `<figure><video src="${address}" controls preload="metadata"></video>${caption}</figure>`;
    case 'audio':
      return `<figure><audio src="${address}" controls preload="none"></audio>${caption}</figure>`;
    case 'file':
      // Named and never linked: opened from here, a page or a drawing among them could run.
      return `<p>📎 <bdi>${escapeHtml(name)}</bdi> <small>${escapeHtml(path)}</small></p>`;
  }
};

const timeHtml = ({ iso, time }: Pick<DescribedMessage, 'iso' | 'time'>): string =>
  `<time${iso === undefined ? '' : ` datetime="${escapeHtml(iso)}"`}>${escapeHtml(time)}</time>`;

const replyHtml = ({ reply }: DescribedMessage): string =>
  reply === undefined
    ? ''
    : `<a class="reply" href="#m-${escapeHtml(reply.id)}"><span dir="auto">${escapeHtml(reply.words)}</span></a>`;

const pollHtml = ({ poll }: DescribedMessage): string =>
  poll === undefined
    ? ''
    : `<p dir="auto"><b>${escapeHtml(poll.question)}</b></p><ul>${poll.options
        .map((option) => `<li><span class="mark">•</span><div dir="auto">${escapeHtml(option)}</div></li>`)
        .join('')}</ul>`;

/**
 * A page that needs nothing else, and in which nothing can run: no script stands in it, all text is escaped, and its
 * policy allows only its own style, and pictures and recordings beside it.
 */
export const createHtmlWriter = async (head: ExportHead, hasFiles: boolean): Promise<ExportWriter> => {
  const beside = hasFiles ? " img-src 'self' file:; media-src 'self' file:;" : '';
  const policy = `default-src 'none'; style-src 'sha256-${await hashOf(HTML_STYLE)}';${beside} base-uri 'none'; form-action 'none'`;
  const language = spokenLanguage();
  let day: string | undefined;
  /** Where another day begins. */
  const headingOf = (told: { readonly day: string }): string => {
    const heading = told.day === day ? '' : `<h2>${escapeHtml(told.day)}</h2>\n`;
    day = told.day;
    return heading;
  };
  return {
    type: 'text/html',
    begin: () => {
      const title = escapeHtml(head.title);
      const members = head.members.map(({ name }) => `<bdi>${escapeHtml(name)}</bdi>`).join(', ');
      return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${isLanguage(language) ? LANGUAGES[language].dir : 'ltr'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${HTML_STYLE}</style>
</head>
<body>
<header><h1 dir="auto">${title}</h1><p>${escapeHtml(madeWords(head.madeAt))}</p><p>${members}</p></header>
<main>
`;
    },
    event: (event) => {
      const told = describeEvent(event);
      return `${headingOf(told)}<p class="event"><span dir="auto">${escapeHtml(told.words)}</span> ${timeHtml(told)}</p>\n`;
    },
    message: (message, files) => {
      const told = describeMessage(message);
      const notes = told.notes.map((note) => `<small>${escapeHtml(note)}</small>`).join(' ');
      const text = told.text === undefined ? '' : htmlText(told.text);
      const line = told.line === undefined ? '' : `<p class="line" dir="auto">${escapeHtml(told.line)}</p>`;
      const reactions = told.reactions === '' ? '' : `<p><small dir="auto">${escapeHtml(told.reactions)}</small></p>`;
      const html = `${headingOf(told)}<article id="m-${escapeHtml(message.id)}"${message.own ? ' data-own' : ''}><header><b><bdi>${escapeHtml(told.author)}</bdi></b> ${timeHtml(told)} ${notes}</header>${replyHtml(told)}${files.map(fileHtml).join('')}${text}${pollHtml(told)}${line}${reactions}</article>\n`;
      return html;
    },
    end: (problems: readonly ExportProblem[]) => {
      const items = problems.map((one) => `<p dir="auto">${escapeHtml(problemWords(one))}</p>`).join('');
      const footer =
        problems.length === 0
          ? ''
          : `<footer><h2>${escapeHtml(t('own-data.missing', { count: problems.length }))}</h2>${items}</footer>\n`;
      return `</main>\n${footer}</body>\n</html>\n`;
    },
  };
};
