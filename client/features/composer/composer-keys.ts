import { COMPOSER_SHORTCUTS } from '../shortcuts/create-shortcuts.ts';
import { isApple, matchesKeys } from '../shortcuts/matches-keys.ts';
import type { Composer } from './create-composer.ts';
import type { Field } from './create-field.ts';
import type { MentionPicker } from './mentions/create-mention-picker.ts';
import { markOfKeys } from './wrap-selection.ts';

export const hasCoarsePointer = (): boolean => matchMedia('(pointer: coarse)').matches;

/** The keys of the list of mentions while it is open; returns whether it took the key. */
const onListKey = (event: KeyboardEvent, picker: MentionPicker, field: Field): boolean => {
  const choice = picker.choices()[picker.active()];
  if (choice === undefined) return false;
  if (event.key === 'ArrowDown') picker.move(1);
  else if (event.key === 'ArrowUp') picker.move(-1);
  else if (event.key === 'Escape') picker.close();
  else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) field.mention(choice);
  else return false;
  return true;
};

/** What the keys do in the field. */
export const onComposerKey =
  (deps: {
    readonly model: Composer;
    readonly picker: MentionPicker;
    readonly field: Field;
    readonly onSubmit: () => void;
    readonly onSurface: (kind: 'emoji' | 'attach') => void;
  }) =>
  (event: KeyboardEvent): void => {
    const { model, picker, field } = deps;
    const mark = markOfKeys(event);
    const surface = (['emoji', 'attach'] as const).find((kind) =>
      COMPOSER_SHORTCUTS[kind].some((keys) => matchesKeys(keys, event, isApple())),
    );
    if (onListKey(event, picker, field)) event.preventDefault();
    else if (mark !== undefined) {
      event.preventDefault();
      field.wrap(mark);
    } else if (surface !== undefined) {
      event.preventDefault();
      deps.onSurface(surface);
    } else if (event.key === 'Enter' && !event.shiftKey && (!hasCoarsePointer() || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      deps.onSubmit();
    } else if (
      event.key === 'ArrowUp' &&
      !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) &&
      model.text() === '' &&
      model.target() === undefined
    ) {
      event.preventDefault();
      void model.editNewest();
    }
  };
