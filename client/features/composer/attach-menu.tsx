import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { Menu, type MenuItem } from '../../design/menu.tsx';
import { pickFiles } from './attach/pick-files.ts';

export type Attachment = 'poll' | 'location' | 'contact' | 'emoji';

const hasCamera = (): boolean => matchMedia('(pointer: coarse)').matches;

/** What can be sent besides text. */
export const AttachMenu = (props: {
  readonly anchor: HTMLElement;
  /** Where the field's own button had no room. */
  readonly emoji: boolean;
  readonly onPick: (what: Attachment) => void;
  /** undefined: no files, as while a text is edited. */
  readonly onFiles: ((files: FileList) => void) | undefined;
  readonly onClose: () => void;
}): JSX.Element => {
  const files = (): readonly MenuItem[] => {
    const { onFiles } = props;
    if (onFiles === undefined) return [];
    return [
      { label: t('composer.media'), icon: 'picture', act: () => pickFiles('media', onFiles) },
      ...(hasCamera()
        ? [{ label: t('composer.camera'), icon: 'camera' as const, act: () => pickFiles('camera', onFiles) }]
        : []),
      { label: t('composer.file'), icon: 'file', act: () => pickFiles('file', onFiles) },
    ];
  };
  const items = (): readonly MenuItem[] => [
    ...files(),
    ...(props.emoji ? [{ label: t('composer.emoji'), icon: 'smile' as const, act: () => props.onPick('emoji') }] : []),
    { label: t('composer.poll'), icon: 'poll', act: () => props.onPick('poll') },
    { label: t('composer.location'), icon: 'place', act: () => props.onPick('location') },
    { label: t('composer.contact'), icon: 'person', act: () => props.onPick('contact') },
  ];
  return <Menu anchor={props.anchor} label={t('composer.attach')} items={items()} onClose={props.onClose} />;
};
