import { t } from '../../i18n/t.ts';
import '../group/messages.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import type { AdministeredPerson } from '../../../shared/protocol/http-accounts.ts';
import { Menu, type MenuItem } from '../../design/menu.tsx';
import type { Act } from './act-dialog.tsx';

/** What an administrator does with a person's account. Their own is in their settings. */
export const PersonMenu = (props: {
  readonly person: AdministeredPerson;
  readonly anchor: HTMLElement;
  readonly onAct: (act: Act) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const items = (): readonly MenuItem[] => {
    const { administrator, codes, disabled } = props.person;
    const act = (name: Act) => () => props.onAct(name);
    return [
      { label: t('administration.people.reset'), icon: 'link', act: act('reset') },
      ...(codes ? [{ label: t('administration.people.codes'), icon: 'key', act: act('codes') } as const] : []),
      administrator
        ? { label: t('administration.people.off'), icon: 'down', begins: true, act: act('off') }
        : { label: t('administration.people.on'), icon: 'up', begins: true, act: act('on') },
      disabled
        ? { label: t('administration.people.enable'), icon: 'check', begins: true, act: act('enable') }
        : { label: t('administration.people.disable'), icon: 'block', begins: true, act: act('disable') },
      { label: t('administration.people.delete'), icon: 'bin', danger: true, act: act('delete') },
    ];
  };
  return (
    <Menu
      anchor={props.anchor}
      label={t('group.member.menu', { name: props.person.name })}
      items={items()}
      onClose={props.onClose}
    />
  );
};
