import { t } from '../../i18n/t.ts';
import '../devices/account-messages.ts';
import './messages.ts';
import { createResource, createSignal, For, type JSX, lazy, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Confirm } from '../../design/confirm.tsx';
import { Contained } from '../../design/contained.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import type { AccountProblem } from './ask.ts';
import { NameForm } from './name-form.tsx';
import {
  addPasskey,
  arePasskeysPossible,
  listPasskeys,
  type PasskeyFact,
  removePasskey,
  renamePasskey,
} from './passkeys.ts';
import { Problem } from './problem.tsx';
import style from './security.module.css';

const SignInAgain = lazy(async () => ({ default: (await import('../sign-in/sign-in-again.tsx')).SignInAgain }));

const nameOf = (passkey: PasskeyFact): string => passkey.name?.trim() || t('security.passkeys.unnamed');

export const PasskeysSection = (): JSX.Element => {
  const app = useApp();
  const possible = arePasskeysPossible();
  const [passkeys, { refetch }] = createResource(() => possible === 'yes', listPasskeys);
  const [naming, setNaming] = createSignal<PasskeyFact | 'new'>();
  const [removing, setRemoving] = createSignal<PasskeyFact>();
  const [again, setAgain] = createSignal(false);
  const [problem, setProblem] = createSignal<AccountProblem>();
  const list = (): readonly PasskeyFact[] => {
    const answer = passkeys.latest;
    return answer?.ok === true ? answer.value : [];
  };
  const trouble = (): AccountProblem | undefined => {
    const answer = passkeys.latest;
    return problem() ?? (answer?.ok === false ? answer.error : undefined);
  };
  const after = (failed: AccountProblem | undefined): void => {
    setProblem(failed);
    if (failed === undefined) setNaming(undefined);
    void refetch();
  };
  return (
    <SettingsSection title={t('security.passkeys')} words={t('security.passkeys.words')}>
      <Show
        when={possible === 'yes'}
        fallback={<p>{t(`security.passkeys.${possible === 'numbers' ? 'numbers' : 'unsupported'}`)}</p>}
      >
        <Show when={passkeys.latest?.ok === true && list().length === 0}>
          <p>{t('security.passkeys.none')}</p>
        </Show>
        <Show when={list().length > 0}>
          <ul class={style.list}>
            <For each={list()}>
              {(passkey) => (
                <li>
                  <Show
                    when={naming() !== passkey}
                    fallback={
                      <NameForm
                        name={passkey.name ?? ''}
                        onSave={async (name) => after(await renamePasskey(passkey.id, name))}
                        onCancel={() => setNaming(undefined)}
                      />
                    }
                  >
                    <span>
                      <b dir="auto">{nameOf(passkey)}</b>
                      <Show when={passkey.createdAt}>
                        {(at) => (
                          <span>{t('security.passkeys.made', { when: momentOf(Date.parse(at()), app.now()) })}</span>
                        )}
                      </Show>
                    </span>
                    <div class={style.row}>
                      <Button
                        aria-label={t('security.passkeys.rename.label', { name: nameOf(passkey) })}
                        onClick={() => setNaming(passkey)}
                      >
                        {t('security.passkeys.rename')}
                      </Button>
                      <Button
                        aria-label={t('security.passkeys.remove.label', { name: nameOf(passkey) })}
                        onClick={() => setRemoving(passkey)}
                      >
                        {t('security.passkeys.remove')}
                      </Button>
                    </div>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </Show>
        <Problem is={trouble()} />
        <Show when={trouble() === 'not-fresh' || trouble() === 'signed-out'}>
          <Button onClick={() => setAgain(true)}>{t('account.sign-in-again')}</Button>
        </Show>
        <Show
          when={naming() === 'new'}
          fallback={
            <Button variant="main" onClick={() => setNaming('new')}>
              {t('security.passkeys.add')}
            </Button>
          }
        >
          <NameForm
            name=""
            onSave={async (name) => after(await addPasskey(name))}
            onCancel={() => setNaming(undefined)}
          />
        </Show>
      </Show>
      <Show when={removing()} keyed>
        {(passkey) => (
          <Confirm
            title={t('security.passkeys.remove.title', { name: nameOf(passkey) })}
            words={t('security.passkeys.remove.words')}
            act={t('security.passkeys.remove')}
            onAct={() => void removePasskey(passkey.id).then(after)}
            onClose={() => setRemoving(undefined)}
          />
        )}
      </Show>
      <Contained>
        <Show when={again()}>
          <SignInAgain
            onClose={() => {
              setAgain(false);
              setProblem(undefined);
              void refetch();
            }}
          />
        </Show>
      </Contained>
    </SettingsSection>
  );
};
