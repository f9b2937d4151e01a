import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import { Page } from '../../design/page.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { statusOf } from '../conversation/subtitle.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { PictureField } from './picture-field.tsx';
import style from './profile-page.module.css';
import { endOf, STATUS_TIMES, type StatusTime } from './status-times.ts';

const StatusSection = (): JSX.Element => {
  const app = useApp();
  const id = createUniqueId();
  const shown = () => statusOf(app.me(), app.now());
  const until = () => app.me().status?.until;
  const [text, setText] = createSignal(shown() ?? '');
  const [time, setTime] = createSignal<StatusTime>('today');
  const tooLong = () => [...text().trim()].length > LIMITS.statusCharacters;
  const set = (status: { text: string; until?: number } | null): void => {
    void app.channel.call('changeProfile', { status }).then((result) => {
      if (app.done(result)) app.say(t(status === null ? 'profile.status.cleared' : 'profile.status.set'));
    });
  };
  return (
    <SettingsSection title={t('profile.status')} words={t('profile.status.words')}>
      <form
        class={style.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (text().trim() === '' || tooLong()) return;
          const end = endOf(time(), Date.now());
          set({ text: text().trim(), ...(end === undefined ? {} : { until: end }) });
        }}
      >
        <Field
          label={t('profile.status.text')}
          value={text()}
          placeholder={t('profile.status.example')}
          onText={setText}
          {...(tooLong() ? { problem: t('profile.too-long', { count: LIMITS.statusCharacters }) } : {})}
        />
        <fieldset class={style.times}>
          <legend>{t('profile.status.until')}</legend>
          <For each={STATUS_TIMES}>
            {(one) => (
              <label>
                <input type="radio" name={id} checked={time() === one} onChange={() => setTime(one)} />
                <span>{t(`profile.status.until.${one}`)}</span>
              </label>
            )}
          </For>
        </fieldset>
        <div class={style.acts}>
          <Button type="submit" variant="main" disabled={text().trim() === '' || tooLong()}>
            {t('profile.status.act')}
          </Button>
          <Show when={shown()}>
            <Button
              onClick={() => {
                setText('');
                set(null);
              }}
            >
              {t('profile.status.clear')}
            </Button>
          </Show>
        </div>
        <Show when={shown()}>
          {(now) => (
            <p class={style.now}>
              <span dir="auto">{t('profile.status.now', { text: now() })}</span>
              <Show when={until()}>
                {(end) => <span>{t('profile.status.ends', { when: momentOf(end(), app.now()) })}</span>}
              </Show>
            </p>
          )}
        </Show>
      </form>
    </SettingsSection>
  );
};

/** What others see of the person: picture, name, username, status. Saved here at once, sent when there is a connection. */
export const ProfilePage = (): JSX.Element => {
  const app = useApp();
  const [name, setName] = createSignal(app.me().name);
  const [username, setUsername] = createSignal(app.me().username ?? '');
  const nameProblem = () => {
    const length = [...name().trim()].length;
    if (length === 0) return t('profile.name.empty');
    return length > LIMITS.nameCharacters ? t('profile.too-long', { count: LIMITS.nameCharacters }) : undefined;
  };
  const usernameProblem = () =>
    username() === '' || /^[a-z0-9._-]{3,30}$/.test(username()) ? undefined : t('profile.username.problem');
  const changes = () => ({
    ...(name().trim() === app.me().name ? {} : { name: name().trim() }),
    ...(username() === (app.me().username ?? '') || username() === '' ? {} : { username: username() }),
  });
  const ready = () =>
    Object.keys(changes()).length > 0 && nameProblem() === undefined && usernameProblem() === undefined;
  const problem = (words: string | undefined) => (words === undefined ? {} : { problem: words });
  return (
    <Page title={t('profile.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <SettingsSection title={t('profile.picture')}>
        <PictureField
          name={app.me().name}
          seed={app.me().userId}
          picture={app.me().picture}
          onChange={(picture) => void app.channel.call('setPicture', { picture: picture ?? null }).then(app.done)}
        />
      </SettingsSection>
      <SettingsSection title={t('profile.names')} words={t('profile.names.words')}>
        <form
          class={style.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (!ready()) return;
            void app.channel.call('changeProfile', changes()).then((result) => {
              if (app.done(result)) app.say(t('profile.saved'));
            });
          }}
        >
          <Field
            label={t('profile.name')}
            value={name()}
            autocomplete="name"
            onText={setName}
            {...problem(nameProblem())}
          />
          <Field
            label={t('profile.username.label')}
            hint={t('profile.username.hint')}
            value={username()}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            onText={(text) => setUsername(text.trim().toLowerCase().replace(/^@/, ''))}
            {...problem(usernameProblem())}
          />
          <div class={style.acts}>
            <Button type="submit" variant="main" disabled={!ready()}>
              {t('profile.save')}
            </Button>
          </div>
        </form>
      </SettingsSection>
      <StatusSection />
    </Page>
  );
};
