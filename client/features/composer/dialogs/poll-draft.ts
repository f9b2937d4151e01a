import { LIMITS } from '../../../../shared/protocol/limits.ts';

/** A poll being written; empty options at the end are room for the next one. */
export interface PollDraft {
  readonly question: string;
  readonly options: readonly string[];
  readonly multiple: boolean;
  readonly anonymous: boolean;
}
export type PollProblem = 'question' | 'question-long' | 'options' | 'option-long' | 'alike';

const isLonger = (text: string, most: number): boolean => text.length > most && [...text].length > most;
const written = (draft: PollDraft): readonly string[] =>
  draft.options.map((option) => option.trim()).filter((option) => option !== '');

/** What is wrong with it, one thing for the question and one for the options. */
export const pollProblems = (
  draft: PollDraft,
): { readonly question: PollProblem | undefined; readonly options: PollProblem | undefined } => {
  const question = draft.question.trim();
  const options = written(draft);
  return {
    question: question === '' ? 'question' : isLonger(question, LIMITS.pollCharacters) ? 'question-long' : undefined,
    options:
      options.length < 2
        ? 'options'
        : options.some((option) => isLonger(option, LIMITS.pollOptionCharacters))
          ? 'option-long'
          : new Set(options.map((option) => option.toLocaleLowerCase())).size < options.length
            ? 'alike'
            : undefined,
  };
};

/** The poll as it is sent; undefined while something is wrong with it. */
export const pollBody = (
  draft: PollDraft,
): { kind: 'poll'; text: string; options: string[]; multiple: boolean; anonymous: boolean } | undefined => {
  const { question, options } = pollProblems(draft);
  if (question !== undefined || options !== undefined) return undefined;
  const { multiple, anonymous } = draft;
  return { kind: 'poll', text: draft.question.trim(), options: [...written(draft)], multiple, anonymous };
};
