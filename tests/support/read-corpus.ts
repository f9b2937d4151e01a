import { readFileSync } from 'node:fs';

/** One line of text-corpus.tsv, with the signs for line breaks and tabs in `read` still in it. */
interface CorpusLine {
  readonly script: string;
  readonly typed: string;
  readonly read: string;
}

export const readCorpus = (): readonly CorpusLine[] =>
  readFileSync(new URL('text-corpus.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => {
      const [script = '', typed = '', read = ''] = line.split('\t');
      return {
        script,
        typed: typed.replaceAll('⏎', '\n').replaceAll('⇥', '\t'),
        read: read === '=' ? typed : read,
      };
    });
