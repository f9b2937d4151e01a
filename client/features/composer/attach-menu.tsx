import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { Menu, type MenuItem } from '../../design/menu.tsx';

export type Attachment = 'poll' | 'location' | 'contact' | 'emoji';

/** What can be sent besides text. */
export const AttachMenu = (props: {
  readonly anchor: HTMLElement;
  /** Where the field's own button had no room. */
  readonly emoji: boolean;
  readonly onPick: (what: Attachment) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const items = (): readonly MenuItem[] => [
    ...(props.emoji ? [{ label: t('composer.emoji'), icon: 'smile' as const, act: () => props.onPick('emoji') }] : []),
    { label: t('composer.poll'), icon: 'poll', act: () => props.onPick('poll') },
    { label: t('composer.location'), icon: 'place', act: () => props.onPick('location') },
    { label: t('composer.contact'), icon: 'person', act: () => props.onPick('contact') },
  ];
  return <Menu anchor={props.anchor} label={t('composer.attach')} items={items()} onClose={props.onClose} />;
};
