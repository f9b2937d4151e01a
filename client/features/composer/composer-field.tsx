import { type JSX, Show } from 'solid-js';
import { useApp } from '../app-context.ts';
import { hasCoarsePointer } from './composer-keys.ts';
import type { Composer } from './create-composer.ts';
import type { Field } from './create-field.ts';
import type { MentionPicker } from './mentions/create-mention-picker.ts';

/** The text area. Its descriptions stand above it, under ids that begin with `id`. */
export const ComposerField = (props: {
  readonly id: string;
  readonly model: Composer;
  readonly field: Field;
  readonly picker: MentionPicker;
  readonly label: string;
  /** The counter is shown. */
  readonly counted: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}): JSX.Element => {
  const app = useApp();
  const offering = () => props.picker.choices().length > 0;
  const described = () =>
    [
      props.model.target() === undefined ? undefined : `${props.id}-target`,
      props.counted ? `${props.id}-count` : undefined,
    ]
      .filter((one) => one !== undefined)
      .join(' ') || undefined;
  /** An edit has a field of its own: undoing in it must not bring back words of other messages. */
  const fieldKey = () => {
    const target = props.model.target();
    return target?.kind === 'edit' ? target.messageId : 'message';
  };
  return (
    <Show when={fieldKey()} keyed>
      {(_key) => {
        props.field.start();
        return (
          <textarea
            ref={props.field.setElement}
            data-kept=""
            rows={1}
            dir="auto"
            aria-label={props.label}
            placeholder={props.label}
            aria-invalid={props.model.left() < 0 ? true : undefined}
            aria-describedby={described()}
            aria-autocomplete={props.model.mentionable().length > 0 ? 'list' : undefined}
            aria-controls={offering() ? `${props.id}-mentions` : undefined}
            aria-activedescendant={offering() ? `${props.id}-mentions-${props.picker.active()}` : undefined}
            enterkeyhint={hasCoarsePointer() ? 'enter' : 'send'}
            onInput={(event) => {
              const before = props.model.text();
              props.model.setText(event.currentTarget.value);
              if (app.preferences()?.linkPreviews) props.model.lookForLink(before);
              props.field.updateMentions();
            }}
            onKeyDown={(event) => props.onKeyDown(event)}
            onPaste={props.field.paste}
            onKeyUp={(event) => {
              if (/^(?:Arrow(?:Left|Right)|Home|End)$/.test(event.key)) props.field.updateMentions();
            }}
            onClick={props.field.updateMentions}
            onBlur={() => {
              props.picker.leave();
              props.model.flush();
            }}
          />
        );
      }}
    </Show>
  );
};
