import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { describeEvent, describeMessage } from './describe-message.ts';
import { escapeMarkdown, markdownText } from './escape-markdown.ts';
import type { ExportedFile, ExportHead, ExportWriter } from './export-writer.ts';
import { madeWords, problemWords } from './file-words.ts';

/** Our own folders and names; what could end the address is encoded. */
const addressOf = (path: string): string =>
  path
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29')))
    .join('/');

const fileLine = ({ kind, name, path }: ExportedFile): string => {
  if (path === undefined) return `📎 ${escapeMarkdown(t('own-data.file.missing', { name }))}`;
  return `${kind === 'picture' ? '!' : '📎 '}[${escapeMarkdown(name)}](${addressOf(path)})`;
};

/** Markdown in which what people wrote is text: their own marks stand as they were typed. */
export const createMarkdownWriter = (head: ExportHead): ExportWriter => {
  let day: string | undefined;
  return {
    type: 'text/markdown',
    begin: () => {
      const members = head.members.map(({ name }) => escapeMarkdown(name)).join(', ');
      return `# ${escapeMarkdown(head.title)}\n\n${escapeMarkdown(madeWords(head.madeAt))}\n\n${members}\n`;
    },
    event: (event) => {
      const told = describeEvent(event);
      const heading = told.day === day ? '' : `\n## ${escapeMarkdown(told.day)}\n`;
      day = told.day;
      return `${heading}\n${escapeMarkdown(`${told.words} · ${told.time}`)}\n`;
    },
    message: (message, files) => {
      const told = describeMessage(message);
      const notes = told.notes.length === 0 ? '' : ` (${told.notes.map(escapeMarkdown).join(', ')})`;
      const parts = [
        ...(told.day === day ? [] : [`## ${escapeMarkdown(told.day)}`]),
        `**${escapeMarkdown(told.author)}** · ${escapeMarkdown(told.time)}${notes}`,
        ...(told.reply === undefined ? [] : [markdownText(told.reply.words, '> ')]),
        ...files.map(fileLine),
        ...(told.text === undefined ? [] : [markdownText(told.text)]),
        ...(told.poll === undefined
          ? []
          : [
              escapeMarkdown(told.poll.question),
              told.poll.options.map((option) => `- ${escapeMarkdown(option)}`).join('\n'),
            ]),
        ...(told.line === undefined ? [] : [escapeMarkdown(told.line)]),
        ...(told.reactions === '' ? [] : [escapeMarkdown(told.reactions)]),
      ];
      day = told.day;
      return `\n${parts.join('\n\n')}\n`;
    },
    end: (problems) =>
      problems.length === 0
        ? ''
        : `\n---\n\n${escapeMarkdown(t('own-data.missing', { count: problems.length }))}\n\n${problems
            .map((one) => `- ${escapeMarkdown(problemWords(one))}`)
            .join('\n')}\n`,
  };
};
