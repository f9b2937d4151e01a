import { createRenderEffect, onCleanup, onMount } from 'solid-js';
import { t } from '../../i18n/t.ts';
import './messages.ts';
import { growField } from '../../primitives/growing-field/grow-field.ts';
import { readPaste } from './attach/transferred.ts';
import type { Composer } from './create-composer.ts';
import { replaceRange, showText } from './field-text.ts';
import type { MentionPicker } from './mentions/create-mention-picker.ts';
import type { MentionChoice } from './mentions/offer-mentions.ts';
import { type Mark, wrapSelection } from './wrap-selection.ts';

/** The text field itself: what is done to its text and its cursor. */
export interface Field {
  readonly element: () => HTMLTextAreaElement | undefined;
  readonly setElement: (element: HTMLTextAreaElement) => void;
  /** Shows the text in a newly made element, as long as that is there. */
  readonly start: () => void;
  readonly focusEnd: () => void;
  readonly insert: (text: string) => void;
  readonly wrap: (mark: Mark) => void;
  /** Puts the person's name in the place of what was typed of it. */
  readonly mention: (choice: MentionChoice) => void;
  /** The cursor moved: somebody else may be offered. */
  readonly updateMentions: () => void;
  readonly paste: (event: ClipboardEvent) => void;
}

const pasteHtml = async (field: HTMLTextAreaElement, html: string): Promise<void> => {
  const late = await import('./attach/html-text.ts').catch(() => undefined);
  // Without the module the paste must not vanish.
  const text = late?.textOfHtml(html) ?? html.replace(/<[^>]*>/g, '');
  replaceRange(field, field.selectionStart, field.selectionEnd, text);
};

export const createField = (model: Composer, picker: MentionPicker): Field => {
  let area: HTMLTextAreaElement | undefined;

  const focusEnd = (): void => {
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  };
  const updateMentions = (): void => {
    if (area !== undefined) picker.update(area.value, area.selectionStart);
  };

  return {
    element: () => area,
    setElement: (element) => {
      area = element;
    },
    start: () => {
      onCleanup(() => {
        // The next field goes on with the focus of this one.
        if (document.activeElement === area) queueMicrotask(focusEnd);
      });
      onMount(() => {
        // Text from another device is inserted without moving the cursor.
        createRenderEffect(() => {
          const text = model.text();
          if (area === undefined) return;
          showText(area, text);
          growField(area);
        });
      });
    },
    focusEnd,
    insert: (text) => {
      if (area !== undefined) replaceRange(area, area.selectionStart, area.selectionEnd, text);
    },
    wrap: (mark) => {
      if (area === undefined) return;
      const { value, selectionStart: start, selectionEnd: end } = area;
      const made = wrapSelection({ text: value, start, end }, mark);
      replaceRange(area, 0, value.length, made.text);
      area.setSelectionRange(made.start, made.end);
    },
    mention: (choice) => {
      const query = picker.query();
      if (area === undefined || query === undefined) return;
      if (choice.kind === 'person') model.choose(choice.person);
      const name = choice.kind === 'person' ? choice.person.name : t('composer.mention.all');
      // The space that is there already is enough.
      const end = area.value.slice(query.end).startsWith(' ') ? query.end + 1 : query.end;
      replaceRange(area, query.start, end, `@${name} `);
      updateMentions();
      picker.close();
    },
    updateMentions,
    paste: (event) => {
      const pasted = event.clipboardData === null ? undefined : readPaste(event.clipboardData);
      if (pasted === undefined || area === undefined) return;
      event.preventDefault();
      if (pasted.kind === 'html') void pasteHtml(area, pasted.html);
      else if (model.target()?.kind !== 'edit') model.attach.add(pasted.files, pasted.folders);
    },
  };
};
