import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createSignal, type JSX, Match, Switch } from 'solid-js';
import { isWebhookId } from '../../../../shared/ids/account.ts';
import type { ConversationView, MemberRow } from '../../../channel/conversation-view.ts';
import { Confirm } from '../../../design/confirm.tsx';
import { Menu, type MenuItem } from '../../../design/menu.tsx';
import { useApp } from '../../app-context.ts';
import { BlockDialog } from '../../contacts/block-dialog.tsx';
import { createBlock } from '../../contacts/create-block.ts';
import { nameOf } from './member-item.tsx';

export type MemberAct = 'make-admin' | 'remove-admin' | 'transfer' | 'remove';

/** Asks for confirmation, naming the consequences, then does it. */
export const ConfirmMemberAct = (props: {
  readonly view: ConversationView;
  readonly member: MemberRow;
  readonly act: MemberAct;
  /** The device has accepted it; the server may not have yet. */
  readonly onDone?: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const name = () => nameOf(props.member);
  const run = async (): Promise<boolean> => {
    const { channel } = app;
    const place = { conversationId: props.view.id, userId: props.member.userId };
    switch (props.act) {
      case 'make-admin':
        return app.done(await channel.call('changeRole', { ...place, role: 'admin' }));
      case 'remove-admin':
        return app.done(await channel.call('changeRole', { ...place, role: 'member' }));
      case 'transfer':
        return app.done(await channel.call('transferOwnership', place));
      case 'remove':
        return app.done(await channel.call('removeMember', place));
    }
  };
  const act = async (): Promise<void> => {
    // Read before awaiting: the question is closed by the time the answer arrives.
    const { onDone } = props;
    if (await run()) onDone?.();
  };
  return (
    <Confirm
      variant={props.act === 'make-admin' ? 'main' : 'danger'}
      title={t(`group.${props.act}.title`, { name: name() })}
      words={props.act === 'make-admin' ? t('group.make-admin.words') : t(`group.${props.act}.words`, { name: name() })}
      act={t(`group.${props.act}.act`)}
      onAct={() => void act()}
      onClose={props.onClose}
    />
  );
};

/** What the reader may do with a member, each with its confirmation. */
export const MemberMenu = (props: {
  readonly view: ConversationView;
  readonly member: MemberRow;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [asking, setAsking] = createSignal<MemberAct | 'block'>();
  const block = createBlock(app);
  const askedAct = () => {
    const act = asking();
    return act === 'block' ? undefined : act;
  };
  // The question stays about the chosen act although the member may change meanwhile.
  const member = { ...props.member };
  const write = async (): Promise<void> => {
    const { userId, number, name } = member;
    const result = await app.channel.call('startDirect', { person: { userId, number, name } });
    if (app.done(result)) app.router.go({ name: 'conversation', id: result.value.conversationId });
  };
  const items = (): readonly MenuItem[] => {
    const { may } = member;
    const ask = (act: MemberAct) => () => setAsking(act);
    const all: readonly (MenuItem & { readonly offered: boolean })[] = [
      {
        label: t('group.member.write', { name: nameOf(member) }),
        icon: 'unread',
        act: () => void write(),
        offered: !isWebhookId(member.userId),
      },
      { label: t('group.member.make-admin'), icon: 'up', begins: true, act: ask('make-admin'), offered: may.makeAdmin },
      {
        label: t('group.member.remove-admin'),
        icon: 'down',
        begins: true,
        act: ask('remove-admin'),
        offered: may.removeAdmin,
      },
      { label: t('group.member.transfer'), icon: 'owner', act: ask('transfer'), offered: may.transfer },
      member.blocked
        ? {
            label: t('group.member.unblock'),
            icon: 'block',
            begins: true,
            act: () => void block(member, false),
            offered: !member.own,
          }
        : {
            label: t('group.member.block'),
            icon: 'block',
            begins: true,
            act: () => setAsking('block'),
            offered: !member.own,
          },
      {
        label: t('group.member.remove'),
        icon: 'leave',
        danger: true,
        begins: true,
        act: ask('remove'),
        offered: may.remove,
      },
    ];
    return all.filter(({ offered }) => offered);
  };
  return (
    <Switch>
      <Match when={asking() === 'block'}>
        <BlockDialog person={member} onClose={props.onClose} />
      </Match>
      <Match when={askedAct()} keyed>
        {(act) => <ConfirmMemberAct view={props.view} member={member} act={act} onClose={props.onClose} />}
      </Match>
      <Match when={true}>
        <Menu
          anchor={props.anchor}
          label={t('group.member.menu', { name: nameOf(member) })}
          items={items()}
          // The confirmation replaces the menu.
          onClose={() =>
            queueMicrotask(() => {
              if (asking() === undefined) props.onClose();
            })
          }
        />
      </Match>
    </Switch>
  );
};
