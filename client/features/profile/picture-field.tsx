import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, onCleanup, Show } from 'solid-js';
import { Avatar } from '../../design/avatar.tsx';
import { Button } from '../../design/button.tsx';
import type { IconName } from '../../design/icon.tsx';
import style from './picture-field.module.css';
import { type SmallPicture, shrinkPicture } from './shrink-picture.ts';

/** A round picture with buttons to change and remove it. Pictures are shrunk on this device. */
export const PictureField = (props: {
  readonly name: string;
  readonly seed: string | number;
  /** SHA-256 of the picture as it is. */
  readonly picture: string | undefined;
  readonly icon?: IconName;
  /** undefined: taken away. */
  readonly onChange: (picture: SmallPicture | undefined) => void;
}): JSX.Element => {
  let input: HTMLInputElement | undefined;
  const [problem, setProblem] = createSignal(false);
  const [working, setWorking] = createSignal(false);
  // Shown at once, and where a picture is chosen for what does not exist yet.
  const [chosen, setChosen] = createSignal<string>();
  const show = (url: string | undefined): void => {
    const before = chosen();
    if (before !== undefined) URL.revokeObjectURL(before);
    setChosen(url);
  };
  onCleanup(() => show(undefined));
  const choose = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setProblem(false);
    setWorking(true);
    const small = await shrinkPicture(file);
    setWorking(false);
    if (small === undefined) {
      setProblem(true);
      return;
    }
    show(URL.createObjectURL(new Blob([new Uint8Array(small.bytes)], { type: small.type })));
    props.onChange(small);
  };
  return (
    <div class={style.field}>
      <span class={style.round}>
        <Avatar
          size="large"
          name={props.name}
          seed={props.seed}
          picture={props.picture}
          {...(props.icon === undefined ? {} : { icon: props.icon })}
        />
        <Show when={chosen()}>{(url) => <img class={style.chosen} src={url()} alt="" />}</Show>
      </span>
      <div class={style.ways}>
        <Button disabled={working()} onClick={() => input?.click()}>
          {t(props.picture === undefined && chosen() === undefined ? 'picture.choose' : 'picture.change')}
        </Button>
        <Show when={props.picture !== undefined || chosen() !== undefined}>
          <Button
            variant="quiet"
            onClick={() => {
              show(undefined);
              props.onChange(undefined);
            }}
          >
            {t('picture.remove')}
          </Button>
        </Show>
      </div>
      <p class={style.note} role={problem() ? 'alert' : undefined} data-problem={problem() ? '' : undefined}>
        {t(problem() ? 'picture.problem' : 'picture.words')}
      </p>
      <input
        ref={(element) => {
          input = element;
        }}
        type="file"
        accept="image/*"
        hidden
        onChange={(event) => {
          void choose(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
};
