import type * as Y from 'yjs';
import { itemAt } from '../../../shared/document/chapter.ts';

/** One operation of a rebase on the server's state. */
export type Step =
  | { readonly op: 'set'; readonly root: string; readonly key: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly root: string; readonly key: string }
  /** A draft of the old form. */
  | { readonly op: 'empty'; readonly root: string };

/** Writes a plan into a document; repeating it changes nothing. */
export const writeSteps = (doc: Y.Doc, steps: readonly Step[]): void => {
  for (const step of steps) {
    if (step.op === 'empty') doc.getText(step.root).delete(0, doc.getText(step.root).length);
    else if (step.op === 'remove') doc.getMap(step.root).delete(step.key);
    else doc.getMap(step.root).set(step.key, step.value);
  }
};

/** Moved messages enter their new chapter once: a key that ever existed there is skipped. */
export const writeMoved = (doc: Y.Doc, steps: readonly Step[]): void => {
  writeSteps(
    doc,
    steps.filter((step) => step.op !== 'set' || itemAt(doc, step.root, step.key) === undefined),
  );
};
