import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { INVITATION, INVITATIONS, type Invitation } from '../../../shared/protocol/http-accounts.ts';
import { Button } from '../../design/button.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { MadeLink } from '../made-link/made-link.tsx';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ask, NOTHING } from '../sign-in/ask.ts';
import style from './administration.module.css';
import { AskedStates, problemWords } from './asked-states.tsx';
import { createAsked } from './create-asked.ts';

const DAYS = [1, 7, 30, 90] as const;
const USES = [1, 2, 5, 10, 25, 100] as const;

const Choice = (props: {
  readonly label: string;
  readonly options: readonly number[];
  readonly words: 'administration.invitations.days.option' | 'administration.invitations.uses.option';
  readonly value: number;
  readonly onChange: (value: number) => void;
}): JSX.Element => {
  const id = createUniqueId();
  return (
    <div class={style.choice}>
      <label for={id}>{props.label}</label>
      <select id={id} onChange={(event) => props.onChange(Number(event.currentTarget.value))}>
        <For each={props.options}>
          {(option) => (
            <option value={option} selected={option === props.value}>
              {t(props.words, { count: option })}
            </option>
          )}
        </For>
      </select>
    </div>
  );
};

const Row = (props: { readonly invitation: Invitation; readonly onRevoke: () => void }): JSX.Element => {
  const app = useApp();
  const { invitation } = { invitation: () => props.invitation };
  const when = (at: number) => momentOf(at, app.now());
  const state = (): 'ended' | 'full' | 'open' => {
    if (invitation().used >= invitation().uses) return 'full';
    return invitation().expiresAt <= app.now() ? 'ended' : 'open';
  };
  return (
    <li class={style.row} data-over={state() === 'open' ? undefined : ''}>
      <p>
        <b>
          {t('administration.invitations.used', { used: String(invitation().used), uses: String(invitation().uses) })}
        </b>
        <Show when={state() !== 'full'}>
          <span>
            {t(state() === 'open' ? 'administration.invitations.ends' : 'administration.invitations.ended', {
              when: when(invitation().expiresAt),
            })}
          </span>
        </Show>
        <small>
          {t('administration.invitations.made', { name: invitation().by, when: when(invitation().createdAt) })}
        </small>
      </p>
      <Show when={state() === 'open'}>
        <Button
          aria-label={t('administration.invitations.revoke.label', { when: when(invitation().createdAt) })}
          onClick={() => props.onRevoke()}
        >
          {t('administration.invitations.revoke')}
        </Button>
      </Show>
    </li>
  );
};

/** Invitations: links with which people create an account, to create, share, watch and revoke. */
export const InvitationsSection = (): JSX.Element => {
  const app = useApp();
  const asked = createAsked(() => ask(INVITATIONS, 'GET', '/api/invitations'));
  const [days, setDays] = createSignal(7);
  const [uses, setUses] = createSignal(1);
  const [busy, setBusy] = createSignal(false);
  const [made, setMade] = createSignal<Invitation>();
  const make = async (): Promise<void> => {
    setBusy(true);
    const answer = await ask(INVITATION, 'POST', '/api/invitations', { days: days(), uses: uses() });
    setBusy(false);
    if (!answer.ok) app.say(problemWords(answer.error));
    else {
      setMade(answer.value);
      await asked.again();
    }
  };
  const revoke = async (invitationId: string): Promise<void> => {
    const answer = await ask(NOTHING, 'DELETE', `/api/invitations/${invitationId}`);
    if (!answer.ok) app.say(problemWords(answer.error));
    else {
      if (made()?.invitationId === invitationId) setMade(undefined);
      app.say(t('administration.invitations.revoked'));
      await asked.again();
    }
  };
  return (
    <SettingsSection title={t('administration.invitations.title')} words={t('administration.invitations.words')}>
      <form
        class={style.make}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Choice
          label={t('administration.invitations.days')}
          options={DAYS}
          words="administration.invitations.days.option"
          value={days()}
          onChange={setDays}
        />
        <Choice
          label={t('administration.invitations.uses')}
          options={USES}
          words="administration.invitations.uses.option"
          value={uses()}
          onChange={setUses}
        />
        <Button type="submit" variant="main" disabled={busy()}>
          {t('administration.invitations.make')}
        </Button>
      </form>
      <Show when={made()?.token}>
        {(token) => (
          <MadeLink
            address={`${location.origin}/join-server#${token()}`}
            title={t('administration.link.invitation')}
            qrLabel={t('administration.link.invitation.qr')}
            words={t('administration.link.once')}
          />
        )}
      </Show>
      <AskedStates asked={asked}>
        {(answer) => (
          <Show when={answer().invitations.length > 0} fallback={<p>{t('administration.invitations.none')}</p>}>
            <ul class={style.list}>
              <For each={answer().invitations}>
                {(invitation) => <Row invitation={invitation} onRevoke={() => void revoke(invitation.invitationId)} />}
              </For>
            </ul>
          </Show>
        )}
      </AskedStates>
    </SettingsSection>
  );
};
