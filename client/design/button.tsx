import { type JSX, splitProps } from 'solid-js';
import style from './button.module.css';
import { Icon, type IconName } from './icon.tsx';

type Native = Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'class'>;

export const Button = (props: Native & { readonly variant?: 'main' | 'plain' | 'danger' | 'quiet' }): JSX.Element => {
  const [own, rest] = splitProps(props, ['variant']);
  return <button type="button" {...rest} class={style.button} data-variant={own.variant ?? 'plain'} />;
};

/** A button with only a picture; `label` is what it is called. */
export const IconButton = (
  props: Native & { readonly icon: IconName; readonly label: string; readonly variant?: 'main' | 'plain' },
): JSX.Element => {
  const [own, rest] = splitProps(props, ['icon', 'label', 'variant']);
  return (
    <button
      type="button"
      {...rest}
      class={style.round}
      data-variant={own.variant ?? 'plain'}
      aria-label={own.label}
      title={own.label}
    >
      <Icon name={own.icon} />
    </button>
  );
};
