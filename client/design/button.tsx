import { type JSX, splitProps } from 'solid-js';
import style from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

type Native = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'class'>;

export const Button = (props: Native & { readonly look?: 'main' | 'plain' | 'danger' | 'quiet' }): JSX.Element => {
  const [own, rest] = splitProps(props, ['look']);
  return <button type="button" {...rest} class={style.button} data-look={own.look ?? 'plain'} />;
};

/** A button with only a picture; `label` is what it is called. */
export const IconButton = (
  props: Native & { readonly icon: IconName; readonly label: string; readonly look?: 'main' | 'plain' },
): JSX.Element => {
  const [own, rest] = splitProps(props, ['icon', 'label', 'look']);
  return (
    <button
      type="button"
      {...rest}
      class={style.round}
      data-look={own.look ?? 'plain'}
      aria-label={own.label}
      title={own.label}
    >
      <Icon name={own.icon} />
    </button>
  );
};
